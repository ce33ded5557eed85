import { DatabaseSync } from 'node:sqlite';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandInput,
  ListTagsForResourceCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeMessages } from '../../../testing/queues.js';
import { startService, type TestService, together } from '../../../testing/start-service.js';
import type { NamedResource, Properties, Resource } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import { sns } from '../sns/index.js';
import { sqs } from '../sqs/index.js';
import { scheduler } from './index.js';
import { schedulerResourceTypes } from './resource-types.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PLACE = 'eu-west-1:123456789012';
const FUNCTION = `arn:aws:lambda:${PLACE}:function:app-tick`;
const GONE = `arn:aws:lambda:${PLACE}:function:gone`;
const QUEUE = `arn:aws:sqs:${PLACE}:queue`;
const DEAD_LETTERS = `arn:aws:sqs:${PLACE}:dead-letters`;
const TOPIC = `arn:aws:sns:${PLACE}:news`;
const ROLE = 'arn:aws:iam::123456789012:role/scheduler';
const ARN = `arn:aws:scheduler:${PLACE}:schedule/`;
/** A Thursday. */
const START = Date.parse('2026-01-01T00:00:30Z');

const roleResource = (name: string, ...Action: string[]): Partial<Resource> => ({
  type: 'AWS::IAM::Role',
  physicalId: name,
  attributes: { Arn: `arn:aws:iam::123456789012:role/${name}` },
  properties: {
    Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action, Resource: '*' } } }],
  },
});

const BACKEND: readonly Partial<Resource>[] = [
  roleResource('scheduler', 'lambda:InvokeFunction', 'sqs:SendMessage', 'sns:Publish'),
  { type: 'AWS::Lambda::Function', physicalId: 'app-tick', name: 'tick', properties: {} },
  ...['queue', 'dead-letters'].map((name) => ({
    type: 'AWS::SQS::Queue',
    physicalId: `http://127.0.0.1:1/123456789012/${name}`,
    properties: {},
  })),
  { type: 'AWS::SNS::Topic', physicalId: TOPIC, properties: {} },
];

function scheduleResource(
  name: string,
  expression: string,
  { Target, ...properties }: Properties = {},
): Partial<Resource> {
  const group = properties.GroupName ?? 'default';
  return {
    type: 'AWS::Scheduler::Schedule',
    physicalId: name,
    name,
    path: `app/${name}`,
    attributes: { Arn: `${ARN}${group}/${name}` },
    properties: {
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: FUNCTION, RoleArn: ROLE, ...(Target as Properties) },
      ...properties,
    },
  };
}

type Call = { readonly functionArn: string; readonly event: unknown; readonly source: unknown };

let running: TestService | undefined;
let calls: Call[] = [];
let client: SchedulerClient;

async function start(
  resources: readonly Partial<Resource>[] = [],
  database?: DatabaseSync,
  startsAt = START,
) {
  calls = [];
  running = await startService(together([sqs, sns, scheduler]), {
    resources: [...BACKEND, ...resources],
    startsAt,
    ...(database && { database }),
    functions: {
      invokeAsync(functionArn, event, options) {
        if (functionArn !== FUNCTION) throw noFunction();
        calls.push({ functionArn, event, source: options?.source });
      },
      async invoke(functionArn, event, options) {
        if (functionArn !== FUNCTION) throw noFunction();
        calls.push({ functionArn, event, source: options?.source });
        return { outcome: { status: 'success', response: 'done' } } as never;
      },
    },
  });
  client = new SchedulerClient(running.client);
  return running;
}

