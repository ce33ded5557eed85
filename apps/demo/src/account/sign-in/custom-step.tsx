import { captchaChallenge } from '@amplify-recipes/recaptcha/client';
import { knownPhone } from '../known-phone.js';
import { type CustomChallengeStep, challengeOf, channelOf } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';
import { CaptchaStep } from './captcha-step.js';
import { ChannelStep } from './channel-step.js';
import { CodeStep } from './code-step.js';

export type CustomStepProps = {
  readonly flow: AccountFlow;
  readonly step: CustomChallengeStep;
};

/** The form for a challenge of a recipe: the CAPTCHA, the choice of the channel, or the code. */
export function CustomStep({ flow, step }: CustomStepProps) {
  const captcha = captchaChallenge(step.additionalInfo);
  if (captcha) return <CaptchaStep flow={flow} challenge={captcha} />;
  if (challengeOf(step) === 'channel') return <ChannelStep flow={flow} step={step} />;
  const {
    digits,
    attemptsLeft,
    CODE_DELIVERY_DESTINATION: destination,
  } = step.additionalInfo ?? {};
  const isText = channelOf(step) === 'sms';
  // The recipe reveals the destination only after the password. A new code can be requested only
  // in a sign-in without the password.
  return (
    <CodeStep
      flow={flow}
      step={step}
      to={isText ? knownPhone(flow.email) : flow.email}
      digits={Number(digits)}
      reason={isText ? 'SNS Publish' : 'SES SendEmail'}
      introduction={
        <>
          <Delivery email={flow.email} isText={isText} destination={destination} />. At most one is
          sent every 30 seconds. You have {attemptsLeft}{' '}
          {attemptsLeft === '1' ? 'attempt' : 'attempts'}.
        </>
      }
      canResend={!destination}
    />
  );
}

type DeliveryProps = {
  readonly email: string;
  readonly isText: boolean;
  readonly destination: string | undefined;
};

function Delivery({ email, isText, destination }: DeliveryProps) {
  if (destination) {
    return (
      <>
        A code was sent to <strong>{destination}</strong>
      </>
    );
  }
  return isText ? (
    <>
      If the account <strong>{email}</strong> has a confirmed phone number, a code was sent there
    </>
  ) : (
    <>
      If <strong>{email}</strong> has an account, a code was sent there
    </>
  );
}
