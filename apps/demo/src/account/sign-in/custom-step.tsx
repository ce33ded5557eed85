import { captchaChallenge } from '@amplify-recipes/recaptcha/client';
import type { CustomChallengeStep } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';
import { CaptchaStep } from './captcha-step.js';
import { CodeStep } from './code-step.js';

export type CustomStepProps = {
  readonly flow: AccountFlow;
  readonly step: CustomChallengeStep;
};

/** The form for a challenge of a recipe: the CAPTCHA or the code. */
export function CustomStep({ flow, step }: CustomStepProps) {
  const captcha = captchaChallenge(step.additionalInfo);
  if (captcha) return <CaptchaStep flow={flow} challenge={captcha} />;
  const {
    digits,
    attemptsLeft,
    CODE_DELIVERY_DESTINATION: destination,
  } = step.additionalInfo ?? {};
  // The recipe reveals the destination only after the password. A new code can be requested only
  // in a sign-in without the password.
  return (
    <CodeStep
      flow={flow}
      step={step}
      digits={Number(digits)}
      reason="SES SendEmail"
      introduction={
        <>
          {destination ? (
            <>
              A code was sent to <strong>{destination}</strong>
            </>
          ) : (
            <>
              If <strong>{flow.email}</strong> has an account, a code was sent there
            </>
          )}
          . At most one is sent every 30 seconds. You have {attemptsLeft}{' '}
          {attemptsLeft === '1' ? 'attempt' : 'attempts'}.
        </>
      }
      canResend={!destination}
    />
  );
}
