import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import { type QueryInput, readForm } from '../../protocols/query.js';
import type { ServiceRequest } from '../../protocols/request.js';

/**
 * The permissions that a request of SNS needs. The resource of a text to a phone is its number.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export function topicPermissions(
  { body }: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const input = readForm(body);
  const action = input.text('Action') ?? '';
  const name = input.text('Name') ?? '';
  const created = `arn:${partition}:sns:${region}:${accountId}:${name}`;
  const resource = action === 'CreateTopic' ? created : topicIn(action, input);
  return [{ action: `sns:${action.replace(/Batch$/, '')}`, resources: [resource ?? '*'] }];
}

/** The topic of an operation. Other members of the input are ignored. */
function topicIn(action: string, input: QueryInput): string | undefined {
  if (action === 'ListTopics') return undefined;
  const topic = input.text('TopicArn');
  if (action !== 'Publish') return topic;
  return topic ?? input.text('TargetArn') ?? input.text('PhoneNumber');
}
