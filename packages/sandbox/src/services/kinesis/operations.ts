import type { ServiceContext } from '../../context/service-context.js';
import type { JsonOperations } from '../../protocols/json.js';
import { describeOperations } from './describe-operations.js';
import { readOperations } from './read-operations.js';
import type { KinesisRecords } from './records.js';
import type { Streams } from './streams.js';
import { writeOperations } from './write-operations.js';

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html */
export const kinesisOperations = (
  streams: Streams,
  records: KinesisRecords,
  context: ServiceContext,
): JsonOperations => ({
  ...writeOperations(streams, records, context),
  ...readOperations(streams, records, context),
  ...describeOperations(streams, context),
});
