import { confirmResetPassword, resetPassword } from 'aws-amplify/auth';
import { useDemo } from '../demo.js';
import { Failure } from '../form/failure.js';
import { FlowForm } from '../form/flow-form.js';
import { LinkButton } from '../form/link-button.js';
import { useAction } from '../form/use-action.js';
import { CodeInput } from './code-input.js';
import { NewPasswordField } from './new-password-field.js';
import type { AccountFlow } from './use-account-flow.js';

const REASONS = ['CustomMessage_ForgotPassword'];

export function ResetPasswordForm({ flow }: { readonly flow: AccountFlow }) {
  const { passwordPolicy } = useDemo();
  const resend = useAction(async () => {
    await resetPassword({ username: flow.email });
    flow.show('reset', { notice: 'A new code was sent. The old one is no longer valid.' });
  }, flow.code);
  return (
    <FlowForm
      title="Choose a new password"
      introduction={
        <>
          If <strong>{flow.email}</strong> has an account, a code was sent there.
        </>
      }
      submit="Set the password"
      doing="code"
      notice={flow.notice}
      failure={flow.failure}
      onActivity={flow.forgetWords}
      onSubmit={async (field) => {
        await confirmResetPassword({
          username: flow.email,
          confirmationCode: field('code'),
          newPassword: field('password'),
        });
        flow.show('sign-in', { notice: 'The password is changed. Sign in with the new one.' });
      }}
      others={
        <>
          <LinkButton inactive={resend.pending} onClick={() => resend.run()}>
            Send a new code
          </LinkButton>
          <LinkButton onClick={() => flow.show('sign-in')}>Back to sign in</LinkButton>
        </>
      }
    >
      <CodeInput code={flow.code} onCode={flow.enterCode} to={flow.email} reasons={REASONS} />
      <NewPasswordField label="New password" policy={passwordPolicy} />
      <Failure error={resend.error} />
    </FlowForm>
  );
}
