import { confirmResetPassword } from 'aws-amplify/auth';
import { Button } from '../controls/button.js';
import { AccountForm } from './account-form.js';
import { CodeField } from './code-field.js';
import { NewPasswordField } from './new-password-field.js';
import type { PasswordPolicy } from './password-policy.js';
import type { AccountFlow } from './use-account-flow.js';

export type ResetPasswordFormProps = {
  readonly flow: AccountFlow;
  readonly passwordPolicy: PasswordPolicy | undefined;
};

export function ResetPasswordForm({ flow, passwordPolicy }: ResetPasswordFormProps) {
  return (
    <AccountForm
      title="Choose a new password"
      introduction={
        <>
          If <strong>{flow.email}</strong> has an account, a code was sent there.
        </>
      }
      submitLabel="Set the password"
      onSubmit={async ({ code, password }) => {
        await confirmResetPassword({
          username: flow.email,
          confirmationCode: code,
          newPassword: password,
        });
        flow.codeSpent();
        flow.show('sign-in', { notice: 'The password is changed. Sign in with the new one.' });
      }}
      footer={
        <Button look="link" onClick={() => flow.show('forgot-password')}>
          Send a new code
        </Button>
      }
    >
      <CodeField flow={flow} />
      <NewPasswordField label="New password" policy={passwordPolicy} />
    </AccountForm>
  );
}
