import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from 'vitest';
import { takeMessages } from '../../../testing/queues.js';
import { startService, type TestService, together } from '../../../testing/start-service.js';
import type { Properties, Resource } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import { sqs } from '../sqs/index.js';
import { eventbridge } from './index.js';

const PLACE = 'eu-west-1:123456789012';
const FUNCTION = `arn:aws:lambda:${PLACE}:function:app-on-order`;
const QUEUE = `arn:aws:sqs:${PLACE}:queue`;
const ARN = `arn:aws:events:${PLACE}:rule/`;

const ruleResource = (properties: Properties, name = 'orders'): Partial<Resource> => ({
  type: 'AWS::Events::Rule',
  physicalId: name,
  name,
  path: `app/${name}`,
  attributes: { Arn: ARN + name.replace('|', '/') },
  properties: {
    EventPattern: { source: ['shop'] },
    Targets: [{ Arn: FUNCTION, Id: 'a' }],
    ...properties,
  },
});

let running: TestService;
let client: EventBridgeClient;
let events: unknown[];

async function start(...resources: readonly Partial<Resource>[]) {
  events = [];
  running = await startService(together([sqs, eventbridge]), {
    resources: [
      { type: 'AWS::Lambda::Function', physicalId: 'app-on-order', name: 'on-order' },
      {
        type: 'AWS::SQS::Queue',
        physicalId: 'http://127.0.0.1:1/123456789012/queue',
        properties: {},
      },
      { type: 'AWS::Events::EventBus', physicalId: 'shop-bus', properties: {} },
      ...resources,
    ],
    startsAt: Date.parse('2026-01-01T12:00:00.500Z'),
    functions: {
      invokeAsync(functionArn, event) {
        if (functionArn !== FUNCTION) {
          throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
        }
        events.push(event);
      },
    },
  });
  client = new EventBridgeClient(running.client);
}
afterEach(async () => {
  client.destroy();
  await running.stop();
});

const order = (entry: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'shop',
  DetailType: 'Order placed',
  Detail: '{"id":1,"total":9.5,"tags":["a","b"]}',
  ...entry,
});
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

