import type { Session } from '../account/use-session.js';
import type { Activity } from '../activity/use-activity.js';
import './walkthrough.css';

export type WalkthroughProps = {
  readonly activity: Activity;
  readonly session: Session;
};

/** What to try, in order; a step is ticked off when the sandbox saw it happen. */
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
  return [
    {
      title: 'Be turned away',
      text: 'Sign up at another domain, such as ada@evilamazon.com.',
      done: ran('PreSignUp_SignUp', false),
    },
    {
      title: 'Sign up',
      text: 'With any address at amazon.com.',
      done: outbox.some(({ reason }) => reason === 'CustomMessage_SignUp'),
    },
    {
      title: 'Confirm',
      text: 'The code is in the outbox; your group is in the token.',
      done: ran('PostConfirmation_ConfirmSignUp', true),
    },
    {
      title: 'Sign in by code',
      text: 'Sign out, and choose the e-mail code.',
      done: ran('CustomMessage_Authentication', true) && session.status === 'signed-in',
    },
    {
      title: 'Add a second factor',
      text: 'Under Security; then sign in with both.',
      done: session.status === 'signed-in' && session.secondFactors.length > 0,
    },
  ];
}
