import { FailureNotice } from '../../controls/failure-notice.js';
import type { WayInProps } from '../way-in.js';
import { ChoiceStep } from './choice-step.js';
import { CodeStep } from './code-step.js';
import { NewPasswordStep } from './new-password-step.js';
import { PasswordStep } from './password-step.js';
import { StartOver } from './start-over.js';

/** The form for what the user pool asks for next in a sign-in. */
export function SignInStepForm({ flow, passwordPolicy }: WayInProps) {
  const { step } = flow;
  switch (step?.signInStep) {
    case 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION':
      return (
        <ChoiceStep
          flow={flow}
          title="How do you want to sign in?"
          introduction="The user pool offers what it has for this account."
          available={step.availableChallenges ?? []}
        />
      );
    case 'CONFIRM_SIGN_IN_WITH_PASSWORD':
      return <PasswordStep flow={flow} />;
    case 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE':
      return (
        <CodeStep
          flow={flow}
          step={step}
          digits={8}
          introduction={
            <>
              If <strong>{flow.email}</strong> has an account, a code was sent there. It is good for
              three minutes.
            </>
          }
        />
      );
    case 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED':
      return <NewPasswordStep flow={flow} passwordPolicy={passwordPolicy} />;
    default:
      return (
        <>
          <FailureNotice
            error={new Error(`This page knows no step ${step?.signInStep} of a sign-in.`)}
          />
          <StartOver flow={flow} />
        </>
      );
  }
}
