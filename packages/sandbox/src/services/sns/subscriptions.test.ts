import { DatabaseSync } from 'node:sqlite';
import {
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, describe, expect, test } from 'vitest';
import { takeMessages } from '../../../testing/queues.js';
import { startService, type TestService, together } from '../../../testing/start-service.js';
import type { Properties, Resource } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import { sqs } from '../sqs/index.js';
import { sns } from './index.js';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:news';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:queue';
const DEAD_LETTERS = 'arn:aws:sqs:eu-west-1:123456789012:dead-letters';

const BACKEND: readonly Partial<Resource>[] = [
  { type: 'AWS::SNS::Topic', physicalId: TOPIC, properties: {} },
  ...['queue', 'dead-letters'].map((name) => ({
    type: 'AWS::SQS::Queue',
    physicalId: `http://127.0.0.1:1/123456789012/${name}`,
    properties: {},
  })),
];

const subscription = (properties: Properties, index = 0): Partial<Resource> => ({
  type: 'AWS::SNS::Subscription',
  physicalId: `${TOPIC}:${index}`,
  properties: { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: QUEUE, ...properties },
});

let running: TestService;
let topics: SNSClient;

async function start(subscriptions: readonly Properties[], database?: DatabaseSync) {
  running = await startService(together([sqs, sns]), {
    resources: [...BACKEND, ...subscriptions.map(subscription)],
    functions: {
      invokeAsync() {
        throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
      },
    },
    ...(database && { database }),
  });
  topics = new SNSClient(running.client);
}
afterEach(async () => {
  topics.destroy();
  await running.stop();
});

const publish = (input: Partial<PublishCommandInput> = {}) =>
  topics.send(new PublishCommand({ TopicArn: TOPIC, Message: 'hello', ...input }));

const receive = (name = 'queue') => takeMessages(running, name);

describe('a queue that subscribes', () => {
  test('gets a notification of the message', async () => {
    await start([{}]);
    const { MessageId } = await publish({
      Subject: 'News',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } },
    });
    const [message, ...others] = await receive();
    expect(others).toEqual([]);
    expect(message?.MessageAttributes).toBeUndefined();
    expect(JSON.parse(message?.Body ?? '')).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn: TOPIC,
      Subject: 'News',
      Message: 'hello',
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringMatching(/^https:/),
      UnsubscribeURL: expect.stringMatching(/^https:/),
      MessageAttributes: { kind: { Type: 'String', Value: 'a' } },
    });
  });

  test('gets a notification without the members that the message does not have', async () => {
    await start([{}]);
    await publish();
    const [message] = await receive();
    const notification = JSON.parse(message?.Body ?? '');
    expect(Object.keys(notification)).not.toContain('Subject');
    expect(Object.keys(notification)).not.toContain('MessageAttributes');
  });

  test('gets the text for its protocol of a message with several', async () => {
    await start([{}]);
    const Message = JSON.stringify({ default: 'all', sqs: 'for queues' });
    await publish({ Message, MessageStructure: 'json' });
    const [message] = await receive();
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ Message: 'for queues' });
  });

  test.each([true, 'true'])('gets only the message with raw delivery %j', async (raw) => {
    await start([{ RawMessageDelivery: raw }]);
    await publish({
      Subject: 'News',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'a' },
        count: { DataType: 'Number', StringValue: '1' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
      },
    });
    expect(await receive()).toMatchObject([
      {
        Body: 'hello',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'a' },
          count: { DataType: 'Number', StringValue: '1' },
          bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        },
      },
    ]);
  });
});

