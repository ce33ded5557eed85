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
    const reason = reasonOf(entry);
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
          title={[entry.name, detailOf(entry), reason].filter(Boolean).join(' ')}
        >
          {depth === 0 ? null : (
            <i className={styles.branch} style={{ left: 8 + (depth - 1) * INDENT }} />
          )}
          {entry.name} <span className={styles.detail}>{detailOf(entry)}</span>
          {reason === undefined ? null : <span className={styles.reason}> {reason}</span>}
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

/** Its subject. A reason says more than what a failed call was about, except the user. */
function detailOf(entry: TimelineEntry): string | undefined {
  const { parent, user } = entry;
  const detail = reasonOf(entry) === undefined ? entry.detail : undefined;
  if (parent !== undefined) return detail ?? (reasonOf(entry) === undefined ? user : undefined);
  return [detail, user].filter(Boolean).join(', ') || undefined;
}
