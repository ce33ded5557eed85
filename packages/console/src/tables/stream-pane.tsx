import { Radio } from 'lucide-react';
import { EmptyState, Facts, MiddleCut, Pane, PaneBody } from '../controls/index.ts';
import { useBatches } from '../live/batches.ts';
import { EntryRows } from '../live/entry-rows.tsx';

export type StreamPaneProps = {
  readonly friendlyName: string;
  readonly streamArn: string;
  /** The names of the functions that read the stream. */
  readonly consumers: readonly string[];
  readonly onClose: () => void;
};

/** The batches that functions got from the stream of a table. */
export function StreamPane({ friendlyName, streamArn, consumers, onClose }: StreamPaneProps) {
  const batches = useBatches('dynamodb', consumers);
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
          { label: 'Functions', value: consumers.join(', ') || 'none' },
        ]}
      />
      <PaneBody>
        {batches.length === 0 ? (
          <EmptyState icon={<Radio />} title="Batches of changes appear here">
            {consumers.length === 0
              ? 'No function reads this stream. Add an event source mapping to one.'
              : `Write an item, and ${consumers.join(' and ')} gets the change.`}
          </EmptyState>
        ) : (
          <EntryRows label="Batches" entries={batches} />
        )}
      </PaneBody>
    </Pane>
  );
}