describe('a message that cannot be delivered', () => {
  const RedrivePolicy = { deadLetterTargetArn: DEAD_LETTERS };

  test.each<[string, Properties, number, unknown]>([
    [
      'to a queue that does not exist',
      { Endpoint: `${QUEUE}-gone` },
      0,
      expect.stringContaining('"Message":"hello"'),
    ],
    [
      'to such a queue, with raw delivery',
      { Endpoint: `${QUEUE}-gone`, RawMessageDelivery: true },
      1,
      'hello',
    ],
    [
      'to a function that does not exist',
      { Protocol: 'lambda', Endpoint: 'arn:aws:lambda:eu-west-1:123456789012:function:gone' },
      0,
      expect.stringContaining('"Message":"hello"'),
    ],
    [
      'because it has more attributes than a queue accepts',
      { RawMessageDelivery: true },
      11,
      'hello',
    ],
  ])('%s, is in the dead-letter queue', async (_, properties, count, body) => {
    await start([{ ...properties, RedrivePolicy }]);
    const MessageAttributes = Object.fromEntries(
      Array.from({ length: count }, (__, index) => [
        `a${index}`,
        { DataType: 'String', StringValue: 'x' },
      ]),
    );
    await publish({ MessageAttributes });
    expect(await receive('dead-letters')).toMatchObject([{ Body: body }]);
    expect(await receive()).toEqual([]);
  });

  test('is dropped without a dead-letter queue, without an error for the publisher', async () => {
    await start([{ Endpoint: `${QUEUE}-gone` }, {}]);
    await publish();
    expect(await receive()).toHaveLength(1);
  });
});

