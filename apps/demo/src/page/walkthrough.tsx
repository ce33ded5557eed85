import type { Invocation } from '@amplify-recipes/sandbox';
import type { DefineAuthChallengeTriggerEvent } from 'aws-lambda';
import type { Session } from '../account/use-session.js';
import type { Activity } from '../activity/use-activity.js';
import './walkthrough.css';

export type WalkthroughProps = {
  readonly activity: Activity;
  readonly session: Session;
};

/** Lists steps to try, in order. A step is ticked off when the sandbox has seen it happen. */
export function Walkthrough(props: WalkthroughProps) {
  const steps = stepsOf(props);
  const next = steps.find(({ done }) => !done);
  return (
    <ol className="walkthrough" aria-label="What to try">
      {steps.map(({ title, text, done }) => (
        <li key={title} data-done={done} aria-current={title === next?.title ? 'step' : undefined}>
          <strong>
            {title}
            {done && <span className="visually-hidden"> (done)</span>}
          </strong>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}

function stepsOf({ activity: { invocations, outbox }, session }: WalkthroughProps) {
  const ran = (source: string, succeeded: boolean) =>
    invocations.some(
      (invocation) =>
        invocation.source === source && (invocation.outcome.status === 'success') === succeeded,
    );
  const signedIn = (start: FirstChallenge) =>
    invocations.some((invocation) => gaveTokens(start, invocation));
  return [
    {
      title: 'Get refused',
      text: 'Sign up with another domain, such as ada@evilamazon.com.',
      done: ran('PreSignUp_SignUp', false),
    },
    {
      title: 'Sign up',
      text: 'Use any address at amazon.com.',
      done: outbox.some(({ reason }) => reason === 'CustomMessage_SignUp'),
    },
    {
      title: 'Confirm',
      text: 'The code is in the outbox. Your group is in the token, your record in Profile.',
      done: ran('PostConfirmation_ConfirmSignUp', true),
    },
    {
      title: 'Sign in with a code',
      text: 'Sign out, and choose the one-time code.',
      done: signedIn('CUSTOM_CHALLENGE'),
    },
    {
      title: 'Pass a CAPTCHA',
      text: 'Try it as a robot, then as a human. Then use the code.',
      done: signedIn('SRP_A'),
    },
    {
      title: 'Add a second factor',
      text: 'Set it up in Security, then sign in with the password.',
      done: session.status === 'signed-in' && session.secondFactors.length > 0,
    },
    {
      title: 'Write a todo',
      text: 'Write it in Data, and watch it appear in a second tab.',
      done: ran('aws:dynamodb', true),
    },
    {
      title: 'Upload a file',
      text: 'Upload it in Files, and see the function it triggers.',
      done: ran('s3', true),
    },
    {
      title: 'Click',
      text: 'Open Clicks. A function counts the clicks in order.',
      done: ran('aws:kinesis', true),
    },
    {
      title: 'Run a schedule',
      text: 'Run it twice for the same time. The second run changes nothing.',
      done: ran('scheduler', true),
    },
  ];
}

/** The start of a custom sign-in: the password, or a challenge instead of it. */
type FirstChallenge = 'SRP_A' | 'CUSTOM_CHALLENGE';

function gaveTokens(start: FirstChallenge, { source, outcome }: Invocation): boolean {
  if (source !== 'DefineAuthChallenge_Authentication' || outcome.status !== 'success') return false;
  const { request, response } = outcome.response as DefineAuthChallengeTriggerEvent;
  return response.issueTokens && request.session[0]?.challengeName === start;
}
