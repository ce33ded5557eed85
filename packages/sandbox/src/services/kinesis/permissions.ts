import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import { streamArn } from './resource-types.js';
import { parseShardIterator } from './shard-iterators.js';
import type { Streams } from './streams.js';

/**
 * The permissions that a request to Kinesis Data Streams needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html
 */
export function kinesisPermissions(
  request: ServiceRequest,
  streams: Streams,
  context: ServiceContext,
): readonly Permission[] {
  const operation = request.target?.operation ?? '';
  const arn = streamOf(operation, inputOf(request), streams, context);
  return [{ action: `kinesis:${operation}`, resources: [arn ?? '*'] }];
}

/** The stream that an operation acts on. Other names in its input are ignored. */
function streamOf(
  operation: string,
  input: JsonObject,
  streams: Streams,
  context: ServiceContext,
): string | undefined {
  if (operation === 'ListStreams') return undefined;
  if (operation === 'GetRecords') {
    const iterator = parseShardIterator(textIn(input, 'ShardIterator') ?? '');
    return streams.all().find(({ id }) => id === iterator?.streamId)?.arn;
  }
  const name = textIn(input, 'StreamName');
  return textIn(input, 'StreamARN') ?? (name === undefined ? undefined : streamArn(context, name));
}
