import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from 'vitest';
import { takeMessages } from '../../../testing/queues.js';
import { startService, type TestService, together } from '../../../testing/start-service.js';
import type { NamedResource, Properties, Resource } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import { sns } from '../sns/index.js';
import { sqs } from '../sqs/index.js';
import { eventbridge } from './index.js';
import { eventbridgeResourceTypes } from './resource-types.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PLACE = 'eu-west-1:123456789012';
const FUNCTION = `arn:aws:lambda:${PLACE}:function:app-tick`;
const GONE = `arn:aws:lambda:${PLACE}:function:gone`;
const QUEUE = `arn:aws:sqs:${PLACE}:queue`;
const TOPIC = `arn:aws:sns:${PLACE}:news`;
const ARN = `arn:aws:events:${PLACE}:rule/`;
const START = Date.parse('2026-01-01T00:00:00Z');

const BACKEND: readonly Partial<Resource>[] = [
  { type: 'AWS::Lambda::Function', physicalId: 'app-tick', name: 'tick', properties: {} },
  {
    type: 'AWS::SQS::Queue',
    physicalId: 'http://127.0.0.1:1/123456789012/queue',
    properties: {},
  },
  { type: 'AWS::SNS::Topic', physicalId: TOPIC, properties: {} },
];

function ruleResource(name: string, properties: Properties): Partial<Resource> {
  return {
    type: 'AWS::Events::Rule',
    physicalId: name,
    name,
    path: `app/${name}`,
    attributes: { Arn: ARN + name },
    properties: { State: 'ENABLED', Targets: [{ Arn: FUNCTION, Id: 'Target0' }], ...properties },
  };
}

const daily = (properties: Properties = {}) =>
  ruleResource('daily', { ScheduleExpression: 'cron(0 4 * * ? *)', ...properties });

let running: TestService | undefined;
let client: EventBridgeClient;
let events: unknown[] = [];

async function start(resources: readonly Partial<Resource>[]) {
  events = [];
  running = await startService(together([sqs, sns, eventbridge]), {
    resources: [...BACKEND, ...resources],
    startsAt: START,
    functions: {
      invokeAsync(functionArn, event, options) {
        if (functionArn !== FUNCTION) {
          throw new AwsError(
            'ResourceNotFoundException',
            `Function not found: ${functionArn}`,
            404,
          );
        }
        expect(options).toEqual({ source: 'eventbridge' });
        events.push(event);
      },
    },
  });
  client = new EventBridgeClient(running.client);
  return running;
}

function pass(milliseconds: number): void {
  running?.advance(milliseconds);
  running?.schedules.runDue();
}

async function receive() {
  const [message] = running ? await takeMessages(running, 'queue') : [];
  return message;
}

afterEach(async () => {
  client?.destroy();
  await running?.stop();
  running = undefined;
});

