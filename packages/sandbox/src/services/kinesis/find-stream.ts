import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { optionalText } from '../../protocols/request-input.js';
import { invalidArgument } from './input.js';
import { streamArn } from './resource-types.js';
import type { Shard, Stream, Streams } from './streams.js';

type Place = Pick<ServiceContext, 'region' | 'accountId' | 'partition'>;

/**
 * The stream that a request names, with its name or its ARN.
 *
 * @throws {AwsError} `ResourceNotFoundException`, `InvalidArgumentException`
 */
export function findStream(streams: Streams, place: Place, input: JsonObject): Stream {
  const arn = optionalText(input, 'StreamARN');
  const name = optionalText(input, 'StreamName') ?? arn?.slice(arn.lastIndexOf('/') + 1);
  if (name === undefined) throw invalidArgument('Either StreamName or StreamARN must be given.');
  const stream = streams.find(arn ?? streamArn(place, name));
  if (stream?.name === name) return stream;
  throw notFound(`Stream ${name} under account ${place.accountId} not found.`);
}

/** @throws {AwsError} `ResourceNotFoundException` */
export function findShard(stream: Stream, { accountId }: Place, id: string): Shard {
  const shard = stream.shards.find((candidate) => candidate.id === id);
  if (shard) return shard;
  throw notFound(`Shard ${id} in stream ${stream.name} under account ${accountId} does not exist`);
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
