import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { optionalText } from '../../protocols/request-input.js';
import { findStream } from './find-stream.js';
import { parseHashKey } from './hash-keys.js';
import { binary, constraintError, invalidArgument, text } from './input.js';
import type { KinesisRecords, NewRecord } from './records.js';
import type { Streams } from './streams.js';

const MAXIMUM_RECORD_BYTES = 1024 * 1024;
const MAXIMUM_REQUEST_BYTES = 5 * 1024 * 1024;
const MAXIMUM_REQUEST_RECORDS = 500;
const MAXIMUM_PARTITION_KEY_LENGTH = 256;

/** The operations that write records. */
export function writeOperations(
  streams: Streams,
  records: KinesisRecords,
  context: ServiceContext,
): JsonOperations {
  return {
    PutRecord(input) {
      const stream = findStream(streams, context, input);
      const [result] = records.add(stream, [readRecord(input)]);
      return { ...result, EncryptionType: 'NONE' };
    },

    PutRecords(input) {
      const stream = findStream(streams, context, input);
      const given = input.Records ?? undefined;
      if (!Array.isArray(given)) {
        throw constraintError('Records', 'null ', 'Member must not be null');
      }
      if (given.length < 1) {
        throw constraintError(
          'Records',
          "'[]' ",
          'Member must have length greater than or equal to 1',
        );
      }
      if (given.length > MAXIMUM_REQUEST_RECORDS) {
        throw constraintError(
          'Records',
          '',
          `Member must have length less than or equal to ${MAXIMUM_REQUEST_RECORDS}`,
        );
      }
      const read = given.map((entry: unknown) => {
        if (isJsonObject(entry)) return readRecord(entry);
        throw new AwsError('SerializationException', 'Records must be a list of structures.');
      });
      const bytes = read.reduce((sum, record) => sum + bytesOf(record), 0);
      if (bytes > MAXIMUM_REQUEST_BYTES) {
        throw invalidArgument('Records size exceeds 5 MB limit');
      }
      return {
        FailedRecordCount: 0,
        Records: records.add(stream, read),
        EncryptionType: 'NONE',
      };
    },
  };
}

function readRecord(input: JsonObject): NewRecord {
  const partitionKey = text(input, 'PartitionKey');
  if (partitionKey === '') {
    throw constraintError(
      'PartitionKey',
      "'' ",
      'Member must have length greater than or equal to 1',
    );
  }
  if (partitionKey.length > MAXIMUM_PARTITION_KEY_LENGTH) {
    throw constraintError(
      'PartitionKey',
      '',
      `Member must have length less than or equal to ${MAXIMUM_PARTITION_KEY_LENGTH}`,
    );
  }
  const data = binary(input, 'Data');
  const explicit = optionalText(input, 'ExplicitHashKey');
  const explicitHashKey = explicit === undefined ? undefined : parseHashKey(explicit);
  if (explicit !== undefined && explicitHashKey === undefined) {
    throw invalidArgument(
      'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1].',
    );
  }
  const record = { partitionKey, explicitHashKey, data };
  if (bytesOf(record) > MAXIMUM_RECORD_BYTES) {
    throw constraintError(
      'Data',
      '',
      `Member must have length less than or equal to ${MAXIMUM_RECORD_BYTES}`,
    );
  }
  return record;
}

function bytesOf({ partitionKey, data }: NewRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}