describe('a filter policy', () => {
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  const number = (value: number) => ({ DataType: 'Number', StringValue: String(value) });
  const list = (...values: unknown[]) => ({
    DataType: 'String.Array',
    StringValue: JSON.stringify(values),
  });
  type Attributes = NonNullable<PublishCommandInput['MessageAttributes']>;

  test.each<[policy: Properties, yes: readonly Attributes[], no: readonly Attributes[]]>([
    [
      { sport: ['rugby', 'tennis'] },
      [
        { sport: text('rugby') },
        { sport: list('chess', 'tennis') },
        { sport: text('rugby'), b: text('c') },
      ],
      [{ sport: text('chess') }, { sport: list('chess') }, { b: text('rugby') }, {}],
    ],
    [
      { sport: ['rugby'], price: [{ numeric: ['>', 0, '<=', 150] }] },
      [{ sport: text('rugby'), price: number(150) }],
      [
        { sport: text('rugby'), price: number(151) },
        { sport: text('rugby') },
        { price: number(1) },
      ],
    ],
    [
      { price: [{ numeric: ['=', 301.5] }, 7] },
      [
        { price: number(301.5) },
        { price: { DataType: 'Number', StringValue: '3.015e2' } },
        { price: number(7) },
      ],
      [{ price: text('301.5') }, { price: number(8) }],
    ],
    [{ sport: [{ prefix: 'bas' }] }, [{ sport: text('basketball') }], [{ sport: text('rugby') }]],
    [{ sport: [{ suffix: 'ball' }] }, [{ sport: text('baseball') }], [{ sport: text('balls') }]],
    [
      { sport: [{ 'equals-ignore-case': 'tennis' }] },
      [{ sport: text('TENNIS') }],
      [{ sport: text('tennis!') }],
    ],
    [
      { sport: [{ 'anything-but': ['rugby', 'tennis'] }] },
      // One value that is neither is enough, as the page of SNS on string values says.
      [{ sport: text('chess') }, { sport: list('chess') }, { sport: list('rugby', 'chess') }],
      [{ sport: text('rugby') }, { sport: list('rugby') }, {}],
    ],
    [
      { sport: [{ 'anything-but': { prefix: 'bas' } }, { exists: false }] },
      // A message without any attribute matches nothing, as the page on key matching says.
      [{ sport: text('rugby') }, { other: text('a') }],
      [{ sport: text('baseball') }, {}],
    ],
    [
      { file: [{ wildcard: 'a*.png' }, { prefix: { 'equals-ignore-case': 'IMG' } }] },
      [{ file: text('a1.png') }, { file: text('img.jpg') }],
      [{ file: text('b.png') }, { file: text('my-img') }],
    ],
    [
      { ip: [{ cidr: '10.0.0.0/24' }] },
      [{ ip: text('10.0.0.0') }, { ip: text('10.0.0.255') }],
      [{ ip: text('10.1.1.0') }],
    ],
    [{ sport: [{ exists: true }] }, [{ sport: text('a') }, { sport: number(1) }], [{}]],
    [
      { $or: [{ sport: ['rugby'] }, { price: [1] }], kind: ['a'] },
      [
        { sport: text('rugby'), kind: text('a') },
        { price: number(1), kind: text('a') },
      ],
      [{ sport: text('rugby') }, { kind: text('a') }],
    ],
    [
      { bytes: [{ exists: true }] },
      [],
      [{ bytes: { DataType: 'Binary', BinaryValue: Buffer.from('a') } }],
    ],
    [{ sport: ['rugby'] }, [], [{ sport: { DataType: 'String.Array', StringValue: 'rugby' } }]],
    [{}, [{}, { sport: text('a') }], []],
  ])('%j matches the right messages', async (FilterPolicy, yes, no) => {
    await start([{ FilterPolicy, RawMessageDelivery: true }]);
    for (const [index, MessageAttributes] of yes.entries()) {
      await publish({ Message: `yes ${index}`, MessageAttributes });
    }
    for (const MessageAttributes of no) await publish({ Message: 'no', MessageAttributes });
    const bodies = (await receive()).map(({ Body }) => Body);
    expect(bodies).toEqual(yes.map((_, index) => `yes ${index}`));
    // The topic itself got all of them.
    expect(running.outbox).toHaveLength(yes.length + no.length);
  });

  test('applies to the body with the scope MessageBody', async () => {
    await start([
      {
        FilterPolicy: { order: { kind: ['book'] }, price: [{ numeric: ['<', 10] }] },
        FilterPolicyScope: 'MessageBody',
        RawMessageDelivery: true,
      },
    ]);
    const cheap = JSON.stringify({ order: { kind: 'book' }, price: 9 });
    for (const Message of [
      JSON.stringify({ order: { kind: 'book' }, price: 10 }),
      JSON.stringify({ order: 'book', price: 9 }),
      'no JSON',
      '[]',
      'null',
      cheap,
    ]) {
      await publish({ Message });
    }
    expect((await receive()).map(({ Body }) => Body)).toEqual([cheap]);
  });

  test('matches only if one element of a list has all members', async () => {
    await start([
      {
        FilterPolicy: { items: { kind: ['book'], price: [{ numeric: ['<', 10] }] } },
        FilterPolicyScope: 'MessageBody',
        RawMessageDelivery: true,
      },
    ]);
    const [dear, other] = [
      { kind: 'book', price: 20 },
      { kind: 'pen', price: 1 },
    ];
    const wanted = JSON.stringify({ items: [dear, { kind: 'book', price: 9 }] });
    for (const Message of [JSON.stringify({ items: [dear, other] }), wanted]) {
      await publish({ Message });
    }
    expect((await receive()).map(({ Body }) => Body)).toEqual([wanted]);
  });

  test('applies to phones and addresses, too', async () => {
    await start([
      { Protocol: 'sms', Endpoint: '+15555550100', FilterPolicy: { kind: ['urgent'] } },
    ]);
    await publish();
    await publish({ MessageAttributes: { kind: text('urgent') } });
    expect(running.outbox.map(({ channel }) => channel)).toEqual(['topic', 'topic', 'sms']);
  });

  test('of a program is kept, with its other options', async () => {
    const database = new DatabaseSync(':memory:');
    await start([], database);
    const subscribe = new SubscribeCommand({
      TopicArn: TOPIC,
      Protocol: 'sqs',
      Endpoint: QUEUE,
      Attributes: { FilterPolicy: '{"kind":["a"]}', RawMessageDelivery: 'true' },
    });
    const { SubscriptionArn } = await topics.send(subscribe);
    expect(await topics.send(subscribe)).toMatchObject({ SubscriptionArn });
    await running.stop();
    await start([], database);
    await publish();
    await publish({ Message: 'a', MessageAttributes: { kind: text('a') } });
    expect((await receive()).map(({ Body }) => Body)).toEqual(['a']);
  });
});
