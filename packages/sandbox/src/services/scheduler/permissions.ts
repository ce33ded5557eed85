import type { Permission } from '../../iam/policy.js';
import type { ServiceContext, ServiceRequest } from '../../service.js';
import type { JsonObject } from '../json-protocol.js';
import { inputOf, textIn } from '../permission-input.js';
import { DEFAULT_GROUP, groupArn, scheduleArn } from './resource-types.js';

const VERBS: Readonly<Record<string, string>> = {
  DELETE: 'Delete',
  GET: 'Get',
  POST: 'Create',
  PUT: 'Update',
};

/**
 * What a request of EventBridge Scheduler needs. Who makes a schedule hands over its role, too.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
 */
export function schedulePermissions(
  request: ServiceRequest,
  context: ServiceContext,
): readonly Permission[] {
  const { method, path, query } = request;
  const [, kind, name] = path.split('/');
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
  const group = query.get('groupName') ?? textIn(input, 'GroupName') ?? DEFAULT_GROUP;
  const roleArn = textIn((input.Target ?? {}) as JsonObject, 'RoleArn');
  return [
    { action: `scheduler:${verb}Schedule`, resources: [scheduleArn(context, group, name)] },
    ...(roleArn === undefined ? [] : [{ action: 'iam:PassRole', resources: [roleArn] }]),
  ];
}
