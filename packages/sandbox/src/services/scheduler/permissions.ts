import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, pathPartsOf, textIn } from '../../protocols/request-input.js';
import { DEFAULT_GROUP, groupArn, scheduleArn } from './resource-types.js';

const VERBS: Readonly<Record<string, string>> = {
  DELETE: 'Delete',
  GET: 'Get',
  POST: 'Create',
  PUT: 'Update',
};

/**
 * The permissions that a request to EventBridge Scheduler needs. Writing a schedule also needs
 * `iam:PassRole` for its role.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
 */
export function schedulePermissions(
  request: ServiceRequest,
  context: ServiceContext,
): readonly Permission[] {
  const { method, query } = request;
  const [, kind, name] = pathPartsOf(request);
  const isGroup = kind === 'schedule-groups';
  if (!name) {
    return [
      { action: `scheduler:List${isGroup ? 'ScheduleGroups' : 'Schedules'}`, resources: ['*'] },
    ];
  }
  const verb = VERBS[method] ?? '';
  if (isGroup) {
    return [{ action: `scheduler:${verb}ScheduleGroup`, resources: [groupArn(context, name)] }];
  }
  const input = inputOf(request);
  // A request that writes a schedule names its group in the body, other requests in the query.
  const writes = method === 'POST' || method === 'PUT';
  const group = (writes ? textIn(input, 'GroupName') : query.get('groupName')) ?? DEFAULT_GROUP;
  const roleArn = writes ? textIn((input.Target ?? {}) as JsonObject, 'RoleArn') : undefined;
  return [
    { action: `scheduler:${verb}Schedule`, resources: [scheduleArn(context, group, name)] },
    ...(roleArn === undefined ? [] : [passRole(roleArn)]),
  ];
}

function passRole(roleArn: string): Permission {
  return {
    action: 'iam:PassRole',
    resources: [roleArn],
    context: { 'iam:passedtoservice': 'scheduler.amazonaws.com' },
  };
}
