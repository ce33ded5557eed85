import type { Authenticator } from '../../authenticator/use-authenticator.js';
import type { PasswordPolicy } from '../password-policy.js';
import type { AccountFlow } from '../use-account-flow.js';
import type { SignedIn } from '../use-session.js';
import { ChangePasswordForm } from './change-password-form.js';
import { SecondFactor } from './second-factor.js';

type SecurityPanelProps = {
  readonly session: SignedIn;
  readonly flow: AccountFlow;
  readonly authenticator: Authenticator | undefined;
  readonly passwordPolicy: PasswordPolicy | undefined;
};

/** The settings for how the user signs in: the second factor and the password. */
export function SecurityPanel(props: SecurityPanelProps) {
  return (
    <div className="settings">
      <SecondFactor {...props} />
      <ChangePasswordForm passwordPolicy={props.passwordPolicy} />
    </div>
  );
}
