import { AccountForm } from '../account-form.js';
import { NewPasswordField } from '../new-password-field.js';
import type { PasswordPolicy } from '../password-policy.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type NewPasswordStepProps = {
  readonly flow: AccountFlow;
  readonly passwordPolicy: PasswordPolicy | undefined;
};

/** The first sign-in of a user that an administrator created. */
export function NewPasswordStep({ flow, passwordPolicy }: NewPasswordStepProps) {
  return (
    <AccountForm
      title="Choose your password"
      introduction="The temporary password works for the first sign-in only."
      submitLabel="Set the password"
      onSubmit={({ password }) => answerStep(flow, { challengeResponse: password })}
      footer={<StartOver flow={flow} />}
    >
      <NewPasswordField label="New password" policy={passwordPolicy} />
    </AccountForm>
  );
}
