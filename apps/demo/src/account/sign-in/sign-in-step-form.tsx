import { Failure } from '../../form/failure.js';
import { TotpSetupForm, totpSetupOf } from '../settings/totp-setup-form.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { ChoiceStep } from './choice-step.js';
import { CodeStep } from './code-step.js';
import { CustomStep } from './custom-step.js';
import { NewPasswordStep } from './new-password-step.js';
import { PasswordStep } from './password-step.js';
import { StartOver } from './start-over.js';
import { TotpStep } from './totp-step.js';

/** The form for the step that the user pool asks for next. */
export function SignInStepForm({ flow }: { readonly flow: AccountFlow }) {
  const { step } = flow;
  switch (step?.signInStep) {
    case 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION':
      return (
        <ChoiceStep
          flow={flow}
          title="How do you want to sign in?"
          introduction="The user pool lists the ways that this account can use."
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
          to={flow.email}
          digits={8}
          reason="CustomMessage_Authentication"
          introduction={
            <>
              If <strong>{flow.email}</strong> has an account, a code was sent there. It is valid
              for three minutes.
            </>
          }
          canResend
        />
      );
    case 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE':
      return <CustomStep flow={flow} step={step} />;
    case 'CONFIRM_SIGN_IN_WITH_TOTP_CODE':
      return <TotpStep flow={flow} />;
    case 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION':
    case 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION':
      return (
        <ChoiceStep
          flow={flow}
          title="Choose a second factor"
          introduction="You enter it after the password."
          available={step.allowedMFATypes ?? []}
        />
      );
    case 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP':
      return (
        <TotpSetupForm
          setup={totpSetupOf(step.totpSetupDetails, flow.email)}
          onCode={(code) => answerStep(flow, { challengeResponse: code })}
          others={<StartOver flow={flow} />}
        />
      );
    case 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED':
      return <NewPasswordStep flow={flow} />;
    default:
      return (
        <>
          <Failure error={new Error(`This page does not support the step ${step?.signInStep}.`)} />
          <StartOver flow={flow} />
        </>
      );
  }
}
