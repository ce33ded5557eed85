import {
  type EventRecord,
  type EventStream,
  recordKey,
} from '../../../context/events/event-streams.js';
import { parseFunctionReference } from '../../../context/events/function-reference.js';
import type { Timeline } from '../../../context/timeline/timeline.js';
import type { Attempt } from './lane.js';

type Batch = {
  readonly functionName: string;
  readonly source: EventStream['source'] | 'sqs';
  /** `1 record, INSERT` */
  readonly detail: string;
  /** The entry that wrote the first record whose writer is known. */
  readonly cause: number | undefined;
  /** 2 for the first retry. */
  readonly attempt: number;
};

/**
 * Adds a batch of records or messages to the timeline.
 *
 * @returns What `invoke` returned.
 */
export async function recordBatch<Result extends BatchResult>(
  timeline: Timeline,
  { functionName, source, detail, cause, attempt }: Batch,
  invoke: () => Promise<Result>,
): Promise<Result> {
  const physicalName = parseFunctionReference(functionName)?.name ?? functionName;
  const entry = timeline.begin({
    kind: 'batch',
    service: source,
    name: timeline.functionSessions.find(physicalName)?.name ?? physicalName,
    detail,
    from: source === 'sqs' ? 'sqs queue' : `${source} stream`,
    ...(cause !== undefined && { parent: cause }),
    ...(attempt > 1 && { attempt }),
  });
  try {
    const result = await timeline.runAs(entry.id, invoke);
    const ended: BatchResult = result;
    const type = typeof ended === 'string' ? ended : ended.type;
    entry.end({ state: type === 'done' ? 'succeeded' : 'failed', outcome: OUTCOMES[type] });
    return result;
  } catch (error) {
    entry.end({ state: 'failed', outcome: OUTCOMES['not-invoked'], reason: String(error) });
    throw error;
  }
}

type BatchResult = Attempt['type'] | Attempt;

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
export function describeRecords(records: readonly EventRecord[]): string {
  const names = new Set(
    records
      .map(({ event }) => event.eventName)
      .filter((name): name is string => typeof name === 'string' && !name.startsWith('aws:')),
  );
  const count = `${records.length} record${records.length === 1 ? '' : 's'}`;
  return [count, ...names].join(', ');
}
