import { resetPassword } from 'aws-amplify/auth';
import { EmailInput } from '../form/fields.js';
import { FlowForm } from '../form/flow-form.js';
import { LinkButton } from '../form/link-button.js';
import type { AccountFlow } from './use-account-flow.js';

export function ForgotPasswordForm({ flow }: { readonly flow: AccountFlow }) {
  return (
    <FlowForm
      title="Forgot your password?"
      introduction="You get a code to set a new one. For an address without an account the page looks the same, but no code is sent."
      submit="Send a code"
      doing="other"
      notice={flow.notice}
      failure={flow.failure}
      onActivity={flow.forgetWords}
      onSubmit={async (field) => {
        await resetPassword({ username: field('email') });
        flow.show('reset', { email: field('email') });
      }}
      others={<LinkButton onClick={() => flow.show('sign-in')}>Back to sign in</LinkButton>}
    >
      <EmailInput defaultValue={flow.email} placeholder="you@amazon.com" />
    </FlowForm>
  );
}
