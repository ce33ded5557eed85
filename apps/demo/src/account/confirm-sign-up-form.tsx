import { autoSignIn, confirmSignUp, resendSignUpCode } from 'aws-amplify/auth';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { useAction } from '../controls/use-action.js';
import { AccountForm } from './account-form.js';
import { CodeField } from './code-field.js';
import type { AccountFlow } from './use-account-flow.js';

export function ConfirmSignUpForm({ flow }: { readonly flow: AccountFlow }) {
  const resend = useAction(async () => {
    await resendSignUpCode({ username: flow.email });
    flow.show('confirm-sign-up', {
      notice: 'A new code was sent. The old one is no longer valid.',
    });
  });
  return (
    <AccountForm
      title="Confirm your address"
      introduction={
        <>
          A code was sent to <strong>{flow.email}</strong>.
        </>
      }
      submitLabel="Confirm"
      onSubmit={async ({ code }) => {
        const { nextStep } = await confirmSignUp({ username: flow.email, confirmationCode: code });
        flow.codeSpent();
        if (nextStep.signUpStep === 'COMPLETE_AUTO_SIGN_IN') {
          const signedIn = await autoSignIn();
          flow.follow(signedIn.nextStep);
        } else {
          flow.show('sign-in', { notice: 'Your account is confirmed. Sign in to see your group.' });
        }
      }}
      footer={
        <>
          <Button look="link" pending={resend.pending} onClick={() => resend.run()}>
            Send a new code
          </Button>
          <Button look="link" onClick={() => flow.show('sign-up')}>
            Use another address
          </Button>
          <FailureNotice error={resend.error} />
        </>
      }
    >
      <CodeField flow={flow} />
    </AccountForm>
  );
}
