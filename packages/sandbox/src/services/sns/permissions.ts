import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import { type QueryInput, readForm } from '../../protocols/query.js';
import type { ServiceRequest } from '../../protocols/request.js';

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
  const name = input.text('Name') ?? '';
  const created = `arn:${partition}:sns:${region}:${accountId}:${name}`;
  const resource = action === 'CreateTopic' ? created : topicIn(action, input);
  return [{ action: `sns:${action.replace(/Batch$/, '')}`, resources: [resource ?? '*'] }];
}

/** The topic that an operation acts on, whatever else its input names. */
function topicIn(action: string, input: QueryInput): string | undefined {
  if (action === 'ListTopics') return undefined;
  const topic = input.text('TopicArn');
  if (action !== 'Publish') return topic;
  return topic ?? input.text('TargetArn') ?? input.text('PhoneNumber');
}
