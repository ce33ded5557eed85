import { resetPassword } from 'aws-amplify/auth';
import { Button } from '../controls/button.js';
import { AccountForm } from './account-form.js';
import { EmailField } from './email-field.js';
import type { AccountFlow } from './use-account-flow.js';

export function ForgotPasswordForm({ flow }: { readonly flow: AccountFlow }) {
  return (
    <AccountForm
      title="Forgot your password?"
      introduction="You get a code to choose a new one. An address without an account gets the same answer, and no code."
      submitLabel="Send a code"
      onSubmit={async ({ email }) => {
        await resetPassword({ username: email });
        flow.show('reset-password', { email });
      }}
      footer={
        <Button look="link" onClick={() => flow.show('sign-in')}>
          Back to sign in
        </Button>
      }
    >
      <EmailField defaultValue={flow.email} placeholder="you@amazon.com" />
    </AccountForm>
  );
}
