import { Link } from 'wouter';
import type { TimelineEntry } from '../api/contract.ts';
import { Chip, Duration, Time, type Tone } from '../controls/index.ts';
import styles from './entry-rows.module.css';

export type EntryRowsProps = {
  /** The accessible name of the list. */
  readonly label: string;
  readonly entries: readonly TimelineEntry[];
};

/** Entries of the timeline that belong to the thing beside. Each leads to its details. */
export function EntryRows({ label, entries }: EntryRowsProps) {
  return (
    <ul aria-label={label} className={styles.rows}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <Link href={`/timeline/${entry.id}`} className={styles.row}>
            <span className={styles.time}>
              <Time at={entry.at} />
            </span>
            <span className={styles.words}>
              <b>{entry.name}</b> <span className="soft">{entry.detail}</span>
              {entry.reason === undefined ? null : (
                <span className={styles.reason}> {entry.reason}</span>
              )}
            </span>
            <span className={styles.duration}>
              <Duration ms={entry.durationMs} coldMs={entry.initDurationMs} />
            </span>
            <Chip tone={toneOf(entry)}>{entry.outcome ?? entry.state}</Chip>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function toneOf({ state }: TimelineEntry): Tone {
  if (state === 'succeeded') return 'ok';
  return state === 'running' ? 'neutral' : 'bad';
}