function noFunction(): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${GONE}`, 404);
}

/** Moves the clock and runs the schedules that are due. */
function pass(milliseconds: number): void {
  running?.advance(milliseconds);
  running?.schedules.runDue();
}

/** The times of the events that functions received. */
const times = () => calls.map(({ event }) => (event as { readonly time: string }).time);

/** Receives a message from a queue. */
async function receive(name: string) {
  const [message] = running ? await takeMessages(running, name) : [];
  return message;
}

afterEach(async () => {
  client?.destroy();
  await running?.stop();
  running = undefined;
});

describe('a schedule whose role may not run its target', () => {
  const asRole = (name: string) =>
    scheduleResource('nightly', 'cron(0 0 * * ? *)', {
      Target: {
        RoleArn: `arn:aws:iam::123456789012:role/${name}`,
        DeadLetterConfig: { Arn: DEAD_LETTERS },
      },
    });

  test.each<[name: string, roles: readonly Partial<Resource>[], words: string]>([
    ['is not defined', [], 'does not define the role'],
    ['allows something else', [roleResource('other', 'sqs:SendMessage')], 'not authorized'],
  ])('since it %s, runs nothing', async (_, roles, words) => {
    const { schedules } = await start([...roles, asRole('other')]);
    pass(DAY);
    expect(calls).toEqual([]);
    expect((await receive('dead-letters'))?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'AccessDeniedException' },
      ERROR_MESSAGE: { StringValue: expect.stringContaining('lambda:InvokeFunction') },
    });
    const [result] = await schedules.runNow('nightly', START);
    expect(result?.outcome).toMatchObject({
      error: { errorType: 'AccessDeniedException', errorMessage: expect.stringContaining(words) },
    });
    expect(calls).toEqual([]);
  });
});

describe('a schedule of the backend', () => {
  test("calls a function with Scheduler's event, whose detail is a string", async () => {
    await start([scheduleResource('hourly', 'cron(0 */1 * * ? *)')]);
    pass(HOUR);
    expect(calls).toEqual([
      {
        functionArn: FUNCTION,
        source: 'scheduler',
        event: {
          version: '0',
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          'detail-type': 'Scheduled Event',
          source: 'aws.scheduler',
          account: '123456789012',
          time: '2026-01-01T01:00:00Z',
          region: 'eu-west-1',
          resources: [`${ARN}default/hourly`],
          detail: '{}',
        },
      },
    ]);
  });

  test('calls it with the input instead, with the keywords replaced', async () => {
    const Input = JSON.stringify({
      at: '<aws.scheduler.scheduled-time>',
      by: '<aws.scheduler.schedule-arn>',
      id: '<aws.scheduler.execution-id>',
      attempt: '<aws.scheduler.attempt-number>',
      other: '<aws.scheduler.constructor> <b>',
    });
    await start([scheduleResource('nightly', 'cron(0 0 * * ? *)', { Target: { Input } })]);
    pass(DAY);
    expect(calls.map(({ event }) => event)).toEqual([
      {
        at: '2026-01-02T00:00:00Z',
        by: `${ARN}default/nightly`,
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        attempt: '1',
        other: '<aws.scheduler.constructor> <b>',
      },
    ]);
  });

  test('sends to queues and topics', async () => {
    const { outbox } = await start([
      scheduleResource('to-queue', 'cron(0 0 * * ? *)', { Target: { Arn: QUEUE, Input: 'hi' } }),
      scheduleResource('to-topic', 'cron(0 0 * * ? *)', {
        Target: { Arn: TOPIC, Input: 'at <aws.scheduler.scheduled-time>' },
      }),
    ]);
    pass(DAY);
    expect((await receive('queue'))?.Body).toBe('hi');
    expect(outbox).toMatchObject([
      { channel: 'topic', to: TOPIC, body: 'at 2026-01-02T00:00:00Z' },
    ]);
  });

  test('runs when its time has come, and not again', async () => {
    await start([scheduleResource('daily', 'cron(0 9 * * ? *)')]);
    pass(9 * HOUR - 31_000);
    expect(times()).toEqual([]);
    pass(1000);
    pass(0);
    pass(HOUR);
    expect(times()).toEqual(['2026-01-01T09:00:00Z']);
    pass(DAY);
    expect(times()).toEqual(['2026-01-01T09:00:00Z', '2026-01-02T09:00:00Z']);
  });

  test('runs once after the machine was asleep, for the last missed time', async () => {
    await start([scheduleResource('hourly', 'cron(0 * * * ? *)')]);
    pass(3 * DAY);
    expect(times()).toEqual(['2026-01-04T00:00:00Z']);
    pass(HOUR);
    expect(times()).toEqual(['2026-01-04T00:00:00Z', '2026-01-04T01:00:00Z']);
  });

  test('does not catch up on runs that were due before the start', async () => {
    const database = new DatabaseSync(':memory:');
    const resources = [
      scheduleResource('daily', 'cron(0 0 * * ? *)'),
      scheduleResource('once', 'at(2026-01-01T12:00:00)'),
    ];
    await start(resources, database);
    await running?.stop();
    await start(resources, database, START + 3 * DAY);
    pass(0);
    expect(times()).toEqual([]);
    pass(DAY);
    expect(times()).toEqual(['2026-01-05T00:00:00Z']);
  });

  test('runs at the times of its time zone', async () => {
    await start([
      scheduleResource('morning', 'cron(0 9 * * ? *)', {
        ScheduleExpressionTimezone: 'Europe/Berlin',
      }),
    ]);
    pass(DAY);
    expect(times()).toEqual(['2026-01-01T08:00:00Z']);
  });

  test('runs between its start and its end', async () => {
    await start([
      scheduleResource('january', 'cron(0 0 * * ? *)', {
        StartDate: '2026-01-02T12:00:00.000Z',
        EndDate: '2026-01-04T12:00:00.000Z',
      }),
    ]);
    for (let day = 0; day < 5; day++) pass(DAY);
    expect(times()).toEqual(['2026-01-03T00:00:00Z', '2026-01-04T00:00:00Z']);
  });

  test('runs at the beginning of its flexible window', async () => {
    await start([
      scheduleResource('flexible', 'cron(0 0 * * ? *)', {
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      }),
    ]);
    pass(DAY);
    expect(times()).toEqual(['2026-01-02T00:00:00Z']);
  });

  test('that is off does not run, and does not catch up when it is turned on', async () => {
    await start([scheduleResource('off', 'cron(0 * * * ? *)', { State: 'DISABLED' })]);
    pass(5 * HOUR);
    await running?.deploy([...BACKEND, scheduleResource('off', 'cron(0 * * * ? *)')]);
    pass(0);
    expect(times()).toEqual([]);
    pass(HOUR);
    expect(times()).toEqual(['2026-01-01T06:00:00Z']);
  });

  test('that is deployed again keeps its times if unchanged, and starts again otherwise', async () => {
    await start([scheduleResource('daily', 'cron(0 9 * * ? *)')]);
    running?.advance(10 * HOUR);
    await running?.deploy([...BACKEND, scheduleResource('daily', 'cron(0 9 * * ? *)')]);
    pass(0);
    expect(times()).toEqual(['2026-01-01T09:00:00Z']);
    await running?.deploy([...BACKEND, scheduleResource('daily', 'cron(0 8 * * ? *)')]);
    pass(0);
    expect(times()).toHaveLength(1);
    await running?.deploy(BACKEND);
    pass(DAY);
    expect(times()).toHaveLength(1);
  });

  test('with a rate runs at its creation and regularly after it, over restarts', async () => {
    const database = new DatabaseSync(':memory:');
    const resources = [scheduleResource('often', 'rate(10 minutes)')];
    await start(resources, database);
    pass(0);
    pass(10 * MINUTE);
    expect(times()).toEqual(['2026-01-01T00:00:30Z', '2026-01-01T00:10:30Z']);
    await running?.stop();

    await start(resources, database, START + 14 * MINUTE);
    pass(0);
    pass(6 * MINUTE);
    expect(times()).toEqual(['2026-01-01T00:20:30Z']);
  });
});

describe('an event that cannot be delivered', () => {
  const Target = { Arn: GONE, DeadLetterConfig: { Arn: DEAD_LETTERS } };

  test('is sent to the dead-letter queue, with the error', async () => {
    await start([scheduleResource('lost', 'cron(0 0 * * ? *)', { Target })]);
    pass(DAY);
    const message = await receive('dead-letters');
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ source: 'aws.scheduler' });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(
      ([name, { StringValue }]) => [name, StringValue],
    );
    expect(Object.fromEntries(attributes)).toEqual({
      ERROR_CODE: 'ResourceNotFoundException',
      ERROR_MESSAGE: `Function not found: ${GONE}`,
      EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '0',
      SCHEDULED_TIME: '2026-01-02T00:00:00Z',
      SCHEDULE_ARN: `${ARN}default/lost`,
      TARGET_ARN: GONE,
    });
  });

  test('is dropped without a dead-letter queue, and stops nothing', async () => {
    await start([
      scheduleResource('lost', 'cron(0 0 * * ? *)', { Target: { Arn: GONE } }),
      scheduleResource('to-ecs', 'cron(0 0 * * ? *)', {
        Target: { Arn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/c' },
      }),
      scheduleResource('well', 'cron(0 0 * * ? *)'),
    ]);
    pass(DAY);
    expect(times()).toEqual(['2026-01-02T00:00:00Z']);
  });

  test('causes a warning at the start', async () => {
    const { service } = await start([
      scheduleResource('lost', 'cron(0 0 * * ? *)', { Target }),
      scheduleResource('to-ecs', 'cron(0 0 * * ? *)', {
        Target: { Arn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/c' },
      }),
      scheduleResource('to-topic', 'cron(0 0 * * ? *)', { Target: { Arn: TOPIC } }),
    ]);
    expect(service.warnings?.()).toEqual([
      `Schedule lost has the target ${GONE}, which the sandbox does not support. The target gets nothing.`,
      'Schedule to-ecs has the target arn:aws:ecs:eu-west-1:123456789012:cluster/c, which the sandbox does not support. The target gets nothing.',
    ]);
  });
});

test('the report shows the next time of a schedule, and its target', async () => {
  const resources = [
    scheduleResource('daily', 'cron(0 9 * * ? *)', { ScheduleExpressionTimezone: 'Europe/Berlin' }),
    scheduleResource('off', 'rate(1 hour)', { State: 'DISABLED', Target: { Arn: QUEUE } }),
    scheduleResource('over', 'at(2020-01-01T00:00:00)'),
  ];
  const { service } = await start(resources);
  expect(resources.map((resource) => service.describe?.(resource as Resource))).toEqual([
    'cron(0 9 * * ? *) Europe/Berlin, to tick, next 2026-01-01T08:00:00Z',
    'rate(1 hour) UTC, to queue, off',
    'at(2020-01-01T00:00:00) UTC, to tick, over',
  ]);
});

test.each<[string, Properties, string]>([
  ['an invalid expression', { ScheduleExpression: 'cron(*/90 * * * ? *)' }, 'Invalid Schedule'],
  ['an unknown zone', { ScheduleExpressionTimezone: 'Mars' }, 'Timezone Mars'],
  ['an end before its start', { StartDate: '2027-01-01', EndDate: '2026-01-01' }, 'EndDate'],
  ['a start that is not a time', { StartDate: 'soon' }, 'StartDate is not a time'],
  ['a start out of reach', { StartDate: '+012026-01-01T00:00:00Z' }, 'StartDate is not a time'],
  ['no window', { FlexibleTimeWindow: null as never }, 'flexibleTimeWindow'],
  [
    'a window without a length',
    { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } },
    'MaximumWindowInMinutes',
  ],
  ['input for a function that is not JSON', { Target: { Input: 'hi' } }, 'well-formed JSON'],
])('a backend with a schedule with %s is refused', async (_, properties, message) => {
  await start();
  const { ScheduleExpression = 'rate(1 hour)', ...rest } = properties;
  const resource = scheduleResource('wrong', String(ScheduleExpression), rest);
  await expect(running?.deploy([resource])).rejects.toMatchObject({
    code: 'TEMPLATE_UNSUPPORTED',
    message: expect.stringMatching(`The schedule app/wrong would be refused: .*${message}`),
  });
});

describe('running a schedule now', () => {
  test("returns the function's result, and passes the requested time to it", async () => {
    const { schedules } = await start([
      scheduleResource('off', 'cron(0 9 * * ? *)', { State: 'DISABLED' }),
    ]);
    const time = Date.parse('2026-02-03T04:05:06.789Z');
    const expected = [{ targetArn: FUNCTION, outcome: { status: 'success', response: 'done' } }];
    expect(await schedules.runNow('off', time)).toEqual(expected);
    expect(await schedules.runNow('tick', time)).toEqual(expected);
    expect(await schedules.runNow(`${ARN}default/off`, time)).toEqual(expected);
    expect(times()).toEqual(Array(3).fill('2026-02-03T04:05:06Z'));
  });

  test('reports a failed delivery to the caller, and not to the dead-letter queue', async () => {
    const Target = { Arn: GONE, DeadLetterConfig: { Arn: DEAD_LETTERS } };
    const { schedules } = await start([scheduleResource('lost', 'rate(1 hour)', { Target })]);
    expect(await schedules.runNow('lost', START)).toEqual([
      {
        targetArn: GONE,
        outcome: {
          status: 'error',
          error: {
            errorType: 'ResourceNotFoundException',
            errorMessage: `Function not found: ${GONE}`,
          },
        },
      },
    ]);
    expect(await receive('dead-letters')).toBeUndefined();
  });

  test('sends to a queue, and returns no result', async () => {
    const { schedules } = await start([
      scheduleResource('to-queue', 'rate(1 hour)', { Target: { Arn: QUEUE, Input: 'hi' } }),
    ]);
    expect(await schedules.runNow('to-queue', START)).toEqual([
      { targetArn: QUEUE, outcome: { status: 'success', response: null } },
    ]);
    expect((await receive('queue'))?.Body).toBe('hi');
  });

  test('asks for the ARN when several schedules have the name', async () => {
    const { schedules } = await start([
      scheduleResource('a', 'rate(1 hour)'),
      scheduleResource('b', 'rate(2 hours)'),
    ]);
    await expect(schedules.runNow('tick', START)).rejects.toMatchObject({
      code: 'SCHEDULE_NOT_FOUND',
      message: '2 schedules match the name tick.',
      resolution: `Name one of these by its ARN: ${ARN}default/a rate(1 hour), ${ARN}default/b rate(2 hours).`,
    });
    await expect(schedules.runNow('c', START)).rejects.toMatchObject({
      code: 'SCHEDULE_NOT_FOUND',
      message: 'The backend has no schedule c, and no schedule runs a function of that name.',
    });
    expect(calls).toEqual([]);
  });
});

describe('a schedule that a program creates', () => {
  const create = (input: Partial<CreateScheduleCommandInput> = {}) =>
    client.send(
      new CreateScheduleCommand({
        Name: 'reminder',
        ScheduleExpression: 'at(2026-01-01T12:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{"time":"reminded"}' },
        ...input,
      }),
    );
  const get = (Name: string, GroupName?: string) =>
    client.send(new GetScheduleCommand({ Name, GroupName }));

  beforeEach(async () => {
    await start([scheduleResource('daily', 'cron(0 9 * * ? *)')]);
  });

  test('runs once at its time, and stays', async () => {
    expect(await create()).toMatchObject({ ScheduleArn: `${ARN}default/reminder` });
    pass(12 * HOUR);
    pass(DAY);
    expect(times().filter((time) => time === 'reminded')).toHaveLength(1);
    expect(await get('reminder')).toMatchObject({
      Arn: `${ARN}default/reminder`,
      GroupName: 'default',
      Name: 'reminder',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      ScheduleExpression: 'at(2026-01-01T12:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      CreationDate: new Date(START),
      LastModificationDate: new Date(START),
      Target: {
        Arn: FUNCTION,
        RoleArn: ROLE,
        Input: '{"time":"reminded"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    });
  });

  test('is deleted after its run, if it says so', async () => {
    await create({ ActionAfterCompletion: 'DELETE' });
    pass(12 * HOUR);
    expect(times()).toContain('reminded');
    await expect(get('reminder')).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('exists after a restart', async () => {
    const database = new DatabaseSync(':memory:');
    await running?.stop();
    await start([], database);
    await create({ StartDate: new Date(START), Description: 'kept' });
    await running?.stop();
    await start([], database);
    expect(await get('reminder')).toMatchObject({
      StartDate: new Date(START),
      Description: 'kept',
    });
    pass(12 * HOUR);
    expect(times()).toEqual(['reminded']);
  });

  test('is changed as a whole', async () => {
    await create({ Description: 'first' });
    await client.send(
      new UpdateScheduleCommand({
        Name: 'reminder',
        ScheduleExpression: 'at(2026-01-01T13:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'DISABLED',
        Target: { Arn: FUNCTION, RoleArn: ROLE },
      }),
    );
    const schedule = await get('reminder');
    expect(schedule).toMatchObject({
      State: 'DISABLED',
      ScheduleExpression: 'at(2026-01-01T13:00:00)',
    });
    expect(schedule.Description).toBeUndefined();
    pass(DAY);
    expect(times()).toEqual(['2026-01-01T09:00:00Z']);
  });

  test('is deleted, and does not run', async () => {
    await create();
    await client.send(new DeleteScheduleCommand({ Name: 'reminder' }));
    pass(13 * HOUR);
    expect(times()).toEqual(['2026-01-01T09:00:00Z']);
  });

  test('is in a group, and is deleted with it', async () => {
    const { ScheduleGroupArn } = await client.send(
      new CreateScheduleGroupCommand({ Name: 'reminders' }),
    );
    expect(ScheduleGroupArn).toBe(`arn:aws:scheduler:${PLACE}:schedule-group/reminders`);
    await create({ GroupName: 'reminders' });
    await create();
    expect(await client.send(new GetScheduleGroupCommand({ Name: 'reminders' }))).toMatchObject({
      Arn: ScheduleGroupArn,
      State: 'ACTIVE',
      CreationDate: new Date(START),
    });
    expect(
      (await client.send(new ListScheduleGroupsCommand({}))).ScheduleGroups?.map(
        ({ Name }) => Name,
      ),
    ).toEqual(['default', 'reminders']);
    await client.send(new DeleteScheduleGroupCommand({ Name: 'reminders' }));
    await expect(get('reminder', 'reminders')).rejects.toBeInstanceOf(ResourceNotFoundException);
    await get('reminder');
  });

  test('is listed with those of the backend, by group, name and state, in pages', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'others' }));
    for (const Name of ['a1', 'a2', 'b']) await create({ Name });
    await create({ Name: 'a3', GroupName: 'others', State: 'DISABLED' });
    const names = async (input: ListSchedulesCommandInput) =>
      (await client.send(new ListSchedulesCommand(input))).Schedules?.map(({ Name }) => Name);
    expect(await names({})).toEqual(['a1', 'a2', 'b', 'daily', 'a3']);
    expect(await names({ GroupName: 'others' })).toEqual(['a3']);
    expect(await names({ NamePrefix: 'a' })).toEqual(['a1', 'a2', 'a3']);
    expect(await names({ State: 'ENABLED', NamePrefix: 'a' })).toEqual(['a1', 'a2']);
    const pages = [];
    for await (const { Schedules } of paginateListSchedules({ client, pageSize: 2 }, {})) {
      pages.push(Schedules?.map(({ Name }) => Name));
    }
    expect(pages).toEqual([['a1', 'a2'], ['b', 'daily'], ['a3']]);
    const { Schedules } = await client.send(new ListSchedulesCommand({ NamePrefix: 'b' }));
    expect(Schedules).toEqual([
      {
        Arn: `${ARN}default/b`,
        CreationDate: new Date(START),
        GroupName: 'default',
        LastModificationDate: new Date(START),
        Name: 'b',
        State: 'ENABLED',
        Target: { Arn: FUNCTION },
      },
    ]);
  });

  test.each<[string, () => Promise<unknown>, unknown, string]>([
    [
      'a name that already exists',
      () => create({ Name: 'daily' }),
      ConflictException,
      'Schedule daily already exists.',
    ],
    [
      'a group that does not exist',
      () => create({ GroupName: 'none' }),
      ResourceNotFoundException,
      'Schedule group none does not exist.',
    ],
    ['a name with a space', () => create({ Name: 'a b' }), ValidationException, "Value at 'name'"],
    [
      'a name of 65 characters',
      () => create({ Name: 'x'.repeat(65) }),
      ValidationException,
      "Value at 'name'",
    ],
    [
      'an invalid expression',
      () => create({ ScheduleExpression: 'cron(0 9 * * *)' }),
      ValidationException,
      'Invalid Schedule Expression cron(0 9 * * *).',
    ],
    [
      'an unknown zone',
      () => create({ ScheduleExpressionTimezone: 'Mars' }),
      ValidationException,
      'Invalid ScheduleExpressionTimezone Mars.',
    ],
    [
      'an unknown state',
      () => create({ State: 'PAUSED' as never }),
      ValidationException,
      'Member must satisfy enum value set: [ENABLED, DISABLED]',
    ],
    [
      'a target that is not an ARN',
      () => create({ Target: { Arn: 'tick', RoleArn: ROLE } }),
      ValidationException,
      'Provided Arn is not in correct format.',
    ],
    [
      'a target without a role',
      () => create({ Target: { Arn: FUNCTION, RoleArn: undefined } }),
      ValidationException,
      "Value at 'roleArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no target',
      () => create({ Target: undefined }),
      ValidationException,
      "Value at 'target' failed to satisfy constraint: Member must not be null",
    ],
    [
      'input for a function that is not JSON',
      () => create({ Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{' } }),
      ValidationException,
      'well-formed JSON',
    ],
    [
      'to get one that does not exist',
      () => get('none'),
      ResourceNotFoundException,
      'Schedule none',
    ],
    [
      'to update one that does not exist',
      () =>
        client.send(
          new UpdateScheduleCommand({
            Name: 'none',
            ScheduleExpression: 'rate(1 hour)',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: { Arn: FUNCTION, RoleArn: ROLE },
          }),
        ),
      ResourceNotFoundException,
      'Schedule none does not exist.',
    ],
    [
      'to delete a schedule that the backend defines',
      () => client.send(new DeleteScheduleCommand({ Name: 'daily' })),
      ValidationException,
      'The backend defines this schedule or group: change it in the backend, not in the sandbox.',
    ],
    [
      'to delete the default group',
      () => client.send(new DeleteScheduleGroupCommand({ Name: 'default' })),
      ValidationException,
      'The default schedule group cannot be deleted.',
    ],
    [
      'to create a group twice',
      () => client.send(new CreateScheduleGroupCommand({ Name: 'default' })),
      ConflictException,
      'Schedule group default already exists.',
    ],
    [
      'a page size of zero',
      () => client.send(new ListSchedulesCommand({ MaxResults: 0 })),
      ValidationException,
      "Value at 'maxResults'",
    ],
    [
      'a page that does not exist',
      () => client.send(new ListSchedulesCommand({ NextToken: 'x' })),
      ValidationException,
      'Invalid NextToken.',
    ],
  ])('is refused %s', async (_, attempt, type, message) => {
    const before = await client.send(new ListSchedulesCommand({}));
    const error = await attempt().catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toContain(message);
    const after = await client.send(new ListSchedulesCommand({}));
    expect(after.Schedules).toEqual(before.Schedules);
  });

  test('is refused to a caller with a wrong signature', async () => {
    const credentials = { accessKeyId: 'AKIAWRONG', secretAccessKey: 'wrong' };
    const stranger = new SchedulerClient({ ...running?.client, credentials });
    await expect(stranger.send(new ListSchedulesCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    stranger.destroy();
  });

  test('cannot be tagged here, and the error says so', async () => {
    const ResourceArn = `arn:aws:scheduler:${PLACE}:schedule-group/default`;
    await expect(
      client.send(new ListTagsForResourceCommand({ ResourceArn })),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(/^The sandbox does not support GET \/tags\//),
    });
  });
});

test.each<[string, string, Properties, string, string]>([
  ['schedule', 'Schedule', { Name: 'named' }, 'named', `${ARN}default/named`],
  ['schedule of a group', 'Schedule', { Name: 'a', GroupName: 'g' }, 'a', `${ARN}g/a`],
  [
    'schedule without a name',
    'Schedule',
    {},
    `app-Logical-${'x'.repeat(12)}`,
    `${ARN}default/app-Logical-${'x'.repeat(12)}`,
  ],
  ['group', 'ScheduleGroup', { Name: 'g' }, 'g', `arn:aws:scheduler:${PLACE}:schedule-group/g`],
])('a %s of the template has a name and an ARN', (_, type, properties, name, arn) => {
  const resource: NamedResource = {
    logicalId: 'Logical',
    stackName: 'app',
    url: 'http://127.0.0.1:1',
    properties,
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
    id: (length) => 'x'.repeat(length),
  };
  const resourceType = schedulerResourceTypes[`AWS::Scheduler::${type}`];
  const physicalId = resourceType?.physicalId(resource) ?? '';
  expect(physicalId).toBe(name);
  expect(resourceType?.attributes?.({ ...resource, physicalId }).Arn).toBe(arn);
});
