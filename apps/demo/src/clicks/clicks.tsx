import { Button } from '@amplify-recipes/console/controls';
import { useEffect, useState } from 'react';
import { NeedsAccount } from '../account/needs-account.js';
import { useDemo } from '../demo.js';
import flows from '../flows/flows.module.css';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { useInvocations } from '../sandbox/use-invocations.js';
import { type ClickOfVisitor, clickStates } from './click-states.js';
import { type Click, type PutClick, putClicks } from './click-stream.js';
import { Lanes } from './lanes.js';
import { useDeadLetters } from './use-dead-letters.js';

const PAGES = ['/', '/pricing', '/docs'];
const VISITORS = ['ada', 'bob', 'eve'] as const;

export function Clicks() {
  return <NeedsAccount>{({ user }) => <Stream key={user.userId} />}</NeedsAccount>;
}

/** Puts records on the stream, as the pages of a real site would, and draws what happens. */
function Stream() {
  const { clickStream } = useDemo();
  const [clicks, setClicks] = useState<readonly PutClick[]>([]);
  const states = clickStates(clicks, useInvocations('count-clicks'), useDeadLetters());
  const put = useAction(async (batch: readonly Click[]) => {
    const added = await putClicks(clickStream, batch);
    setClicks((last) => [...last, ...added]);
  });
  const finish = useFinish();
  const counted = states.filter(({ state }) => state.status === 'counted').length;
  const dead = states.filter(({ state }) => state.status === 'dead letter').length;
  useEffect(() => {
    if (counted > 0 && dead > 0) finish();
  }, [counted, dead, finish]);
  return (
    <div className={flows.stack}>
      <section className={flows.card} aria-label="Clicks">
        <Lanes
          visitors={VISITORS}
          clicks={states}
          onClick={(visitor) => put.run([{ visitor, data: { page: '/pricing' } }])}
          onInvalid={(visitor) => put.run([{ visitor, data: { page: 'https://example.com/' } }])}
        />
        <div className={flows.row}>
          <Button isPending={put.pending} onPress={() => put.run(A_HUNDRED)}>
            A hundred clicks
          </Button>
          {clicks.length > 0 && (
            <Button look="quiet" onPress={() => setClicks([])}>
              Clear the drawing
            </Button>
          )}
        </div>
        <Failure error={put.error} />
      </section>
      {clicks.length > 0 && <Result states={states} counted={counted} dead={dead} />}
    </div>
  );
}

type ResultProps = {
  readonly states: readonly ClickOfVisitor[];
  readonly counted: number;
  readonly dead: number;
};

function Result({ states, counted, dead }: ResultProps) {
  const failing = states.find(({ state }) => state.status === 'failed')?.state;
  const title = [
    `${counted} of ${states.length} counted`,
    ...(dead > 0 ? [`${dead} in the dead-letter queue`] : []),
  ].join(', ');
  if (dead > 0) {
    return (
      <Outcome title={`${title}.`}>
        The invalid click failed in each try. Lambda wrote its position in the stream to the queue,
        and went on with the clicks behind it.
      </Outcome>
    );
  }
  if (failing?.status === 'failed') {
    return (
      <Outcome title={`${title}.`} next="It is tried again, and the clicks behind it wait.">
        An invalid click failed {failing.tries === 1 ? 'once' : `${failing.tries} times`}.
      </Outcome>
    );
  }
  return (
    <Outcome title={`${title}.`} next="Now send an invalid click, and valid ones behind it.">
      The clicks of a visitor have one partition key, so they are counted in order.
    </Outcome>
  );
}

const A_HUNDRED: readonly Click[] = Array.from({ length: 100 }, (_, index) => ({
  visitor: VISITORS[index % VISITORS.length] ?? VISITORS[0],
  data: { page: PAGES[index % PAGES.length] },
}));
