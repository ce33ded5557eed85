import type { Handler } from 'aws-lambda';
import {
  type RecordBatchOptions,
  type RecordHandler,
  readRecord,
  recordBatch,
} from './record-batch.js';

export type StreamHandlerOptions<Item> = RecordBatchOptions<Item> & {
  /** Returns the sequence number, at which Lambda resumes. */
  readonly sequenceNumberOf: (record: Item) => string | undefined;
};

/** The response that Lambda reads if the event source mapping has `ReportBatchItemFailures`. */
export type StreamBatchResponse = { batchItemFailures: { itemIdentifier: string }[] };

/**
 * Creates the handler of a stream from a function that handles one record. It follows the rules of
 * {@link recordBatch} and reports every record that is not done. Lambda resumes at the lowest of
 * their sequence numbers, so it skips none of them and repeats all records after it.
 *
 * @throws {TypeError} From the handler, when the event has no records.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function streamHandler<Item>(
  options: StreamHandlerOptions<Item>,
  handle: RecordHandler<Item>,
): Handler<{ readonly Records: Item[] }, StreamBatchResponse> {
  const { recipe, sequenceNumberOf } = options;
  const handleBatch = recordBatch(options, handle);
  return async ({ Records: records }, context) => {
    if (!Array.isArray(records)) throw new TypeError(`This is no event for ${recipe}.`);
    const left = await handleBatch(records, context);
    return {
      batchItemFailures: left.map((record) => ({
        // An empty identifier makes Lambda retry the whole batch.
        itemIdentifier: readRecord(record, sequenceNumberOf) ?? '',
      })),
    };
  };
}
