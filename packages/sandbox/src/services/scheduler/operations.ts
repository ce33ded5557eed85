import { AwsError } from '../../protocols/aws-error.js';
import { optionalText } from '../../protocols/request-input.js';
import type { RestInput, RestOperations } from '../../protocols/rest-json.js';
import type { ScheduleGroup, StoredSchedule } from './created-schedules.js';
import { constraintError, invalid } from './definition.js';
import { DEFAULT_GROUP } from './resource-types.js';
import type { ScheduleStore } from './schedule-store.js';

const NAME = /^[0-9a-zA-Z\-_.]{1,64}$/;
const MAXIMUM_RESULTS = 100;
const STATES = ['ENABLED', 'DISABLED'];

/** @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export function schedulerOperations(store: ScheduleStore): RestOperations {
  const findGroup = (name: string): ScheduleGroup => {
    const group = store.groups().find((each) => each.name === name);
    if (!group) throw notFound(`Schedule group ${name} does not exist.`);
    return group;
  };
  const find = (group: string, name: string): StoredSchedule => {
    const schedule = store.find(group, name);
    if (!schedule) throw notFound(`Schedule ${name} does not exist.`);
    return schedule;
  };
  const write = ({ path, body }: RestInput, isKnown: boolean) => {
    const name = checkName('Name', path.Name ?? '');
    const group = optionalText(body, 'GroupName') ?? DEFAULT_GROUP;
    findGroup(group);
    if (isKnown) checkOwn(find(group, name));
    else if (store.find(group, name)) throw conflict(`Schedule ${name} already exists.`);
    const { Name: _name, GroupName: _group, ClientToken: _token, ...input } = body;
    return { ScheduleArn: store.put(group, name, input).arn };
  };

  return {
    'POST /schedules/{Name}': (input) => write(input, false),

    'PUT /schedules/{Name}': (input) => write(input, true),

    'GET /schedules/{Name}': ({ path, query }) =>
      describe(find(query.get('groupName') ?? DEFAULT_GROUP, path.Name ?? '')),

    'DELETE /schedules/{Name}'({ path, query }) {
      const schedule = find(query.get('groupName') ?? DEFAULT_GROUP, path.Name ?? '');
      checkOwn(schedule);
      store.remove(schedule);
    },

    'GET /schedules'({ query }) {
      const group = query.get('ScheduleGroup');
      const prefix = query.get('NamePrefix') ?? '';
      const state = query.get('State');
      if (state !== null && !STATES.includes(state)) {
        throw constraintError(
          'State',
          `Member must satisfy enum value set: [${STATES.join(', ')}]`,
        );
      }
      if (group !== null) findGroup(group);
      const found = store
        .all()
        .filter(
          (each) =>
            (group === null || each.group === group) &&
            each.name.startsWith(prefix) &&
            (state === null || stateOf(each) === state),
        );
      const { items, NextToken } = page(found, query);
      return {
        NextToken,
        Schedules: items.map((schedule) => ({
          ...head(schedule),
          Target: { Arn: schedule.definition.target.arn },
        })),
      };
    },

    'POST /schedule-groups/{Name}'({ path }) {
      const name = checkName('Name', path.Name ?? '');
      if (store.groups().some((each) => each.name === name)) {
        throw conflict(`Schedule group ${name} already exists.`);
      }
      return { ScheduleGroupArn: store.createGroup(name).arn };
    },

    'GET /schedule-groups/{Name}': ({ path }) => describeGroup(findGroup(path.Name ?? '')),

    'DELETE /schedule-groups/{Name}'({ path }) {
      const group = findGroup(path.Name ?? '');
      if (group.name === DEFAULT_GROUP) {
        throw invalid('The default schedule group cannot be deleted.');
      }
      checkOwn(group);
      store.removeGroup(group);
    },

    'GET /schedule-groups'({ query }) {
      const prefix = query.get('NamePrefix') ?? '';
      const found = store.groups().filter(({ name }) => name.startsWith(prefix));
      const { items, NextToken } = page(found, query);
      return { NextToken, ScheduleGroups: items.map(describeGroup) };
    },
  };
}

function describe(schedule: StoredSchedule) {
  const { input, definition } = schedule;
  const { startDate, endDate } = definition;
  const { Target } = input as { readonly Target: object };
  return {
    ...head(schedule),
    ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
    Description: input.Description ?? undefined,
    ScheduleExpression: definition.text,
    ScheduleExpressionTimezone: definition.timeZone,
    FlexibleTimeWindow: input.FlexibleTimeWindow,
    KmsKeyArn: input.KmsKeyArn ?? undefined,
    StartDate: startDate === undefined ? undefined : startDate / 1000,
    EndDate: endDate === undefined ? undefined : endDate / 1000,
    Target: {
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      ...Target,
    },
  };
}

function head(schedule: StoredSchedule) {
  const { arn, group, name, createdAt, modifiedAt } = schedule;
  return {
    Arn: arn,
    GroupName: group,
    Name: name,
    State: stateOf(schedule),
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  };
}

function stateOf({ definition }: StoredSchedule): string {
  return definition.enabled ? 'ENABLED' : 'DISABLED';
}

function describeGroup({ arn, name, createdAt }: ScheduleGroup) {
  return {
    Arn: arn,
    Name: name,
    State: 'ACTIVE',
    CreationDate: createdAt / 1000,
    LastModificationDate: createdAt / 1000,
  };
}

/** A change would be lost at the next deployment, which restores the backend's definition. */
function checkOwn({ isOfTemplate }: { readonly isOfTemplate: boolean }): void {
  if (!isOfTemplate) return;
  throw invalid(
    'The backend defines this schedule or group: change it in the backend, not in the sandbox.',
  );
}

function checkName(member: string, name: string): string {
  if (NAME.test(name)) return name;
  throw constraintError(
    member,
    'Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$ and have length from 1 to 64',
  );
}

function page<Item>(list: readonly Item[], query: URLSearchParams) {
  const start = Number(query.get('NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw invalid('Invalid NextToken.');
  const size = Number(query.get('MaxResults') ?? MAXIMUM_RESULTS);
  if (!Number.isInteger(size) || size < 1 || size > MAXIMUM_RESULTS) {
    throw constraintError('MaxResults', `Member must be from 1 to ${MAXIMUM_RESULTS}`);
  }
  const end = start + size;
  return {
    items: list.slice(start, end),
    NextToken: end < list.length ? String(end) : undefined,
  };
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409);
}
