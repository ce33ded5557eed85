import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import { busOf, DEFAULT_BUS } from './resource-types.js';

/** The member that contains the rule's name, by operation. */
const RULE_MEMBERS: Readonly<Record<string, string>> = {
  DescribeRule: 'Name',
  ListTargetsByRule: 'Rule',
};

/**
 * The permissions that a request of EventBridge needs, on the rule that it names or on the buses of
 * its events.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export function rulePermissions(
  request: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const input = inputOf(request);
  const place = `arn:${partition}:events:${region}:${accountId}`;
  const operation = request.target?.operation ?? '';
  const action = `events:${operation}`;
  if (operation === 'PutEvents') {
    const entries: readonly JsonObject[] = Array.isArray(input.Entries) ? input.Entries : [];
    const buses = new Set(entries.map((entry) => busOf(Object(entry))));
    return [...buses].map((bus) => ({ action, resources: [`${place}:event-bus/${bus}`] }));
  }
  const member = RULE_MEMBERS[operation];
  const name = member === undefined ? undefined : textIn(input, member);
  if (name === undefined) return [{ action, resources: ['*'] }];
  const bus = busOf(input);
  return [{ action, resources: [`${place}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`] }];
}
