import type { CaptchaChallenge } from '@amplify-recipes/recaptcha/client';
import { Captcha } from '@amplify-recipes/recaptcha/react';
import { useId } from 'react';
import { FailureNotice } from '../../controls/failure-notice.js';
import { useAction } from '../../controls/use-action.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type CaptchaStepProps = {
  readonly flow: AccountFlow;
  readonly challenge: CaptchaChallenge;
  readonly sandboxUrl: string | undefined;
};

/** The CAPTCHA between the password and the code, in the React component of the recipe. */
export function CaptchaStep({ flow, challenge, sandboxUrl }: CaptchaStepProps) {
  const titleId = useId();
  const answer = useAction((challengeResponse: string) => answerStep(flow, { challengeResponse }));
  return (
    <section className="account-form" aria-labelledby={titleId}>
      <div className="account-form-head">
        <h3 id={titleId}>Are you human?</h3>
        <p>
          The password is right, and the code is next. You have {challenge.attemptsLeft}{' '}
          {challenge.attemptsLeft === 1 ? 'attempt' : 'attempts'} to show that you are human.
        </p>
      </div>
      <Captcha
        className="captcha"
        challenge={challenge}
        onToken={answer.run}
        scriptUrl={sandboxUrl && `${sandboxUrl}/_sandbox/captcha/${challenge.provider}/api.js`}
      />
      <FailureNotice error={answer.error} />
      <div className="account-form-footer">
        <StartOver flow={flow} />
      </div>
    </section>
  );
}
