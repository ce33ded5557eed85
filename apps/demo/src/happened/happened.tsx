import { Chip, MiddleCut, type Tone } from '@amplify-recipes/console/controls';
import type { TimelineEntry } from '@amplify-recipes/sandbox';
import { ArrowUpRight } from 'lucide-react';
import { useDemo } from '../demo.js';
import type { Flow } from '../guide/flow.js';
import styles from './happened.module.css';
import { newestOf } from './newest.js';
import { outcomeOf, reasonOf, sentenceOf } from './sentence.js';

/** The most rows: the console shows all items of a function that writes a hundred. */
const SHOWN = 12;

/** What the backend did for the visitor's last action in a flow. */
export function Happened({ flow }: { readonly flow: Flow }) {
  const { sandbox, timeline } = useDemo();
  if (sandbox === undefined) return null;
  const entries = newestOf(timeline, flow.watches);
  const [root] = entries;
  return (
    <section className={styles.happened} aria-label="What just happened">
      <h2 className={styles.title}>What just happened</h2>
      {root === undefined ? (
        <p className="soft">Nothing yet. Press a button on the left, and each step appears here.</p>
      ) : (
        <>
          <ol className={styles.rows}>
            {entries.slice(0, SHOWN).map((entry) => (
              <Row key={entry.id} entry={entry} root={root} reason={reasonOf(entry, entries)} />
            ))}
          </ol>
          <p className={styles.more}>
            {entries.length > SHOWN && `And ${entries.length - SHOWN} more. `}
            {sandbox.console && (
              <a
                href={sandbox.console.address(`timeline/${root.id}`)}
                target="_blank"
                rel="noreferrer"
              >
                See its diagram, events and logs in the console
                <ArrowUpRight aria-hidden size={13} />
              </a>
            )}
          </p>
        </>
      )}
    </section>
  );
}

const TONES: Readonly<Record<TimelineEntry['state'], Tone>> = {
  running: 'neutral',
  succeeded: 'ok',
  failed: 'bad',
  denied: 'bad',
};

type RowProps = {
  readonly entry: TimelineEntry;
  readonly root: TimelineEntry;
  readonly reason: string | undefined;
};

function Row({ entry, root, reason }: RowProps) {
  const { actor, verb, name } = sentenceOf(entry);
  const after = Date.parse(entry.at) - Date.parse(root.at);
  return (
    <li className={styles.row}>
      <span className={styles.time}>{after > 0 ? `+ ${after} ms` : '0 ms'}</span>
      <span className={styles.words}>
        {actor} {verb} <strong>{name}</strong>
        {entry.detail && (
          <span className={styles.detail}>
            <MiddleCut text={entry.detail} end={14} />
          </span>
        )}
        {reason && <span className={styles.reason}>{reason}</span>}
      </span>
      <Chip tone={TONES[entry.state]}>{outcomeOf(entry)}</Chip>
    </li>
  );
}
