import { Button } from '@amplify-recipes/console/controls';
import type { ClickOfVisitor, ClickState } from './click-states.js';
import styles from './clicks.module.css';

export type LanesProps = {
  readonly visitors: readonly string[];
  readonly clicks: readonly ClickOfVisitor[];
  readonly onClick: (visitor: string) => void;
  readonly onInvalid: (visitor: string) => void;
};

/** The most clicks that a lane draws. */
const SHOWN = 40;

/** A lane for the clicks of each visitor, in the order in which they were put on the stream. */
export function Lanes({ visitors, clicks, onClick, onInvalid }: LanesProps) {
  return (
    <ul className={styles.lanes}>
      {visitors.map((visitor) => {
        const own = clicks.filter((click) => click.visitor === visitor);
        return (
          <li key={visitor} className={styles.lane}>
            <div className={styles.laneHead}>
              <strong>{visitor}</strong>
              <Button small look="primary" onPress={() => onClick(visitor)}>
                Click<span className="visually-hidden"> as {visitor}</span>
              </Button>
              <Button small onPress={() => onInvalid(visitor)}>
                Invalid click<span className="visually-hidden"> as {visitor}</span>
              </Button>
            </div>
            <ol className={styles.track} aria-label={`Clicks of ${visitor}`}>
              {own.length > SHOWN && <li className="soft">{own.length - SHOWN} before</li>}
              {own.slice(-SHOWN).map(({ sequenceNumber, state }) => (
                <li
                  key={sequenceNumber}
                  className={styles.click}
                  data-status={state.status}
                  title={`${wordsOf(state)}, sequence number ${sequenceNumber}`}
                >
                  <span aria-hidden="true">{markOf(state)}</span>
                  <span className="visually-hidden">{wordsOf(state)}</span>
                </li>
              ))}
              {own.length === 0 && <li className="soft">No click yet</li>}
            </ol>
          </li>
        );
      })}
    </ul>
  );
}

function markOf(state: ClickState): string {
  switch (state.status) {
    case 'on its way':
      return '…';
    case 'counted':
      return String(state.place);
    case 'failed':
      return `${state.tries}×`;
    case 'dead letter':
      return 'DLQ';
  }
}

function wordsOf(state: ClickState): string {
  switch (state.status) {
    case 'on its way':
      return 'on its way';
    case 'counted':
      return `counted as number ${state.place}`;
    case 'failed':
      return `failed, try ${state.tries}`;
    case 'dead letter':
      return `in the dead-letter queue after ${state.tries} tries`;
  }
}
