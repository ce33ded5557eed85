import type { Handler } from 'aws-lambda';
import {
  type RecordBatchOptions,
  type RecordHandler,
  readRecord,
  recordBatch,
} from './record-batch.js';

export type StreamHandlerOptions<Item> = RecordBatchOptions<Item> & {
  /** Where Lambda resumes from. */
  readonly sequenceNumberOf: (record: Item) => string | undefined;
};

/** What Lambda reads where the event source mapping has `ReportBatchItemFailures`. */
export type StreamBatchResponse = { batchItemFailures: { itemIdentifier: string }[] };

/**
 * Makes a handler of a stream's batches from what a recipe does with one record, by the rules of
 * {@link recordBatch}. Every record that is not done is reported: Lambda resumes at the lowest
 * sequence number among them, so that it skips none, and repeats those after it.
 *
 * @throws {TypeError} By the handler, when the event has no records.
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
        // An empty one makes Lambda repeat the whole batch.
        itemIdentifier: readRecord(record, sequenceNumberOf) ?? '',
      })),
    };
  };
}
