import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useRoute, useSearch } from 'wouter';
import { SplitPane } from '../controls/index.ts';
import { findEntry } from '../live/kept-entries.ts';
import { useLive } from '../live/live-store.ts';
import { EntryPane } from './entry-pane.tsx';
import { FilterBar } from './filter-bar.tsx';
import { holdEntries } from './held.ts';
import { timelineRows } from './rows.ts';
import { TimelineActions } from './timeline-actions.tsx';
import { TimelineEmpty } from './timeline-empty.tsx';
import { TimelineList } from './timeline-list.tsx';
import { useFilter } from './use-filter.ts';

/** Everything that happens in the backend, live, and one entry beside it. */
export function TimelineView() {
  const [, parameters] = useRoute('/timeline/:id?');
  const [, navigate] = useLocation();
  const search = useSearch();
  const { kept, run } = useLive();
  const list = useRef<HTMLDivElement>(null);
  const [filter, changeFilter] = useFilter();
  const [isPaused, setPaused] = useState(false);
  const [heldAt, setHeldAt] = useState<number>();
  const entries = useDeferredValue(kept.entries);
  const held = useMemo(() => holdEntries(entries, heldAt, filter), [entries, heldAt, filter]);
  const rows = useMemo(() => timelineRows(held.shown, filter), [held.shown, filter]);
  const id = parameters?.id === undefined ? undefined : Number(parameters.id);
  const newest = kept.entries.at(-1)?.id ?? 0;

  const isCleared = newest === 0;
  useEffect(() => {
    if (!isPaused) setHeldAt(undefined);
  }, [run, isCleared]);

  function close() {
    select(undefined);
    // On a phone the list is in the page again only after this.
    requestAnimationFrame(() => list.current?.focus());
  }
  function select(next: number | undefined) {
    const address = next === undefined ? '/timeline' : `/timeline/${next}`;
    // Walking with the arrow keys is one step of the browser's history.
    navigate(`${address}${search === '' ? '' : `?${search}`}`, {
      replace: id !== undefined && next !== undefined,
    });
  }
  function pause(paused: boolean) {
    setPaused(paused);
    setHeldAt(paused ? newest : undefined);
  }
  return (
    <>
      <TimelineActions isPaused={isPaused} onPause={pause} hasEntries={kept.entries.length > 0} />
      <SplitPane
        list={
          <>
            <FilterBar
              entries={entries}
              filter={filter}
              onChange={changeFilter}
              count={rows.length}
              forgotten={kept.forgotten}
            />
            <TimelineList
              listRef={list}
              rows={rows}
              selected={id}
              onSelect={select}
              waiting={held.waiting}
              isPaused={isPaused}
              onTop={(isTop) => {
                if (!isPaused) setHeldAt(isTop ? undefined : (current) => current ?? newest);
              }}
              onShowNew={() => pause(false)}
              empty={<TimelineEmpty hasEntries={entries.length > 0} onReset={changeFilter} />}
            />
          </>
        }
        {...(id === undefined
          ? {}
          : {
              details: <EntryPane id={id} entry={findEntry(kept.entries, id)} onClose={close} />,
            })}
      />
    </>
  );
}