describe('a rule on a schedule', () => {
  test("invokes a function with EventBridge's event, whose detail is an object", async () => {
    await start([daily()]);
    pass(DAY);
    expect(events).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '123456789012',
        time: '2026-01-01T04:00:00Z',
        region: 'eu-west-1',
        resources: [`${ARN}daily`],
        detail: {},
      },
    ]);
  });

  test('runs each of its targets', async () => {
    const { outbox } = await start([
      daily({
        Targets: [
          { Arn: FUNCTION, Id: 'a' },
          { Arn: QUEUE, Id: 'b' },
          { Arn: TOPIC, Id: 'c', Input: '"news"' },
        ],
      }),
    ]);
    pass(DAY);
    expect(events).toHaveLength(1);
    expect(JSON.parse((await receive())?.Body ?? '')).toMatchObject({ source: 'aws.events' });
    expect(outbox).toMatchObject([{ channel: 'topic', to: TOPIC, body: '"news"' }]);
  });

  test('with a rate runs one interval after its creation, not immediately', async () => {
    await start([ruleResource('often', { ScheduleExpression: 'rate(5 minutes)' })]);
    pass(0);
    pass(4 * MINUTE);
    expect(events).toEqual([]);
    pass(MINUTE);
    expect(events).toMatchObject([{ time: '2026-01-01T00:05:00Z' }]);
  });

  test('that is disabled does not run', async () => {
    await start([daily({ State: 'DISABLED' })]);
    pass(DAY);
    expect(events).toEqual([]);
  });

  test('sends events that cannot be delivered to the dead-letter queue', async () => {
    const DeadLetterConfig = { Arn: QUEUE };
    await start([
      daily({
        Targets: [
          { Arn: GONE, Id: 'a', DeadLetterConfig, Input: '{"as":"it was"}' },
          { Arn: GONE, Id: 'b' },
          { Arn: FUNCTION, Id: 'c' },
        ],
      }),
    ]);
    pass(DAY);
    const message = await receive();
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ 'detail-type': 'Scheduled Event' });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(
      ([name, { StringValue }]) => [name, StringValue],
    );
    expect(Object.fromEntries(attributes)).toEqual({
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: `Function not found: ${GONE}`,
      RETRY_ATTEMPTS: '0',
      RULE_ARN: `${ARN}daily`,
      TARGET_ARN: GONE,
    });
    expect(events).toHaveLength(1);
  });

  test('runs on request, with all of its targets', async () => {
    const { schedules } = await start([daily({ Targets: [{ Arn: QUEUE, Id: 'a' }] })]);
    expect(await schedules.runNow('daily', START)).toEqual([
      { targetArn: QUEUE, outcome: { status: 'success', response: null } },
    ]);
    expect(JSON.parse((await receive())?.Body ?? '')).toMatchObject({
      time: '2026-01-01T00:00:00Z',
    });
  });
});

describe('a target gets from the event', () => {
  const transformer = (InputTemplate: string, InputPathsMap: Properties = {}) => ({
    InputTransformer: { InputTemplate, InputPathsMap },
  });
  const time = { time: '$.time' };
  const at = '2026-01-01T04:00:00Z';

  test.each<[string, Properties, unknown]>([
    ['a constant', { Input: '{"a":[1]}' }, { a: [1] }],
    ['a part', { InputPath: '$.detail-type' }, 'Scheduled Event'],
    ['a part of a list', { InputPath: '$.resources[0]' }, `${ARN}daily`],
    ['null for a part that it does not have', { InputPath: '$.detail.none' }, null],
    ['null for a member that all objects have', { InputPath: '$.constructor' }, null],
    ['a value as JSON', transformer('{"t":<time>,"s":"x"}', time), { t: at, s: 'x' }],
    ['a value within a text', transformer('"at <time>"', time), `at ${at}`],
    ['a value after an escaped quote', transformer('{"s":"\\" <time>"}', time), { s: `" ${at}` }],
    ['an object', transformer('{"d":<d>}', { d: '$.detail' }), { d: {} }],
    ['an object within a text', transformer('{"d":"<d>"}', { d: '$.detail' }), { d: '{}' }],
    ['an empty text for a missing value', transformer('{"n":<n>}', { n: '$.none' }), { n: '' }],
    ['no text for a missing value', transformer('"<n>"', { n: '$.none' }), ''],
    [
      'all elements of a list',
      transformer('{"r":<r>}', { r: '$.resources[*]' }),
      { r: [`${ARN}daily`] },
    ],
    [
      'an empty text for the elements of a value that is not a list',
      transformer('{"r":<r>}', { r: '$.detail[*]' }),
      { r: '' },
    ],
    [
      "the values of EventBridge's own keywords",
      transformer(
        '{"r":<aws.events.rule-arn>,"n":"<aws.events.rule-name>","i":<aws.events.event.ingestion-time>}',
      ),
      { r: `${ARN}daily`, n: 'daily', i: at },
    ],
    ['brackets without a name', transformer('"a < b <> <c d>"'), 'a < b <> <c d>'],
    ['lines of text', { Input: '"a\\nb"' }, 'a\nb'],
  ])('%s', async (_, target, expected) => {
    await start([daily({ Targets: [{ Arn: FUNCTION, Id: 'a', ...target }] })]);
    pass(DAY);
    expect(events).toEqual([expected]);
  });
});

