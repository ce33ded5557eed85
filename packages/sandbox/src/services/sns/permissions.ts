import type { Permission } from '../../iam/policy.js';
import type { ServiceContext, ServiceRequest } from '../../service.js';
import { readForm } from '../query-protocol.js';

/**
 * What a request of SNS needs. A text to a phone has its number as the resource.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export function topicPermissions(
  { body }: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const input = readForm(body);
  const action = input.text('Action') ?? '';
  const name = input.text('Name');
  const created = name && `arn:${partition}:sns:${region}:${accountId}:${name}`;
  const resource =
    input.text('TopicArn') ?? input.text('TargetArn') ?? input.text('PhoneNumber') ?? created;
  return [{ action: `sns:${action.replace(/Batch$/, '')}`, resources: [resource ?? '*'] }];
}
