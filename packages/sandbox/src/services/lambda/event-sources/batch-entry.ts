import {
  type EventRecord,
  type EventStream,
  recordKey,
} from '../../../context/events/event-streams.js';
import { parseFunctionReference } from '../../../context/events/function-reference.js';
import type { Timeline } from '../../../context/timeline/timeline.js';
import type { EventSourceMapping } from './configuration.js';
import type { Attempt } from './lane.js';

type Batch = {
  readonly mapping: Pick<EventSourceMapping, 'functionName'>;
  readonly stream: Pick<EventStream, 'source'>;
  readonly records: readonly EventRecord[];
  /** 2 for the first retry. */
  readonly attempt: number;
};

/** Adds a batch of records to the timeline, caused by the request that wrote its first record. */
export async function recordBatch(
  timeline: Timeline,
  { mapping, stream, records, attempt }: Batch,
  invoke: () => Promise<Attempt>,
): Promise<Attempt> {
  const { source } = stream;
  const physicalName = parseFunctionReference(mapping.functionName)?.name ?? mapping.functionName;
  const cause = causeOf(timeline, source, records);
  const entry = timeline.begin({
    kind: 'batch',
    service: source,
    name: timeline.functionSessions.find(physicalName)?.name ?? physicalName,
    detail: describeRecords(records),
    from: `${source} stream`,
    ...(cause !== undefined && { parent: cause }),
    ...(attempt > 1 && { attempt }),
  });
  try {
    const result = await timeline.runAs(entry.id, invoke);
    entry.end({
      state: result.type === 'done' ? 'succeeded' : 'failed',
      outcome: OUTCOMES[result.type],
    });
    return result;
  } catch (error) {
    entry.end({ state: 'failed', outcome: OUTCOMES['not-invoked'], reason: String(error) });
    throw error;
  }
}

/** The request that wrote the first record whose writer is known. */
export function causeOf(
  { causes }: Timeline,
  source: EventStream['source'],
  records: readonly EventRecord[],
): number | undefined {
  return records
    .map(({ sequenceNumber }) => causes.find(recordKey(source, sequenceNumber)))
    .find((each) => each !== undefined);
}

const OUTCOMES: Readonly<Record<Attempt['type'], string>> = {
  done: 'done',
  failed: 'failed',
  'not-invoked': 'not invoked',
};

/** `1 record, INSERT` */
function describeRecords(records: readonly EventRecord[]): string {
  const names = new Set(
    records
      .map(({ event }) => event.eventName)
      .filter((name): name is string => typeof name === 'string' && !name.startsWith('aws:')),
  );
  const count = `${records.length} record${records.length === 1 ? '' : 's'}`;
  return [count, ...names].join(', ');
}
