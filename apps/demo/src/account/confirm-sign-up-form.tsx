import { autoSignIn, confirmSignUp, resendSignUpCode } from 'aws-amplify/auth';
import { Failure } from '../form/failure.js';
import { FlowForm } from '../form/flow-form.js';
import { LinkButton } from '../form/link-button.js';
import { useAction } from '../form/use-action.js';
import { CodeInput } from './code-input.js';
import type { AccountFlow } from './use-account-flow.js';

const REASONS = ['CustomMessage_SignUp', 'CustomMessage_ResendCode'];

export function ConfirmSignUpForm({ flow }: { readonly flow: AccountFlow }) {
  const resend = useAction(async () => {
    await resendSignUpCode({ username: flow.email });
    flow.show('confirm', { notice: 'A new code was sent. The old one is no longer valid.' });
  }, flow.code);
  return (
    <FlowForm
      title="Confirm your address"
      introduction={
        <>
          A code was sent to <strong>{flow.email}</strong>.
        </>
      }
      submit="Confirm"
      doing="code"
      notice={flow.notice}
      failure={flow.failure}
      onActivity={flow.forgetWords}
      onSubmit={async (field) => {
        await confirmSignUp({ username: flow.email, confirmationCode: field('code') });
        await signInAutomatically(flow);
      }}
      others={
        <>
          <LinkButton inactive={resend.pending} onClick={() => resend.run()}>
            Send a new code
          </LinkButton>
          <LinkButton onClick={() => flow.show('sign-up')}>Use another address</LinkButton>
        </>
      }
    >
      <CodeInput code={flow.code} onCode={flow.enterCode} to={flow.email} reasons={REASONS} />
      <Failure error={resend.error} />
    </FlowForm>
  );
}

/** A reload since the sign-up loses the client's session for it: then the password is needed. */
async function signInAutomatically(flow: AccountFlow): Promise<void> {
  try {
    const { nextStep } = await autoSignIn();
    flow.follow(nextStep);
  } catch {
    flow.show('sign-in', { notice: 'Your account is confirmed. Sign in to see your group.' });
  }
}
