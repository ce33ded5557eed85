import type { ServiceContext } from '../../context/service-context.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { optionalText } from '../../protocols/request-input.js';
import { hashKeyRange } from './describe-operations.js';
import { findShard, findStream, notFound } from './find-stream.js';
import { constraintError, count, invalidArgument, text } from './input.js';
import { type KinesisRecords, positionOf, sequenceNumber } from './records.js';
import { decodeShardIterator, encodeShardIterator } from './shard-iterators.js';
import type { Shard, Stream, Streams } from './streams.js';

const MAXIMUM_READ_RECORDS = 10_000;

/** The operations that read records. */
export function readOperations(
  streams: Streams,
  records: KinesisRecords,
  context: ServiceContext,
): JsonOperations {
  const { now, accountId } = context;
  return {
    GetShardIterator(input) {
      const stream = findStream(streams, context, input);
      const shard = findShard(stream, context, text(input, 'ShardId'));
      const position = firstPosition(records, context, stream, shard, input);
      return { ShardIterator: iteratorAt(stream, shard, position, now()) };
    },

    GetRecords(input) {
      const limit = count(input, 'Limit', MAXIMUM_READ_RECORDS);
      const iterator = decodeShardIterator(text(input, 'ShardIterator'), now());
      const stream = streams.all().find(({ id }) => id === iterator.streamId);
      if (!stream)
        throw notFound(`The stream of the iterator under account ${accountId} not found.`);
      const shard = findShard(stream, context, iterator.shardId);
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
  };
}

/** The position at which an iterator starts. */
function firstPosition(
  records: KinesisRecords,
  { now, accountId }: ServiceContext,
  stream: Stream,
  shard: Shard,
  input: JsonObject,
): number {
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
}

function iteratorAt({ id }: Stream, shard: Shard, position: number, createdAt: number): string {
  return encodeShardIterator({ streamId: id, shardId: shard.id, position, createdAt });
}
