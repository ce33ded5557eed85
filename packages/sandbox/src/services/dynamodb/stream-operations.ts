import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { optionalText } from '../../protocols/request-input.js';
import { validationError } from './errors.js';
import { positionOf, type StreamRecords, sequenceNumber } from './stream-records.js';
import { type Place, STREAM_LABEL, streamArn, type Table } from './table.js';
import type { Tables } from './tables.js';

/** Each stream has one shard, which stays open. */
export const SHARD_ID = 'shardId-00000001767225600000-00000001';
const ITERATOR_LIFE_MS = 15 * 60 * 1000;
const MAXIMUM_RECORDS = 1000;
const MAXIMUM_STREAMS = 100;

/**
 * The API that reads the streams of tables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export function streamOperations(
  tables: Tables,
  records: StreamRecords,
  place: Place,
  { now }: ServiceContext,
): JsonOperations {
  const withStreams = () =>
    tables
      .names()
      .map((name) => tables.get(name))
      .filter(({ definition }) => definition.StreamSpecification?.StreamEnabled);
  const arnOf = ({ definition }: Table) => streamArn(place, definition.TableName);
  const find = (arn: string): Table => {
    const table = withStreams().find((candidate) => arnOf(candidate) === arn);
    if (table) return table;
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${arn} not found`,
    );
  };
  const checkShard = (id: string) => {
    if (id === SHARD_ID) return;
    throw new AwsError(
      'ResourceNotFoundException',
      'Requested resource not found: Shard does not exist',
    );
  };
  const iterator = (table: Table, position: number): string => {
    const state: IteratorState = { table: table.id, position, at: now() };
    return `${arnOf(table)}|1|${Buffer.from(JSON.stringify(state)).toString('base64')}`;
  };

  return {
    ListStreams(input) {
      const name = optionalText(input, 'TableName');
      const limit = count(input, MAXIMUM_STREAMS);
      const after = optionalText(input, 'ExclusiveStartStreamArn') ?? '';
      const found = withStreams().filter(
        (table) =>
          (name === undefined || table.definition.TableName === name) && arnOf(table) > after,
      );
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        Streams: page.map((table) => ({
          StreamArn: arnOf(table),
          StreamLabel: STREAM_LABEL,
          TableName: table.definition.TableName,
        })),
        ...(last && page.length < found.length && { LastEvaluatedStreamArn: arnOf(last) }),
      };
    },

    DescribeStream(input) {
      const table = find(text(input, 'StreamArn'));
      const { TableName, KeySchema, StreamSpecification } = table.definition;
      const shard = {
        ShardId: SHARD_ID,
        SequenceNumberRange: { StartingSequenceNumber: sequenceNumber(0) },
      };
      // The only shard is the first, and has no children.
      const isAfter = optionalText(input, 'ExclusiveStartShardId') === SHARD_ID;
      return {
        StreamDescription: {
          StreamArn: arnOf(table),
          StreamLabel: STREAM_LABEL,
          StreamStatus: 'ENABLED',
          StreamViewType: StreamSpecification?.StreamViewType,
          CreationRequestDateTime: table.createdAt / 1000,
          TableName,
          KeySchema,
          Shards: isAfter || input.ShardFilter ? [] : [shard],
        },
      };
    },

    GetShardIterator(input) {
      const table = find(text(input, 'StreamArn'));
      checkShard(text(input, 'ShardId'));
      const start = records.start(table);
      const type = text(input, 'ShardIteratorType');
      if (type === 'TRIM_HORIZON') return { ShardIterator: iterator(table, start) };
      if (type === 'LATEST') return { ShardIterator: iterator(table, records.end()) };
      if (type !== 'AT_SEQUENCE_NUMBER' && type !== 'AFTER_SEQUENCE_NUMBER') {
        throw validationError(
          `1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
        );
      }
      const position = positionOf(text(input, 'SequenceNumber'));
      if (position === undefined || position > records.end()) {
        throw validationError('Invalid SequenceNumber');
      }
      // Reading after a removed record loses nothing as long as the next record still exists.
      const from = type === 'AT_SEQUENCE_NUMBER' ? position : position + 1;
      if (position > 0 && from < start) throw trimmed();
      return { ShardIterator: iterator(table, from) };
    },

    GetRecords(input) {
      const limit = count(input, MAXIMUM_RECORDS);
      const { arn, state } = readIterator(text(input, 'ShardIterator'));
      const table = find(arn);
      if (table.id !== state.table) throw invalidIterator();
      if (state.at <= now() - ITERATOR_LIFE_MS) {
        throw new AwsError(
          'ExpiredIteratorException',
          'Iterator expired. The iterator was created more than 15 minutes ago.',
        );
      }
      records.start(table);
      const read = records.read(table, state.position, limit);
      return { Records: read.records, NextShardIterator: iterator(table, read.next) };
    },
  };
}

type IteratorState = {
  readonly table: string;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly at: number;
};

function readIterator(iterator: string): { readonly arn: string; readonly state: IteratorState } {
  const [arn = '', version, state = ''] = iterator.split('|');
  if (version !== '1') throw invalidIterator();
  try {
    const { table, position, at } = JSON.parse(Buffer.from(state, 'base64').toString());
    if (typeof table === 'string' && Number.isSafeInteger(position) && Number.isFinite(at)) {
      return { arn, state: { table, position, at } };
    }
  } catch {
    // Reported below.
  }
  throw invalidIterator();
}

const invalidIterator = () => validationError('Invalid ShardIterator');

const trimmed = () =>
  new AwsError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );

function count(input: JsonObject, most: number): number {
  const limit = input.Limit ?? most;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= most) {
    return limit;
  }
  throw validationError(
    `1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value between 1 and ${most}`,
  );
}

function text(input: JsonObject, member: string): string {
  const value = optionalText(input, member);
  if (value !== undefined) return value;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  throw validationError(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}
