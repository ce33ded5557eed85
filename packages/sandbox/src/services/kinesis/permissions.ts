import type { Permission } from '../../iam/policy.js';
import type { ServiceContext, ServiceRequest } from '../../service.js';
import { inputOf, textIn } from '../permission-input.js';
import { streamArn } from './resource-types.js';
import { parseShardIterator } from './shard-iterators.js';
import type { Streams } from './streams.js';

/**
 * What a request of Kinesis Data Streams needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html
 */
export function kinesisPermissions(
  request: ServiceRequest,
  streams: Streams,
  context: ServiceContext,
): readonly Permission[] {
  const input = inputOf(request);
  const name = textIn(input, 'StreamName');
  const iterator = parseShardIterator(textIn(input, 'ShardIterator') ?? '');
  const arn =
    textIn(input, 'StreamARN') ??
    (name === undefined
      ? streams.all().find(({ id }) => id === iterator?.streamId)?.arn
      : streamArn(context, name));
  return [{ action: `kinesis:${request.target?.operation}`, resources: [arn ?? '*'] }];
}