const target = (input: Properties) => ({ Targets: [{ Arn: FUNCTION, Id: 'a', ...input }] });
test.each<[string, Properties, string]>([
  ['a single time', { ScheduleExpression: 'at(2026-01-01T09:00:00)' }, 'is not valid'],
  ['a rate of one minutes', { ScheduleExpression: 'rate(1 minutes)' }, 'is not valid'],
  ['a rate of five minute', { ScheduleExpression: 'rate(5 minute)' }, 'is not valid'],
  ['an invalid cron expression', { ScheduleExpression: 'cron(*/60 * * * ? *)' }, 'is not valid'],
  [
    'a variable that its map lacks',
    target({ InputTransformer: { InputTemplate: '"<a> <time>"', InputPathsMap: { a: '$.id' } } }),
    'InputTemplate for target a contains invalid placeholder time\\.',
  ],
  [
    'a keyword that does not exist',
    target({ InputTransformer: { InputTemplate: '{"a":<aws.events.time>}' } }),
    'InputTemplate for target a contains invalid placeholder aws.events.time\\.',
  ],
  [
    'a variable with a reserved name',
    target({ InputTransformer: { InputTemplate: '"a"', InputPathsMap: { AWSa: '$.id' } } }),
    'InputPathsMap for target a contains invalid variable AWSa',
  ],
  [
    'a template without quotes',
    target({ InputTransformer: { InputTemplate: 'at <aws.events.rule-name>' } }),
    'Invalid InputTemplate for target a',
  ],
  [
    'a template that is not JSON',
    target({ InputTransformer: { InputTemplate: '{"a":}' } }),
    'Invalid InputTemplate for target a',
  ],
  ['no template', target({ InputTransformer: {} }), 'InputTemplate for target a must have'],
  ['an input that is not JSON', target({ Input: 'a' }), 'JSON syntax error in input for target a'],
  [
    'an input and a path',
    target({ Input: '1', InputPath: '$.id' }),
    'Only one of Input, InputPath, or InputTransformer must be provided for target a',
  ],
  [
    'a path that is not supported',
    { Targets: [{ Arn: FUNCTION, Id: 'a', InputPath: '$..time' }] },
    'its path \\$..time is not supported',
  ],
])('a backend with %s in a rule is refused', async (_, properties, message) => {
  await start([]);
  await expect(running?.deploy([daily(properties)])).rejects.toMatchObject({
    code: 'TEMPLATE_UNSUPPORTED',
    message: expect.stringMatching(`The rule app/daily .*${message}`),
  });
});

test('the report says when a rule runs, and names what is not supported', async () => {
  const resources = [
    daily(),
    ruleResource('lost', {
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ Arn: GONE, Id: 'a' }],
    }),
    ruleResource('waiting', { EventPattern: { source: ['app'] } }),
    ruleResource('of-aws', { EventPattern: { source: ['aws.s3'] } }),
    ruleResource('odd', { EventPattern: { source: [{ wildcard: 'a**b' }] } }),
  ];
  const { service } = await start(resources);
  expect(resources.map((resource) => service.describe?.(resource as Resource))).toEqual([
    'cron(0 4 * * ? *) UTC, to tick, next 2026-01-01T04:00:00Z',
    'rate(1 day) UTC, to gone, next 2026-01-02T00:00:00Z',
    'events of default, to tick',
    'events of default, to tick',
    'events of default, to tick',
  ]);
  expect(service.warnings?.()).toEqual([
    `Rule lost has the target ${GONE}, which the sandbox does not support. The target gets nothing.`,
    'Rule of-aws gets nothing: the sandbox sends no events of AWS services.',
    'Rule odd gets nothing: AWS would refuse app/odd, because its event pattern is not valid. Reason: Consecutive wildcard characters at pos 2.',
  ]);
});

