import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { optionalText } from '../../protocols/request-input.js';
import { parseHashKey } from './hash-keys.js';
import { binary, constraintError, count, invalidArgument, text } from './input.js';
import { type KinesisRecords, type NewRecord, positionOf, sequenceNumber } from './records.js';
import { streamArn } from './resource-types.js';
import { decodeShardIterator, encodeShardIterator } from './shard-iterators.js';
import type { Shard, Stream, Streams } from './streams.js';

const MAXIMUM_RECORD_BYTES = 1024 * 1024;
const MAXIMUM_REQUEST_BYTES = 5 * 1024 * 1024;
const MAXIMUM_REQUEST_RECORDS = 500;
const MAXIMUM_PARTITION_KEY_LENGTH = 256;
const MAXIMUM_READ_RECORDS = 10_000;
const MAXIMUM_SHARDS = 10_000;
const SHARDS_OF_DESCRIPTION = 100;
const STREAMS_OF_LIST = 100;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html */
export function kinesisOperations(
  streams: Streams,
  records: KinesisRecords,
  context: ServiceContext,
): JsonOperations {
  const { now, accountId } = context;

  const find = (input: JsonObject): Stream => {
    const arn = optionalText(input, 'StreamARN');
    const name = optionalText(input, 'StreamName') ?? arn?.slice(arn.lastIndexOf('/') + 1);
    if (name === undefined) {
      throw invalidArgument('Either StreamName or StreamARN must be given.');
    }
    const stream = streams.find(arn ?? streamArn(context, name));
    if (stream?.name === name) return stream;
    throw notFound(`Stream ${name} under account ${accountId} not found.`);
  };
  const findShard = (stream: Stream, id: string): Shard => {
    const shard = stream.shards.find((candidate) => candidate.id === id);
    if (shard) return shard;
    throw notFound(
      `Shard ${id} in stream ${stream.name} under account ${accountId} does not exist`,
    );
  };
  const describe = ({ name, arn, mode, retentionHours, createdAt }: Stream) => ({
    StreamName: name,
    StreamARN: arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: retentionHours,
    StreamCreationTimestamp: createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  });

  const firstPosition = (stream: Stream, shard: Shard, input: JsonObject): number => {
    const type = text(input, 'ShardIteratorType');
    switch (type) {
      case 'TRIM_HORIZON':
        return records.start(stream, shard);
      case 'LATEST':
        return records.end();
      case 'AT_TIMESTAMP': {
        const seconds = input.Timestamp ?? undefined;
        if (typeof seconds !== 'number') {
          throw invalidArgument(
            'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
          );
        }
        if (seconds * 1000 > now()) {
          throw invalidArgument(
            `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${seconds * 1000}, currentTimestampInMillis: ${now()}`,
          );
        }
        return records.positionAt(stream, shard, seconds * 1000);
      }
      case 'AT_SEQUENCE_NUMBER':
      case 'AFTER_SEQUENCE_NUMBER': {
        const number = optionalText(input, 'StartingSequenceNumber');
        if (number === undefined) {
          throw invalidArgument(
            `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and no StartingSequenceNumber.`,
          );
        }
        const position = positionOf(number);
        if (position === undefined || position > records.end()) {
          throw invalidArgument(
            `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${accountId} is invalid.`,
          );
        }
        return type === 'AT_SEQUENCE_NUMBER' ? position : position + 1;
      }
      default:
        throw constraintError(
          'ShardIteratorType',
          `'${type}' `,
          'Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]',
        );
    }
  };

  return {
    PutRecord(input) {
      const stream = find(input);
      const [result] = records.add(stream, [readRecord(input)]);
      return { ...result, EncryptionType: 'NONE' };
    },

    PutRecords(input) {
      const stream = find(input);
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

    GetShardIterator(input) {
      const stream = find(input);
      const shard = findShard(stream, text(input, 'ShardId'));
      const position = firstPosition(stream, shard, input);
      return { ShardIterator: iteratorAt(stream, shard, position, now()) };
    },

    GetRecords(input) {
      const limit = count(input, 'Limit', MAXIMUM_READ_RECORDS);
      const iterator = decodeShardIterator(text(input, 'ShardIterator'), now());
      const stream = streams.all().find(({ id }) => id === iterator.streamId);
      if (!stream)
        throw notFound(`The stream of the iterator under account ${accountId} not found.`);
      const shard = findShard(stream, iterator.shardId);
      const read = records.read(stream, shard, iterator.position, limit);
      const waiting = records.arrivalAfter(stream, shard, read.next);
      const isOver = shard.closed !== undefined && waiting === undefined;
      return {
        Records: read.records.map(({ position, partitionKey, data, arrivedAt }) => ({
          SequenceNumber: sequenceNumber(position),
          PartitionKey: partitionKey,
          Data: data.toString('base64'),
          ApproximateArrivalTimestamp: arrivedAt / 1000,
          EncryptionType: 'NONE',
        })),
        MillisBehindLatest: waiting === undefined ? 0 : Math.max(0, now() - waiting),
        ...(isOver
          ? {
              ChildShards: stream.shards
                .filter(({ parents }) => parents.includes(shard.id))
                .map(({ id, parents, range }) => ({
                  ShardId: id,
                  ParentShards: parents,
                  HashKeyRange: hashKeyRange(range),
                })),
            }
          : { NextShardIterator: iteratorAt(stream, shard, read.next, now()) }),
      };
    },

    DescribeStream(input) {
      const stream = find(input);
      const limit = count(input, 'Limit', MAXIMUM_SHARDS);
      const after = optionalText(input, 'ExclusiveStartShardId') ?? '';
      const left = stream.shards.filter(({ id }) => id > after);
      const page = left.slice(0, Math.min(limit, SHARDS_OF_DESCRIPTION));
      return {
        StreamDescription: {
          ...describe(stream),
          Shards: page.map(describeShard),
          HasMoreShards: page.length < left.length,
        },
      };
    },

    DescribeStreamSummary(input) {
      const stream = find(input);
      return {
        StreamDescriptionSummary: {
          ...describe(stream),
          OpenShardCount: stream.shards.filter(({ closed }) => closed === undefined).length,
          ConsumerCount: 0,
        },
      };
    },

    ListShards(input) {
      const token = readToken(optionalText(input, 'NextToken'));
      const isNamed = [input.StreamName, input.StreamARN].some(
        (value) => typeof value === 'string',
      );
      if (token && isNamed) {
        throw invalidArgument('NextToken and StreamName cannot be provided together.');
      }
      const stream = find(token ? { StreamName: token.streamName } : input);
      const limit = count(input, 'MaxResults', 1000);
      const { filter, after } = token ?? {
        filter: readFilter(input),
        after: optionalText(input, 'ExclusiveStartShardId') ?? '',
      };
      const left = stream.shards.filter(
        ({ id, closed }) => id > after && (filter === 'all' || closed === undefined),
      );
      const page = left.slice(0, limit);
      const last = page.at(-1);
      return {
        Shards: page.map(describeShard),
        ...(last &&
          page.length < left.length && {
            NextToken: writeToken({ streamName: stream.name, filter, after: last.id }),
          }),
      };
    },

    ListStreams(input) {
      const limit = count(input, 'Limit', 10_000);
      const after =
        optionalText(input, 'NextToken') ?? optionalText(input, 'ExclusiveStartStreamName') ?? '';
      const left = streams.all().filter(({ name }) => name > after);
      const page = left.slice(0, Math.min(limit, STREAMS_OF_LIST));
      const hasMore = page.length < left.length;
      return {
        StreamNames: page.map(({ name }) => name),
        HasMoreStreams: hasMore,
        StreamSummaries: page.map(({ name, arn, mode, createdAt }) => ({
          StreamName: name,
          StreamARN: arn,
          StreamStatus: 'ACTIVE',
          StreamModeDetails: { StreamMode: mode },
          StreamCreationTimestamp: createdAt / 1000,
        })),
        ...(hasMore && { NextToken: page.at(-1)?.name }),
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

function iteratorAt({ id }: Stream, shard: Shard, position: number, createdAt: number): string {
  return encodeShardIterator({ streamId: id, shardId: shard.id, position, createdAt });
}

function describeShard({ id, range, opened, closed, parents }: Shard) {
  const [parent, adjacent] = parents;
  return {
    ShardId: id,
    ...(parent !== undefined && { ParentShardId: parent }),
    ...(adjacent !== undefined && { AdjacentParentShardId: adjacent }),
    HashKeyRange: hashKeyRange(range),
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(opened),
      ...(closed !== undefined && { EndingSequenceNumber: sequenceNumber(closed) }),
    },
  };
}

function hashKeyRange({ start, end }: Shard['range']) {
  return { StartingHashKey: String(start), EndingHashKey: String(end) };
}

type ShardFilter = 'all' | 'open';

type ShardToken = {
  readonly streamName: string;
  readonly filter: ShardFilter;
  readonly after: string;
};

function readFilter({ ShardFilter: filter }: JsonObject): ShardFilter {
  if (!isJsonObject(filter)) return 'all';
  if (filter.Type === 'AT_LATEST') return 'open';
  if (filter.Type === 'FROM_TRIM_HORIZON') return 'all';
  throw invalidArgument(
    'The sandbox serves the shard filters AT_LATEST and FROM_TRIM_HORIZON alone.',
  );
}

function writeToken(token: ShardToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

function readToken(text: string | undefined): ShardToken | undefined {
  if (text === undefined) return undefined;
  try {
    const { streamName, filter, after } = JSON.parse(Buffer.from(text, 'base64').toString());
    if ([streamName, filter, after].every((member) => typeof member === 'string')) {
      return { streamName, filter, after };
    }
  } catch {
    // It is said below.
  }
  throw invalidArgument('Invalid NextToken.');
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
