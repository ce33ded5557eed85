import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useId } from 'react';
import { Button, nextIndex } from '../controls/index.ts';
import type { TimelineRow } from './rows.ts';
import styles from './timeline-list.module.css';
import { TimelineRowLine } from './timeline-row.tsx';
import { useIsNarrow } from './use-is-narrow.ts';

type TimelineListProps = {
  /** The element that scrolls and has the focus. */
  readonly listRef: RefObject<HTMLDivElement | null>;
  readonly rows: readonly TimelineRow[];
  readonly selected: number | undefined;
  readonly onSelect: (id: number | undefined) => void;
  /** How many new entries are held back. */
  readonly waiting: number;
  readonly isPaused: boolean;
  readonly onTop: (isTop: boolean) => void;
  readonly onShowNew: () => void;
  readonly empty: ReactNode;
};

const ROW = 34;
const NARROW_ROW = 54;

/** The rows of the timeline. Only those in sight are in the page. */
export function TimelineList(props: TimelineListProps) {
  const { rows, selected, onSelect, onTop } = props;
  const id = useId();
  const scroller = props.listRef;
  const isNarrow = useIsNarrow(scroller);
  const rowHeight = isNarrow ? NARROW_ROW : ROW;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: (index) => rows[index]?.entry.id ?? index,
  });
  useEffect(() => virtualizer.measure(), [rowHeight]);
  const at = rows.findIndex(({ entry }) => entry.id === selected);
  const show = useEffectEvent(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' });
  });
  useEffect(() => show(), [selected, at >= 0]);

  function press(key: string): boolean {
    const next = nextIndex(key, at, rows.length) ?? relative(key, rows, at);
    const row = next === undefined ? undefined : rows[next];
    if (key === 'Escape' && selected !== undefined) onSelect(undefined);
    else if (row === undefined) return false;
    else onSelect(row.entry.id);
    return true;
  }
  function showNew() {
    scroller.current?.scrollTo({ top: 0 });
    scroller.current?.focus();
    props.onShowNew();
  }
  return (
    <div className={styles.list}>
      {props.waiting === 0 ? null : (
        <div className={styles.pill}>
          <Button small look="primary" onPress={showNew}>
            <ArrowUp aria-hidden />
            {props.waiting.toLocaleString('en')} new{props.isPaused ? ', paused' : ''}
          </Button>
        </div>
      )}
      <div
        ref={scroller}
        role="tree"
        aria-label="Timeline"
        tabIndex={0}
        className={styles.scroller}
        {...(at < 0 ? {} : { 'aria-activedescendant': `${id}-${selected}` })}
        onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < rowHeight / 2)}
        onKeyDown={(event) => {
          if (event.metaKey || event.ctrlKey || event.altKey) return;
          if (press(event.key)) event.preventDefault();
        }}
      >
        <div
          role="presentation"
          style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <TimelineRowLine
                key={item.key}
                id={`${id}-${row.entry.id}`}
                row={row}
                isSelected={row.entry.id === selected}
                isNarrow={isNarrow}
                top={item.start}
                height={rowHeight}
                position={item.index + 1}
                count={rows.length}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <div className={styles.empty}>{props.empty}</div> : null}
    </div>
  );
}

/** The left arrow leads to the cause, the right arrow to the first consequence. */
function relative(key: string, rows: readonly TimelineRow[], at: number): number | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  if (key === 'ArrowRight') return row.hasChildren ? at + 1 : undefined;
  if (key !== 'ArrowLeft') return undefined;
  for (let index = at - 1; index >= 0; index -= 1) {
    if ((rows[index]?.depth ?? 0) < row.depth) return index;
  }
  return undefined;
}
