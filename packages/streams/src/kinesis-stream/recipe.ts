import {
  Callback,
  Concurrency,
  parseOptions,
  type RecordInvocation,
  StandardSchema,
  streamHandler,
  validateRecord,
  whenReady,
} from '@amplify-recipes/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Handler, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import * as v from 'valibot';
import { type Decoded, type Decoding, decode } from './decode.js';

/** A record of a Kinesis data stream, with its data decoded. */
export type KinesisRecord<Data> = {
  /** The output of the schema, or the decoded data without a schema. */
  readonly data: Data;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** `shardId-000000000000:4959...`: the same whenever Lambda repeats the record. */
  readonly eventID: string;
  /** When the record arrived at Kinesis. */
  readonly arrivedAt: Date;
  /** The ARN of the stream, or of the consumer that reads it with enhanced fan-out. */
  readonly eventSourceARN: string;
};

type DataOf<As extends Decoding, Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : Decoded<As>;

export type KinesisStreamOptions<
  As extends Decoding = Decoding,
  Schema extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
> = {
  /** Handles a record. If it throws, the record fails. */
  readonly onRecord: (
    record: KinesisRecord<DataOf<As, Schema>>,
    invocation: RecordInvocation,
  ) => unknown;
  /** How to read the data: as JSON, as text in UTF-8, or as bytes. */
  readonly decode: As;
  /** The schema of the decoded data, from valibot, zod or any library with Standard Schema. */
  readonly schema?: Schema;
  /** Partition keys to handle at the same time. Default: 100. */
  readonly concurrency?: number;
};

const Options = v.strictObject({
  onRecord: Callback,
  decode: v.picklist(['json', 'text', 'binary']),
  schema: v.optional(StandardSchema),
  concurrency: Concurrency,
});

type Received = KinesisStreamEvent['Records'][number];

/**
 * Creates a handler for the records of a Kinesis data stream. Records of one partition key run in
 * order, different keys at the same time. A failed record stops only its key, and Lambda resumes
 * from it.
 *
 * The event source mapping must have `ReportBatchItemFailures`, which `connectKinesis` sets.
 * Without it, Lambda treats the batch as done, and failed records are lost.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @example
 * export const handler = kinesisStream({
 *   decode: 'json',
 *   schema: v.object({ page: v.string() }),
 *   onRecord: async ({ data, partitionKey }, { signal }) => {
 *     await countVisit(data.page, partitionKey, { signal });
 *   },
 * });
 */
export function kinesisStream<
  const As extends Decoding,
  const Schema extends StandardSchemaV1 | undefined = undefined,
>(
  options: KinesisStreamOptions<As, Schema>,
): Handler<KinesisStreamEvent, KinesisStreamBatchResponse> {
  const { decode: as, schema, concurrency } = parseOptions(Options, options);
  const { onRecord } = options;

  return streamHandler<Received>(
    {
      recipe: 'kinesis-stream',
      concurrency,
      keyOf: ({ kinesis }) => kinesis.partitionKey,
      sequenceNumberOf: ({ kinesis }) => kinesis?.sequenceNumber,
      idOf: ({ eventSourceARN, eventID }) => eventID && `${eventSourceARN} ${eventID}`,
      placeOf: ({ eventSourceARN, eventID }) => ({ eventSourceARN, eventID }),
    },
    (received, invocation) => {
      const decoded = decode(received.kinesis.data, as);
      const valid = schema ? validateRecord(schema, 'The data', decoded) : decoded;
      return whenReady(valid as DataOf<As, Schema>, (data) =>
        onRecord(recordOf(received, data), invocation),
      );
    },
  );
}

function recordOf<Data>(received: Received, data: Data): KinesisRecord<Data> {
  const { partitionKey, sequenceNumber, approximateArrivalTimestamp } = received.kinesis;
  return {
    data,
    partitionKey,
    sequenceNumber,
    eventID: received.eventID,
    arrivedAt: new Date(approximateArrivalTimestamp * 1000),
    eventSourceARN: received.eventSourceARN,
  };
}
