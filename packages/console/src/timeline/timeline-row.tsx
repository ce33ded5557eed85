import clsx from 'clsx';
import { memo } from 'react';
import type { TimelineEntry } from '../api/contract.ts';
import { Chip, Duration, durationText, Time } from '../controls/index.ts';
import { outcomeOf } from './outcome.ts';
import type { TimelineRow } from './rows.ts';
import styles from './timeline-row.module.css';

type TimelineRowLineProps = {
  readonly id: string;
  readonly row: TimelineRow;
  readonly isSelected: boolean;
  readonly isNarrow: boolean;
  readonly top: number;
  readonly height: number;
  readonly position: number;
  readonly count: number;
  readonly onSelect: (id: number) => void;
};

const INDENT = 18;

/** One row. A failed one says why, in red. */
export const TimelineRowLine = memo(
  function TimelineRowLine(props: TimelineRowLineProps) {
    const { row, isSelected, isNarrow, top, height } = props;
    const { entry, depth } = row;
    const outcome = outcomeOf(entry);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
      // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
      <div
        role="treeitem"
        id={props.id}
        aria-level={depth + 1}
        aria-selected={isSelected}
        aria-setsize={props.count}
        aria-posinset={props.position}
        className={clsx(styles.row, depth === 0 && styles.flow, isNarrow && styles.narrow)}
        style={{ height, transform: `translateY(${top}px)` }}
        onClick={() => props.onSelect(entry.id)}
      >
        <span className={styles.time}>
          {depth === 0 ? <Time at={entry.at} /> : `+ ${durationText(Math.max(0, row.sinceStart))}`}
        </span>
        <span
          className={styles.name}
          style={depth === 0 ? {} : { paddingLeft: 22 + (depth - 1) * INDENT }}
          title={[entry.name, detailOf(entry)].filter(Boolean).join(' ')}
        >
          {depth === 0 ? null : (
            <i className={styles.branch} style={{ left: 8 + (depth - 1) * INDENT }} />
          )}
          {entry.name}{' '}
          <span className={reasonOf(entry) === undefined ? styles.detail : styles.reason}>
            {detailOf(entry)}
          </span>
        </span>
        <span className={styles.duration}>
          {entry.kind === 'message' ? null : (
            <Duration ms={entry.durationMs} coldMs={entry.initDurationMs} />
          )}
        </span>
        <span className={styles.outcome}>
          <Chip tone={outcome.tone} title={outcome.title}>
            {outcome.text}
          </Chip>
        </span>
      </div>
    );
  },
  (before, after) =>
    before.row.entry === after.row.entry &&
    before.row.depth === after.row.depth &&
    before.row.sinceStart === after.row.sinceStart &&
    before.isSelected === after.isSelected &&
    before.isNarrow === after.isNarrow &&
    before.top === after.top &&
    before.position === after.position &&
    before.count === after.count,
);

/** Why it failed, if it did. */
function reasonOf({ state, reason }: TimelineEntry): string | undefined {
  return state === 'failed' || state === 'denied' ? reason : undefined;
}

/** The words behind the name: why it failed, or its subject. */
function detailOf(entry: TimelineEntry): string | undefined {
  const reason = reasonOf(entry);
  if (reason !== undefined) return reason;
  const { detail, user } = entry;
  if (entry.parent !== undefined || detail === undefined) return detail ?? user;
  return user === undefined ? detail : `${detail}, ${user}`;
}
