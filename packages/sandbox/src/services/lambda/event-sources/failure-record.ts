import type { EventStream } from '../../../context/events/event-streams.js';
import type { StreamMapping } from './configuration.js';
import type { Failure } from './lane.js';

/**
 * The report of records that were given up, for a destination. It contains their position in the
 * stream, not their data.
 *
 * @param now Milliseconds since 1970.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureRecord(
  { eventSourceArn, functionName }: StreamMapping,
  source: EventStream['source'],
  { condition, records, shardId, invocations, response }: Failure,
  now: number,
): unknown {
  const first = records[0];
  const last = records.at(-1);
  const iso = (time = now) => new Date(time).toISOString();
  return {
    requestContext: {
      ...(response && { requestId: response.requestId }),
      functionArn: response?.functionArn ?? functionName,
      condition,
      approximateInvokeCount: invocations,
    },
    ...(response && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: response.isFunctionError ? 'Unhandled' : null,
      },
    }),
    version: '1.0',
    timestamp: iso(),
    [source === 'kinesis' ? 'KinesisBatchInfo' : 'DDBStreamBatchInfo']: {
      shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: iso(first?.arrivedAt),
      approximateArrivalOfLastRecord: iso(last?.arrivedAt),
      batchSize: records.length,
      streamArn: eventSourceArn,
    },
  };
}
