import { Send, Waves } from 'lucide-react';
import { useState } from 'react';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import {
  Button,
  Chip,
  EmptyState,
  Facts,
  JsonView,
  Loaded,
  MiddleCut,
  Pane,
  PaneBody,
  Section,
  Time,
} from '../controls/index.ts';
import { consumersOf, useBatches } from '../live/batches.ts';
import { EntryRows } from '../live/entry-rows.tsx';
import { SendDialog } from './send-dialog.tsx';
import { putRecord, readable, textOfData, useRecords } from './stream-queries.ts';
import { streamName } from './stream-things.ts';
import styles from './streams.module.css';

export type StreamRecordsPaneProps = {
  readonly stream: Overview['streams'][number];
  readonly onClose: () => void;
};

const MOST_SHOWN = 100;

/** A Kinesis stream: its records, and the batches that functions got. */
export function StreamRecordsPane({ stream, onClose }: StreamRecordsPaneProps) {
  const name = streamName(stream);
  const records = useRecords(name);
  const { data: overview } = useOverview();
  const [isSending, setSending] = useState(false);
  const triggers = [stream.friendlyName, stream.name, name].map((each) => `stream of ${each}`);
  const consumers = consumersOf(overview?.functions ?? [], triggers);
  const batches = useBatches('kinesis', consumers);
  return (
    <Pane
      title={name}
      id={stream.arn}
      onClose={onClose}
      actions={
        <Button small onPress={() => setSending(true)}>
          <Send />
          Put record
        </Button>
      }
    >
      <Facts
        facts={[
          { label: 'Records', value: records.data?.length ?? '–' },
          { label: 'Functions', value: consumers.join(', ') || 'none' },
          { label: 'ARN', value: <code>{stream.arn}</code> },
        ]}
      />
      <PaneBody>
        {batches.length === 0 ? null : (
          <Section title="Batches" padded={false}>
            <EntryRows label="Batches" entries={batches} />
          </Section>
        )}
        <Section title="Records" padded={false}>
          <Loaded query={records}>
            {(list) =>
              list.length === 0 ? (
                <EmptyState icon={<Waves />} title="The records of the stream appear here">
                  Put one in your app or here.
                </EmptyState>
              ) : (
                <ul aria-label="Records">
                  {list.slice(0, MOST_SHOWN).map((record) => (
                    <li key={record.SequenceNumber} className={styles.message}>
                      <header className={styles.head}>
                        <Time
                          at={new Date(record.ApproximateArrivalTimestamp * 1000).toISOString()}
                        />
                        <Chip title={`Partition key ${record.PartitionKey}`}>
                          <MiddleCut text={record.PartitionKey} />
                        </Chip>
                        <code className="faint">…{record.SequenceNumber.slice(-12)}</code>
                      </header>
                      <JsonView
                        value={readable(textOfData(record.Data))}
                        copyLabel="Copy the data"
                      />
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Section>
      </PaneBody>
      <SendDialog
        title={`Put a record into ${name}`}
        isOpen={isSending}
        onClose={() => setSending(false)}
        onSend={({ text, extra }) => putRecord(name, extra || 'console', text)}
        extra={{ label: 'Partition key', first: 'console' }}
      />
    </Pane>
  );
}
