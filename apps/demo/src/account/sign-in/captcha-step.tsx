import type { CaptchaChallenge } from '@amplify-recipes/recaptcha/client';
import { Captcha } from '@amplify-recipes/recaptcha/react';
import { useId } from 'react';
import { useDemo } from '../../demo.js';
import flows from '../../flows/flows.module.css';
import { Failure } from '../../form/failure.js';
import form from '../../form/form.module.css';
import { useAction } from '../../form/use-action.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type CaptchaStepProps = {
  readonly flow: AccountFlow;
  readonly challenge: CaptchaChallenge;
};

/** The CAPTCHA between the password and the code, in the React component of the recipe. */
export function CaptchaStep({ flow, challenge }: CaptchaStepProps) {
  const { sandbox } = useDemo();
  const titleId = useId();
  const answer = useAction((challengeResponse: string) => answerStep(flow, { challengeResponse }));
  const left = challenge.attemptsLeft;
  return (
    <section className={flows.card} aria-labelledby={titleId}>
      <div className={form.head}>
        <h2 id={titleId} className={form.title} tabIndex={-1}>
          Are you human?
        </h2>
        <p className="soft">
          The password is right, and the code is next. You have {left}{' '}
          {left === 1 ? 'attempt' : 'attempts'} to show that you are human.
        </p>
      </div>
      <Captcha
        challenge={challenge}
        onToken={answer.run}
        scriptUrl={sandbox && `${sandbox.url}/_sandbox/captcha/${challenge.provider}/api.js`}
      />
      <Failure error={answer.error} />
      <div className={form.actions}>
        <StartOver flow={flow} />
      </div>
    </section>
  );
}