describe('a program', () => {
  const transformer = { InputTemplate: '"<t>"', InputPathsMap: { t: '$.time' } };
  const resources = [
    daily({
      Description: 'Every day',
      Targets: [{ Arn: FUNCTION, Id: 'a', InputTransformer: transformer }],
    }),
    ruleResource('waiting', { EventPattern: { source: ['app'] }, State: 'DISABLED' }),
  ];

  test('reads the rules', async () => {
    await start(resources);
    const rule = {
      Name: 'daily',
      Arn: `${ARN}daily`,
      EventBusName: 'default',
      State: 'ENABLED',
      Description: 'Every day',
      ScheduleExpression: 'cron(0 4 * * ? *)',
    };
    expect(await client.send(new ListRulesCommand({}))).toMatchObject({
      Rules: [rule, { Name: 'waiting', State: 'DISABLED', EventPattern: '{"source":["app"]}' }],
    });
    expect(
      (await client.send(new ListRulesCommand({ NamePrefix: 'd', EventBusName: 'default' }))).Rules,
    ).toEqual([rule]);
    const first = await client.send(new ListRulesCommand({ Limit: 1 }));
    expect(first.Rules).toHaveLength(1);
    const second = await client.send(new ListRulesCommand({ NextToken: first.NextToken }));
    expect(second.Rules).toMatchObject([{ Name: 'waiting' }]);
    expect(second.NextToken).toBeUndefined();
    expect(await client.send(new DescribeRuleCommand({ Name: 'daily' }))).toMatchObject(rule);
  });

  test('reads the targets of a rule, and the rules of a target', async () => {
    await start(resources);
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'daily' }))).Targets).toEqual([
      { Arn: FUNCTION, Id: 'a', InputTransformer: transformer },
    ]);
    expect(
      await client.send(new ListRuleNamesByTargetCommand({ TargetArn: FUNCTION })),
    ).toMatchObject({ RuleNames: ['daily', 'waiting'] });
  });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'a rule that does not exist',
      () => client.send(new DescribeRuleCommand({ Name: 'none' })),
      {
        constructor: ResourceNotFoundException,
        message: 'Rule none does not exist on EventBus default.',
      },
    ],
    [
      'another bus',
      () => client.send(new ListRulesCommand({ EventBusName: 'other' })),
      { constructor: ResourceNotFoundException, message: 'Event bus other does not exist.' },
    ],
    [
      'a page that does not exist',
      () => client.send(new ListRulesCommand({ NextToken: 'x' })),
      { name: 'ValidationException', message: 'Invalid NextToken.' },
    ],
    [
      'a page of size 0',
      () => client.send(new ListRulesCommand({ Limit: 0 })),
      { name: 'ValidationException' },
    ],
    [
      'an operation that is not supported',
      () => client.send(new DeleteRuleCommand({ Name: 'daily' })),
      {
        name: 'UnknownOperationException',
        message: 'The sandbox does not support the operation DeleteRule.',
      },
    ],
  ])('is refused %s', async (_, attempt, expected) => {
    await start(resources);
    await expect(attempt()).rejects.toMatchObject(expected);
  });
});

test.each<[string, Properties, string, string]>([
  ['Rule', { Name: 'named' }, 'named', `${ARN}named`],
  ['Rule', {}, 'app-Logical-xxxxxxxxxxxx', `${ARN}app-Logical-xxxxxxxxxxxx`],
  ['EventBus', { Name: 'shop' }, 'shop', `arn:aws:events:${PLACE}:event-bus/shop`],
  ['Rule', { Name: 'r', EventBusName: 'shop' }, 'shop|r', `${ARN}shop/r`],
  [
    'Rule',
    { Name: 'r', EventBusName: `arn:aws:events:${PLACE}:event-bus/shop` },
    'shop|r',
    `${ARN}shop/r`,
  ],
  ['Rule', { Name: 'r', EventBusName: 'default' }, 'r', `${ARN}r`],
])('a %s of the template, %j, has a name and an ARN', (type, properties, name, arn) => {
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
  const resourceType = eventbridgeResourceTypes[`AWS::Events::${type}`];
  const physicalId = resourceType?.physicalId(resource) ?? '';
  expect(physicalId).toBe(name);
  expect(resourceType?.attributes?.({ ...resource, physicalId }).Arn).toBe(arn);
});