describe('an event of a program', () => {
  test('invokes the functions of rules that match it', async () => {
    await start(ruleResource({}));
    const { FailedEntryCount, Entries } = await put(order({ Resources: ['arn:of:shop'] }));
    expect(FailedEntryCount).toBe(0);
    expect(events).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Order placed',
        source: 'shop',
        account: '123456789012',
        time: '2026-01-01T12:00:00Z',
        region: 'eu-west-1',
        resources: ['arn:of:shop'],
        detail: { id: 1, total: 9.5, tags: ['a', 'b'] },
      },
    ]);
  });

  test('has the time of its entry', async () => {
    await start(ruleResource({}));
    await put(order({ Time: new Date('2025-05-05T05:05:05Z') }));
    expect(events).toMatchObject([{ time: '2025-05-05T05:05:05Z' }]);
  });

  test('is refused with a time outside of the years with four digits', async () => {
    await start(ruleResource({}));
    const { Entries } = await put(order({ Time: new Date('+012026-01-01T00:00:00Z') }));
    expect(Entries).toMatchObject([{ ErrorCode: 'InvalidArgument' }]);
    expect(events).toEqual([]);
    expect(running.faults).toEqual([]);
  });

  test.each<[pattern: Properties, taken: boolean]>([
    [{ source: ['shop'], 'detail-type': ['Order placed'] }, true],
    [{ source: ['other'] }, false],
    [{ detail: { id: [1] } }, true],
    [{ detail: { id: ['1'] } }, false],
    [{ detail: { total: [{ numeric: ['>', 5] }] } }, true],
    [{ detail: { tags: ['b', 'c'] } }, true],
    [{ detail: { none: [{ exists: false }] } }, true],
    [{ detail: { id: [{ 'anything-but': 1 }] } }, false],
    [{ account: ['123456789012'], region: ['eu-west-1'] }, true],
  ])('is held against %j', async (EventPattern, taken) => {
    await start(ruleResource({ EventPattern }));
    await put(order());
    expect(events).toHaveLength(taken ? 1 : 0);
  });

  test('is transformed for queues, and unchanged in a dead-letter queue', async () => {
    const InputTransformer = {
      InputPathsMap: { id: '$.detail.id', tag: '$.detail.tags[1]' },
      InputTemplate: '"order <id>, <tag>"',
    };
    await start(
      ruleResource({
        Targets: [
          { Arn: QUEUE, Id: 'a', InputTransformer },
          { Arn: `${FUNCTION}-gone`, Id: 'b', InputTransformer, DeadLetterConfig: { Arn: QUEUE } },
        ],
      }),
    );
    await put(order());
    expect(await takeMessages(running, 'queue')).toMatchObject([
      { Body: '"order 1, b"' },
      {
        Body: expect.stringContaining('"detail-type":"Order placed"'),
        MessageAttributes: { RULE_ARN: { StringValue: `${ARN}orders` } },
      },
    ]);
  });

  describe('is transformed, with its objects and lists', () => {
    const given = order({
      Detail: JSON.stringify({
        o: { a: 'x "y"', b: [1, 'z'], n: null },
        l: ['p', { q: 2 }],
        s: 'a\nb',
      }),
    });
    const o = { a: 'x "y"', b: [1, 'z'], n: null };
    test.each<[string, string, unknown]>([
      ['as JSON', '{"o":<o>,"l":<l>,"s":<s>}', { o, l: ['p', { q: 2 }], s: 'a\nb' }],
      ['without quotes in a text', '"<o> <l>"', '{a:x "y",b:[1,z],n:null} [p,{q:2}]'],
      ['without quotes in a text of JSON', '{"o":"is <o>"}', { o: 'is {a:x "y",b:[1,z],n:null}' }],
      ['and texts, in a text', '"<s>"', 'a\nb'],
      ['and numbers of all elements', '{"q":<q>}', { q: [2] }],
    ])('%s', async (_, InputTemplate, expected) => {
      const InputPathsMap = {
        o: '$.detail.o',
        l: '$.detail.l',
        s: '$.detail.s',
        q: '$.detail.l[*].q',
      };
      await start(
        ruleResource({
          Targets: [{ Arn: FUNCTION, Id: 'a', InputTransformer: { InputTemplate, InputPathsMap } }],
        }),
      );
      await put(given);
      expect(events).toEqual([expected]);
    });
  });

  test('is available to a template with and without its detail, and with its ingestion time', async () => {
    const InputTemplate =
      '{"all":<aws.events.event.json>,"rest":<aws.events.event>,"at":<aws.events.event.ingestion-time>}';
    await start(
      ruleResource({ Targets: [{ Arn: FUNCTION, Id: 'a', InputTransformer: { InputTemplate } }] }),
    );
    await put(order({ Time: new Date('2020-02-02T02:02:02Z') }));
    const [{ all, rest, at }] = events as [Record<string, Record<string, unknown>>];
    const { detail, 'detail-type': detailType, ...others } = all ?? {};
    expect(detail).toMatchObject({ id: 1 });
    expect(rest).toEqual({ ...others, detailType });
    expect(rest?.time).toBe('2020-02-02T02:02:02Z');
    expect(at).not.toBe(rest?.time);
  });

  test('is ignored by a disabled rule', async () => {
    await start(ruleResource({ State: 'DISABLED' }));
    await put(order());
    expect(events).toEqual([]);
  });

  test.each(['shop-bus', `arn:aws:events:${PLACE}:event-bus/shop-bus`])(
    'is sent only to the rules of the bus %s',
    async (EventBusName) => {
      await start(
        ruleResource({ EventBusName, Targets: [{ Arn: FUNCTION, Id: 'a' }] }, 'shop-bus|orders'),
        ruleResource({ Targets: [{ Arn: FUNCTION, Id: 'a', Input: '"default"' }] }),
      );
      await put(order({ EventBusName }), order());
      expect(events).toMatchObject([{ source: 'shop' }, 'default']);
      const { Rules } = await client.send(new ListRulesCommand({ EventBusName }));
      expect(Rules).toMatchObject([
        { Name: 'orders', Arn: `${ARN}shop-bus/orders`, EventBusName: 'shop-bus' },
      ]);
    },
  );

  test('for a bus that does not exist is accepted and dropped', async () => {
    await start(ruleResource({}));
    expect(await put(order({ EventBusName: 'none' }))).toMatchObject({ FailedEntryCount: 0 });
    expect(events).toEqual([]);
  });
});

describe('an invalid event', () => {
  test.each<[string, Partial<PutEventsRequestEntry>, string, string]>([
    [
      'no source',
      { Source: undefined },
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    ],
    [
      'no type',
      { DetailType: '' },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [
      'no detail',
      { Detail: undefined },
      'InvalidArgument',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    ],
    ['a detail that is not JSON', { Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    ['a detail that is not an object', { Detail: '[]' }, 'MalformedDetail', 'Detail is malformed.'],
    [
      'a source of AWS',
      { Source: 'aws.s3' },
      'NotAuthorizedForSourceException',
      'Not authorized for the source.',
    ],
  ])(
    'with %s is an error of its entry, and the other entries are accepted',
    async (_, entry, ErrorCode, ErrorMessage) => {
      await start(ruleResource({}));
      expect(await put(order(entry), order())).toMatchObject({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode, ErrorMessage }, { EventId: expect.any(String) }],
      });
      expect(events).toHaveLength(1);
    },
  );

  test.each<[string, () => PutEventsRequestEntry[], string]>([
    ['no entries', () => [], 'length greater than or equal to 1'],
    ['eleven entries', () => Array.from({ length: 11 }, () => order()), 'less than or equal to 10'],
    [
      'more than a megabyte',
      () => [order({ Detail: JSON.stringify({ a: 'x'.repeat(1024 * 1024) }) })],
      'Total size of the entries in the request is over the limit.',
    ],
  ])('as %s, is refused whole', async (_, entries, message) => {
    await start(ruleResource({}));
    await expect(put(...entries())).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect(events).toEqual([]);
  });
});

test('buses are listed', async () => {
  await start();
  expect((await client.send(new ListEventBusesCommand({}))).EventBuses).toEqual([
    { Name: 'default', Arn: `arn:aws:events:${PLACE}:event-bus/default` },
    { Name: 'shop-bus', Arn: `arn:aws:events:${PLACE}:event-bus/shop-bus` },
  ]);
});
