import type { PasswordPolicy } from '../password-policy.js';
import { ChangePasswordForm } from './change-password-form.js';

export type SecurityPanelProps = {
  readonly passwordPolicy: PasswordPolicy | undefined;
};

/** What the user proves who they are by. */
export function SecurityPanel({ passwordPolicy }: SecurityPanelProps) {
  return (
    <div className="settings">
      <ChangePasswordForm passwordPolicy={passwordPolicy} />
    </div>
  );
}
