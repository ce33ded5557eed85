import { Radio } from 'lucide-react';
import { useMemo } from 'react';
import { EmptyState, Facts, MiddleCut, Pane, PaneBody } from '../controls/index.ts';
import { EntryRows } from '../live/entry-rows.tsx';
import { useLive } from '../live/live-store.ts';

export type StreamPaneProps = {
  readonly tableName: string;
  readonly friendlyName: string;
  readonly streamArn: string;
  readonly onClose: () => void;
};

const MOST = 50;

/** The batches that functions got from the stream of a table. */
export function StreamPane({ tableName, friendlyName, streamArn, onClose }: StreamPaneProps) {
  const { kept } = useLive();
  const batches = useMemo(
    () =>
      kept.entries
        .filter(
          ({ kind, from }) =>
            kind === 'batch' && (from.includes(friendlyName) || from.includes(tableName)),
        )
        .slice(-MOST)
        .toReversed(),
    [kept.entries, friendlyName, tableName],
  );
  return (
    <Pane title={`Stream of ${friendlyName}`} id={streamArn} onClose={onClose}>
      <Facts
        facts={[
          {
            label: 'ARN',
            value: (
              <code>
                <MiddleCut text={streamArn} end={32} />
              </code>
            ),
          },
        ]}
      />
      <PaneBody>
        {batches.length === 0 ? (
          <EmptyState icon={<Radio />} title="Batches of changes appear here">
            Add an event source mapping from this stream to a function, then write an item.
          </EmptyState>
        ) : (
          <EntryRows label="Batches" entries={batches} />
        )}
      </PaneBody>
    </Pane>
  );
}
