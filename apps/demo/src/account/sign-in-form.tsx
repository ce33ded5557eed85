import { type SignInOutput, signIn } from 'aws-amplify/auth';
import { Button } from '../controls/button.js';
import { PasswordField } from '../controls/password-field.js';
import { AccountForm } from './account-form.js';
import { EmailField } from './email-field.js';
import type { AccountFlow } from './use-account-flow.js';

export function SignInForm({ flow }: { readonly flow: AccountFlow }) {
  return (
    <AccountForm
      title="Welcome back"
      introduction="The password is proved by SRP: it never leaves this page."
      submitLabel="Sign in"
      onSubmit={async ({ email, password }) => {
        const { nextStep } = await signIn({ username: email, password });
        followStep(flow, email, nextStep.signInStep);
      }}
      footer={
        <Button look="link" onClick={() => flow.show('forgot-password')}>
          Forgot your password?
        </Button>
      }
    >
      <EmailField defaultValue={flow.email} placeholder="you@amazon.com" />
      <PasswordField label="Password" name="password" autoComplete="current-password" />
    </AccountForm>
  );
}

function followStep(
  flow: AccountFlow,
  email: string,
  step: SignInOutput['nextStep']['signInStep'],
): void {
  if (step === 'DONE') return;
  if (step === 'CONFIRM_SIGN_UP') {
    flow.show('confirm-sign-up', {
      email,
      notice: 'This account is not confirmed yet: enter its code first.',
    });
  } else if (step === 'RESET_PASSWORD') {
    flow.show('forgot-password', {
      email,
      notice: 'The password of this account must be reset before it signs in.',
    });
  } else {
    throw new Error(`The user pool asks for a step that this page does not know: ${step}.`);
  }
}
