import type { EventRecord } from '../../../context/events/event-streams.js';
import type { Invocation } from '../../../context/events/function-invoker.js';
import type { QueueMessage } from '../../../context/events/queue-sources.js';
import type { StreamMapping } from './configuration.js';
import type { Attempt } from './lane.js';

/**
 * Reads from the result of an invocation which of its records failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readInvocation(
  { id, functionArn, outcome }: Invocation,
  records: readonly EventRecord[],
  { reportsItemFailures }: StreamMapping,
): Attempt {
  const failed = (failedAt: number, isFunctionError: boolean): Attempt => ({
    type: 'failed',
    failedAt,
    response: { requestId: id, functionArn, isFunctionError },
  });
  if (outcome.status !== 'success') return failed(0, true);
  if (!reportsItemFailures) return { type: 'done' };
  const reported = readFailures(outcome.response);
  if (reported.length === 0) return { type: 'done' };
  const indexes = reported.map((identifier) =>
    records.findIndex(({ sequenceNumber }) => sequenceNumber === identifier),
  );
  // An identifier that is not in the batch has the index -1: the whole batch failed.
  return failed(Math.max(0, Math.min(...indexes)), false);
}

/**
 * The ids of the messages that failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessages(
  { outcome }: Invocation,
  messages: readonly Pick<QueueMessage, 'id'>[],
  { reportsItemFailures }: Pick<StreamMapping, 'reportsItemFailures'>,
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (outcome.status !== 'success') return all;
  if (!reportsItemFailures) return new Set();
  const reported = readFailures(outcome.response);
  // An identifier that is not in the batch fails the whole batch.
  const isKnown = (id: unknown): id is string => typeof id === 'string' && all.has(id);
  return reported.every(isKnown) ? new Set(reported) : all;
}

/** The identifiers of failed records in a response. */
function readFailures(response: unknown): readonly unknown[] {
  const failures = member(response, 'batchItemFailures') ?? [];
  // A value that is not a list fails the whole batch, like an unknown identifier.
  if (!Array.isArray(failures)) return [undefined];
  return failures.map((failure) => member(failure, 'itemIdentifier'));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
