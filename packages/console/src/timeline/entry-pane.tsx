import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { TimelineDetails, TimelineEntry } from '../api/contract.ts';
import { detailsQuery } from '../api/queries.ts';
import { ErrorNotice, MissingPane, Pane, type TabItem, Tabs } from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';
import { EntryActions } from './entry-actions.tsx';
import styles from './entry-pane.module.css';
import { entryTabs } from './entry-tabs.tsx';
import { versionOf } from './entry-version.ts';
import { entriesOfFlow } from './rows.ts';

type EntryPaneProps = {
  readonly id: number;
  /** Undefined if the entry is not kept. */
  readonly entry: TimelineEntry | undefined;
  readonly onClose: () => void;
};

/** One entry: its flow's diagram, its input, what came out, what changed, and its logs. */
export function EntryPane({ id, entry, onClose }: EntryPaneProps) {
  const { connection } = useLive();
  if (entry === undefined) {
    const name = `Entry ${id}`;
    if (connection === 'connecting') {
      return <Pane title={name} id={id} onClose={onClose} />;
    }
    return (
      <MissingPane name={name} onClose={onClose} title="This entry is not kept any more">
        The timeline keeps the last 10,000 entries of a run. A restart of the sandbox begins a new
        one.
      </MissingPane>
    );
  }
  return <KeptEntryPane entry={entry} onClose={onClose} />;
}

type KeptEntryPaneProps = { readonly entry: TimelineEntry; readonly onClose: () => void };

function KeptEntryPane({ entry, onClose }: KeptEntryPaneProps) {
  const { kept } = useLive();
  const flow = useMemo(() => entriesOfFlow(kept.entries, entry.flow), [kept.entries, entry.flow]);
  const stable = useStable(flow);
  const { data, error, refetch } = useQuery({
    ...detailsQuery(entry.id, versionOf(entry)),
    placeholderData: (before) => (before?.entry.id === entry.id ? before : undefined),
  });
  const [search, setSearch] = useSearchParams();
  const details: TimelineDetails = data ?? { entry };
  const tabs: readonly TabItem[] = entryTabs({
    details,
    entry,
    flow: stable,
    isLoaded: data !== undefined,
  });
  return (
    <Pane
      id={entry.id}
      onClose={onClose}
      title={
        <>
          {entry.name} <span className={styles.about}>{entry.user ?? entry.detail}</span>
        </>
      }
      actions={<EntryActions key={entry.id} details={details} isLoaded={data !== undefined} />}
    >
      {error === null ? null : (
        <div className={styles.failure}>
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      <Tabs
        label="Details of the entry"
        tabs={tabs}
        selected={search.get('tab') ?? 'diagram'}
        onSelect={(tab) =>
          setSearch(
            (current) => {
              const next = new URLSearchParams(current);
              next.set('tab', tab);
              return next;
            },
            { replace: true },
          )
        }
      />
    </Pane>
  );
}

/** The same array as long as its entries are the same, so that the diagram is not drawn again. */
function useStable(flow: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const key = flow.map((entry) => `${entry.id}|${versionOf(entry)}`).join();
  return useMemo(() => flow, [key]);
}
