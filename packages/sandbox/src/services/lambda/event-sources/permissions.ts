import type { ServiceContext } from '../../../context/service-context.js';
import type { Permission } from '../../../iam/policy.js';
import type { ServiceRequest } from '../../../protocols/request.js';
import { pathPartsOf } from '../../../protocols/request-input.js';
import type { EventSourceMapping } from './configuration.js';

/**
 * The permissions that a request for event source mappings needs: to read them, or to turn one on
 * or off.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function mappingPermissions(
  request: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const [, , , uuid] = pathPartsOf(request);
  if (!uuid) return [{ action: 'lambda:ListEventSourceMappings', resources: ['*'] }];
  const verb = request.method === 'GET' ? 'Get' : 'Update';
  const arn = `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
  return [{ action: `lambda:${verb}EventSourceMapping`, resources: [arn] }];
}

/** The operations with which Lambda reads a source. */
const READS = {
  dynamodb: ['GetRecords', 'GetShardIterator'],
  kinesis: ['GetRecords', 'GetShardIterator'],
  sqs: ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'],
};

/**
 * The permissions that the role of a mapping's function must have. With this role, Lambda reads the
 * stream or the queue and reports the records that it gave up. AWS refuses a mapping if the role may not read.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function pollerPermissions(
  source: 'dynamodb' | 'kinesis' | 'sqs',
  mapping: EventSourceMapping,
): { readonly read: readonly Permission[]; readonly report: readonly Permission[] } {
  const { eventSourceArn } = mapping;
  const onFailureArn = 'onFailureArn' in mapping ? mapping.onFailureArn : undefined;
  const read = READS[source].map((operation) => ({
    action: `${source}:${operation}`,
    resources: [eventSourceArn],
  }));
  if (onFailureArn === undefined) return { read, report: [] };
  const action = onFailureArn.split(':')[2] === 'sns' ? 'sns:Publish' : 'sqs:SendMessage';
  return { read, report: [{ action, resources: [onFailureArn] }] };
}
