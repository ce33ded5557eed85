import { resetPassword } from 'aws-amplify/auth';
import { Button } from '../controls/button.js';
import { AccountForm } from './account-form.js';
import { EmailField } from './email-field.js';
import type { AccountFlow } from './use-account-flow.js';

export function ForgotPasswordForm({ flow }: { readonly flow: AccountFlow }) {
  return (
    <AccountForm
      title="Forgot your password?"
      introduction="You get a code to set a new one. For an address without an account the page looks the same, but no code is sent."
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
