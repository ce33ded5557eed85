import type { ServiceContext } from '../../context/service-context.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { optionalText } from '../../protocols/request-input.js';
import { findStream } from './find-stream.js';
import { count, invalidArgument } from './input.js';
import { sequenceNumber } from './records.js';
import type { Shard, Stream, Streams } from './streams.js';

const MAXIMUM_SHARDS = 10_000;
const SHARDS_OF_DESCRIPTION = 100;
const STREAMS_OF_LIST = 100;

/** The operations that describe streams and shards. */
export function describeOperations(streams: Streams, context: ServiceContext): JsonOperations {
  return {
    DescribeStream(input) {
      const stream = findStream(streams, context, input);
      const limit = count(input, 'Limit', MAXIMUM_SHARDS);
      const after = optionalText(input, 'ExclusiveStartShardId') ?? '';
      const left = stream.shards.filter(({ id }) => id > after);
      const page = left.slice(0, Math.min(limit, SHARDS_OF_DESCRIPTION));
      return {
        StreamDescription: {
          ...describeStream(stream),
          Shards: page.map(describeShard),
          HasMoreShards: page.length < left.length,
        },
      };
    },

    DescribeStreamSummary(input) {
      const stream = findStream(streams, context, input);
      return {
        StreamDescriptionSummary: {
          ...describeStream(stream),
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
      const stream = findStream(streams, context, token ? { StreamName: token.streamName } : input);
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

function describeStream({ name, arn, mode, retentionHours, createdAt }: Stream) {
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: retentionHours,
    StreamCreationTimestamp: createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  };
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

export function hashKeyRange({ start, end }: Shard['range']) {
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
    'The sandbox supports only the shard filters AT_LATEST and FROM_TRIM_HORIZON.',
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
    // Reported below.
  }
  throw invalidArgument('Invalid NextToken.');
}
