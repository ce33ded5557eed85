import type { EventRecord } from '../../../context/events/event-streams.js';
import type { Invocation } from '../../../context/events/function-invoker.js';
import type { EventSourceMapping } from './configuration.js';
import type { Attempt } from './lane.js';

/**
 * What an invocation says of its records.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readInvocation(
  { id, functionArn, outcome }: Invocation,
  records: readonly EventRecord[],
  { reportsItemFailures }: EventSourceMapping,
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
  // An identifier that is none of the batch's, -1, is one of the whole batch.
  return failed(Math.max(0, Math.min(...indexes)), false);
}

/** The identifiers that a response names. */
function readFailures(response: unknown): readonly unknown[] {
  const failures = member(response, 'batchItemFailures') ?? [];
  // What is no list fails the batch, as an identifier that is none does.
  if (!Array.isArray(failures)) return [undefined];
  return failures.map((failure) => member(failure, 'itemIdentifier'));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
