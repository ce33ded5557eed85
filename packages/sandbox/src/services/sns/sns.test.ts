import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  InvalidParameterException,
  InvalidParameterValueException,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  paginateListTopics,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { NamedResource } from '../../assembly/resource-graph.js';
import { sns } from './index.js';
import { snsResourceTypes } from './resource-types.js';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:';
const NEWS = `${ARN}news`;
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:on-news';
const PHONE = '+15555550100';
const resources = [
  {
    type: 'AWS::SNS::Topic',
    physicalId: NEWS,
    properties: { Subscription: [{ Protocol: 'email', Endpoint: 'ada@example.com' }] },
  },
  { type: 'AWS::SNS::Topic', physicalId: `${ARN}quiet`, properties: {} },
  { type: 'AWS::SNS::Topic', physicalId: `${ARN}ordered.fifo`, properties: {} },
  ...[
    { Protocol: 'sms', Endpoint: PHONE },
    { Protocol: 'email-json', Endpoint: 'json@example.com' },
    { Protocol: 'lambda', Endpoint: FUNCTION },
    { Protocol: 'lambda', Endpoint: `${FUNCTION}-gone` },
    { Protocol: 'https', Endpoint: 'https://example.com' },
    { Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:gone' },
    { Protocol: 'sms', Endpoint: '+15555550199', FilterPolicy: { ip: [{ cidr: '10.0.0.0' }] } },
  ].map((properties, index) => ({
    type: 'AWS::SNS::Subscription',
    physicalId: `${NEWS}:${index}`,
    path: `app/subscription${index}`,
    properties: { TopicArn: NEWS, ...properties },
  })),
];

let running: TestService;
let client: SNSClient;
const events: { readonly functionName: string; readonly event: unknown }[] = [];
beforeAll(async () => {
  running = await startService(sns, {
    resources,
    functions: {
      invokeAsync(functionName, event) {
        if (functionName !== FUNCTION) throw new Error('There is no such function.');
        events.push({ functionName, event });
      },
    },
  });
  client = new SNSClient(running.client);
});
afterAll(() => running.stop());

const publish = (input: Partial<PublishCommandInput>) =>
  client.send(new PublishCommand({ Message: 'a', ...input }));

/** The outbox messages of an attempt. */
async function sentBy(attempt: () => Promise<unknown>) {
  const before = running.outbox.length;
  await attempt();
  return running.outbox.slice(before).map(({ id: _id, at: _at, ...message }) => message);
}

describe('a message to a phone', () => {
  test('is in the outbox', async () => {
    const sent = await sentBy(async () => {
      const { MessageId } = await publish({ PhoneNumber: PHONE, Message: 'Code: 1+1 & ü' });
      expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    });
    expect(sent).toEqual([
      { channel: 'sms', to: PHONE, body: 'Code: 1+1 & ü', reason: 'SNS Publish' },
    ]);
  });

  test('may have its own text', async () => {
    const Message = JSON.stringify({ default: 'a', sms: 'b', email: 'c' });
    const sent = await sentBy(() =>
      publish({ PhoneNumber: PHONE, Message, MessageStructure: 'json' }),
    );
    expect(sent).toMatchObject([{ body: 'b' }]);
  });

  test.each([
    ['no number', { PhoneNumber: '' }],
    ['letters', { PhoneNumber: '+1555call' }],
    ['a number without its country', { PhoneNumber: '5555550100' }],
    ['sixteen digits', { PhoneNumber: '+1234567890123456' }],
  ])('is refused to %s, without its number in the error', async (_, input) => {
    expect(
      await sentBy(() =>
        expect(publish(input)).rejects.toMatchObject({
          name: 'InvalidParameterException',
          message: 'Invalid parameter: PhoneNumber Reason: it is not valid to publish to',
        }),
      ),
    ).toEqual([]);
  });

  test.each([
    ['AWS.SNS.SMS.SMSType', 'Transactional'],
    ['AWS.SNS.SMS.SenderID', 'Example'],
    ['AWS.MM.SMS.OriginationNumber', '+15555550199'],
  ])('may say how it is to be sent, by %s', async (name, StringValue) => {
    const MessageAttributes = { [name]: { DataType: 'String', StringValue } };
    const sent = await sentBy(() => publish({ PhoneNumber: PHONE, MessageAttributes }));
    expect(sent).toMatchObject([{ channel: 'sms', to: PHONE, body: 'a' }]);
  });

  test('is refused over 1,600 characters', async () => {
    await publish({ PhoneNumber: PHONE, Message: 'x'.repeat(1600) });
    await expect(publish({ PhoneNumber: PHONE, Message: 'x'.repeat(1601) })).rejects.toThrow(
      'Invalid parameter: Message too long',
    );
  });
});

describe('a message to a topic', () => {
  test.each(['Grüße', '数', '🎉'.repeat(99)])('accepts the subject %s', async (Subject) => {
    const [first] = await sentBy(() => publish({ TopicArn: NEWS, Subject, Message: 'hello' }));
    expect(first).toMatchObject({ channel: 'topic', subject: Subject });
  });

  test('is in the outbox for the topic and for each subscriber', async () => {
    const sent = await sentBy(() => publish({ TopicArn: NEWS, Subject: 'News', Message: 'hello' }));
    const email = {
      channel: 'email',
      from: 'no-reply@sns.amazonaws.com',
      subject: 'News',
      reason: 'SNS subscription to news',
    };
    expect(sent).toEqual([
      { channel: 'topic', to: NEWS, subject: 'News', body: 'hello', reason: 'SNS Publish' },
      { ...email, to: 'ada@example.com', body: 'hello' },
      { channel: 'sms', to: PHONE, body: 'hello', reason: 'SNS subscription to news' },
      { ...email, to: 'json@example.com', body: expect.any(String) },
    ]);
    expect(JSON.parse(sent.at(-1)?.body ?? '')).toMatchObject({
      Type: 'Notification',
      TopicArn: NEWS,
      Subject: 'News',
      Message: 'hello',
    });
  });

  test("reaches functions as Lambda's event of SNS", async () => {
    events.length = 0;
    const { MessageId } = await publish({
      TopicArn: NEWS,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: 'all', lambda: 'for you', sms: 1 }),
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'ü' },
        list: { DataType: 'String.Array', StringValue: '["a"]' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
        count: { DataType: 'Number', StringValue: '-1.5e3' },
      },
    });
    expect(events).toHaveLength(1);
    expect(events[0]).toEqual({
      functionName: FUNCTION,
      event: {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: `${NEWS}:2`,
            Sns: {
              Type: 'Notification',
              MessageId,
              TopicArn: NEWS,
              Subject: null,
              Message: 'for you',
              Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
              SignatureVersion: '1',
              Signature: expect.any(String),
              SigningCertUrl: expect.stringMatching(/^https:/),
              UnsubscribeUrl: expect.stringMatching(/^https:/),
              MessageAttributes: {
                text: { Type: 'String', Value: 'ü' },
                list: { Type: 'String.Array', Value: '["a"]' },
                bytes: { Type: 'Binary', Value: 'AQI=' },
                count: { Type: 'Number', Value: '-1.5e3' },
              },
            },
          },
        ],
      },
    });
  });

  test('may have 256 KB with its attributes', async () => {
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
    const Message = 'ü'.repeat((256 * 1024 - 8) / 2);
    await publish({ TopicArn: NEWS, Message, MessageAttributes });
    await expect(
      publish({ TopicArn: NEWS, Message: `${Message}x`, MessageAttributes }),
    ).rejects.toThrow('Invalid parameter: Message too long');
  });
});

describe('Publish refuses', () => {
  const attribute = (name: string, value: object) => ({
    TopicArn: NEWS,
    MessageAttributes: { [name]: { DataType: 'String', StringValue: 'a', ...value } },
  });
  test.each<[string, Partial<PublishCommandInput>, unknown, string]>([
    [
      'no destination',
      {},
      InvalidParameterException,
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    ],
    [
      'two destinations',
      { TopicArn: NEWS, PhoneNumber: PHONE },
      InvalidParameterException,
      'only one of them can be given',
    ],
    ['another topic', { TopicArn: `${ARN}other` }, NotFoundException, 'Topic does not exist'],
    [
      'a FIFO topic',
      { TopicArn: `${ARN}ordered.fifo` },
      InvalidParameterException,
      'the sandbox does not support FIFO topics',
    ],
    [
      'no text',
      { TopicArn: NEWS, Message: '' },
      InvalidParameterException,
      'Invalid parameter: Empty message',
    ],
    ...['', ' a', 'a\nb', 'a\u2028b', 'a\u0085', 'x'.repeat(100), '🎉'.repeat(100)].map(
      (Subject): [string, Partial<PublishCommandInput>, unknown, string] => [
        `the subject ${JSON.stringify(Subject).slice(0, 10)}`,
        { TopicArn: NEWS, Subject },
        InvalidParameterException,
        'Invalid parameter: Subject',
      ],
    ),
    [
      'a structure that does not exist',
      { TopicArn: NEWS, MessageStructure: 'xml' },
      InvalidParameterException,
      'Invalid parameter: MessageStructure',
    ],
    [
      'a structure without a default',
      { TopicArn: NEWS, MessageStructure: 'json', Message: '{"default":1,"sms":"a"}' },
      InvalidParameterException,
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    ],
    ...['{', '[]', 'null'].map(
      (Message): [string, Partial<PublishCommandInput>, unknown, string] => [
        `the structure ${Message}`,
        { TopicArn: NEWS, MessageStructure: 'json', Message },
        InvalidParameterException,
        'Invalid parameter: Message Structure - JSON message body failed to parse',
      ],
    ),
    [
      'an attribute without a value',
      attribute('a', { StringValue: '' }),
      InvalidParameterValueException,
      "must contain non-empty message attribute value for message attribute type 'String'.",
    ],
    [
      'an attribute without a type',
      attribute('a', { DataType: '' }),
      InvalidParameterValueException,
      'must contain non-empty message attribute type.',
    ],
    [
      'an attribute of a type that does not exist',
      attribute('a', { DataType: 'Date' }),
      InvalidParameterValueException,
      'has an invalid message attribute type',
    ],
    [
      'a number attribute that is not a number',
      attribute('a', { DataType: 'Number', StringValue: 'NaN' }),
      InvalidParameterValueException,
      "Could not cast message attribute 'a' value to number.",
    ],
    ...['a b', 'AWS.x', '.a', 'x'.repeat(257)].map(
      (name): [string, Partial<PublishCommandInput>, unknown, string] => [
        `an attribute called ${name.slice(0, 10)}`,
        attribute(name, {}),
        InvalidParameterValueException,
        'Message attribute name is not one that SNS accepts.',
      ],
    ),
  ])('%s', async (_, input, type, message) => {
    const sent = await sentBy(async () => {
      const error = await publish(input).catch((thrown: Error) => thrown);
      expect(error).toBeInstanceOf(type);
      expect((error as Error).message).toContain(message);
    });
    expect(sent).toEqual([]);
  });

  test('a request with a wrong signature', async () => {
    const credentials = { ...running.client.credentials, secretAccessKey: 'wrong' };
    const stranger = new SNSClient({ ...running.client, credentials });
    await expect(
      stranger.send(new PublishCommand({ TopicArn: NEWS, Message: 'a' })),
    ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});

describe('PublishBatch', () => {
  const publishBatch = (entries: readonly { Id: string; Message: string }[]) =>
    client.send(
      new PublishBatchCommand({
        TopicArn: `${ARN}quiet`,
        PublishBatchRequestEntries: [...entries],
      }),
    );

  test('publishes each entry, and names those that failed', async () => {
    const sent = await sentBy(async () => {
      const result = await publishBatch([
        { Id: 'b', Message: 'first' },
        { Id: 'empty', Message: '' },
        { Id: 'a', Message: 'last' },
      ]);
      expect(result.Successful).toMatchObject([{ Id: 'b' }, { Id: 'a' }]);
      expect(result.Failed).toEqual([
        {
          Id: 'empty',
          Code: 'InvalidParameter',
          Message: 'Invalid parameter: Empty message',
          SenderFault: true,
        },
      ]);
    });
    expect(sent.map(({ body }) => body)).toEqual(['first', 'last']);
  });

  test.each([
    ['no entries', [], 'EmptyBatchRequestException'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, index) => ({ Id: String(index), Message: 'a' })),
      'TooManyEntriesInBatchRequestException',
    ],
    [
      'an id twice',
      [
        { Id: 'a', Message: 'a' },
        { Id: 'a', Message: 'b' },
      ],
      'BatchEntryIdsNotDistinctException',
    ],
    ['an invalid id', [{ Id: 'a b', Message: 'a' }], 'InvalidBatchEntryIdException'],
    [
      'more than 256 KB in all',
      ['a', 'b'].map((Id) => ({ Id, Message: 'x'.repeat(128 * 1024 + 1) })),
      'BatchRequestTooLongException',
    ],
  ])('refuses %s', async (_, entries, name) => {
    const sent = await sentBy(() => expect(publishBatch(entries)).rejects.toMatchObject({ name }));
    expect(sent).toEqual([]);
  });
});

describe('a topic that a program creates', () => {
  test('exists after a restart, with its subscriptions', async () => {
    const database = new DatabaseSync(':memory:');
    const first = await startService(sns, { database });
    const sdk = new SNSClient(first.client);
    const { TopicArn } = await sdk.send(new CreateTopicCommand({ Name: 'made' }));
    expect(TopicArn).toBe(`${ARN}made`);
    expect(await sdk.send(new CreateTopicCommand({ Name: 'made' }))).toMatchObject({ TopicArn });
    const subscribe = new SubscribeCommand({ TopicArn, Protocol: 'sms', Endpoint: PHONE });
    const { SubscriptionArn } = await sdk.send(subscribe);
    expect(await sdk.send(subscribe)).toMatchObject({ SubscriptionArn });
    await first.stop();

    const second = await startService(sns, { database });
    const again = new SNSClient(second.client);
    expect(await again.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).toMatchObject({
      Subscriptions: [
        { SubscriptionArn, Owner: '123456789012', Protocol: 'sms', Endpoint: PHONE, TopicArn },
      ],
    });
    await again.send(new PublishCommand({ TopicArn, Message: 'a' }));
    expect(second.outbox.map(({ channel }) => channel)).toEqual(['topic', 'sms']);
    await second.stop();
  });

  test('is listed in pages with those of the template', async () => {
    const other = await startService(sns, { resources });
    const sdk = new SNSClient(other.client);
    for (let index = 0; index < 100; index++) {
      await sdk.send(new CreateTopicCommand({ Name: `t${index}` }));
    }
    const pages = [];
    for await (const { Topics } of paginateListTopics({ client: sdk }, {})) pages.push(Topics);
    expect(pages.map((page) => page?.length)).toEqual([100, 3]);
    await other.stop();
  });

  const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:queue';
  const policyOf = (keys: number, values: number) =>
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: keys }, (_, key) => [`k${key}`, Array(values).fill('x')]),
      ),
    );
  const subscribe = (Protocol: string, Endpoint: string, Attributes = {}) =>
    client.send(new SubscribeCommand({ TopicArn: NEWS, Protocol, Endpoint, Attributes }));
  test.each([
    [
      'a name with a space',
      () => client.send(new CreateTopicCommand({ Name: 'a b' })),
      'Topic Name',
    ],
    ['a FIFO name', () => client.send(new CreateTopicCommand({ Name: 'a.fifo' })), 'FIFO topics'],
    ['a protocol that does not exist', () => subscribe('fax', '1'), 'protocol string: fax'],
    [
      'a protocol that is not supported',
      () => subscribe('https', 'https://a.example'),
      'does not support',
    ],
    [
      'a filter policy that is not JSON',
      () => subscribe('sms', PHONE, { FilterPolicy: '{' }),
      'Invalid parameter: Attributes Reason: FilterPolicy: failed to parse JSON.',
    ],
    [
      'a filter policy with an unknown comparison',
      () => subscribe('sms', PHONE, { FilterPolicy: '{"a":[{"like":"b"}]}' }),
      'FilterPolicy: Unrecognized match type like',
    ],
    [
      'a filter policy of another scope',
      () => subscribe('sms', PHONE, { FilterPolicy: '{"a":["b"]}', FilterPolicyScope: 'Headers' }),
      'FilterPolicyScope: Invalid value [Headers]. Please use either MessageBody or MessageAttributes',
    ],
    [
      'a raw message delivery that is neither true nor false',
      () => subscribe('sqs', QUEUE, { RawMessageDelivery: 'wrong' }),
      'Attributes Reason: RawMessageDelivery: Invalid value [wrong]. Must be true or false.',
    ],
    [
      'a raw message delivery to a function',
      () => subscribe('lambda', `${FUNCTION}-raw`, { RawMessageDelivery: 'true' }),
      'Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.',
    ],
    [
      'an attribute that does not exist',
      () => subscribe('sqs', QUEUE, { RawMessages: 'true' }),
      'Invalid parameter: AttributeName',
    ],
    [
      'a filter policy of six keys',
      () => subscribe('sqs', QUEUE, { FilterPolicy: policyOf(6, 1) }),
      'FilterPolicy: Filter policy can not have more than 5 keys',
    ],
    [
      'a filter policy of 151 values',
      () => subscribe('sqs', QUEUE, { FilterPolicy: policyOf(1, 151) }),
      'FilterPolicy: Filter policy is too complex',
    ],
    [
      'a filter policy of more than 150 combinations',
      () => subscribe('sqs', QUEUE, { FilterPolicy: policyOf(4, 4) }),
      'FilterPolicy: Filter policy is too complex',
    ],
    [
      'a filter policy of more than 150 combinations, as deep keys count more',
      () =>
        subscribe('sqs', QUEUE, {
          FilterPolicy: JSON.stringify({ a: { b: { c: Array(51).fill('x') } } }),
          FilterPolicyScope: 'MessageBody',
        }),
      'FilterPolicy: Filter policy is too complex',
    ],
    [
      'a nested filter policy of attributes',
      () => subscribe('sqs', QUEUE, { FilterPolicy: '{"a":{"b":["c"]}}' }),
      'Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    [
      'a filter policy of more than 256 KB',
      () => subscribe('sqs', QUEUE, { FilterPolicy: `{"a":["${'x'.repeat(256 * 1024)}"]}` }),
      'FilterPolicy: Filter policy is too long',
    ],
    [
      'a filter policy of an impossible range',
      () => subscribe('sqs', QUEUE, { FilterPolicy: '{"a":[{"numeric":[">",5,"<",3]}]}' }),
      'FilterPolicy: Bottom must be less than top',
    ],
    [
      'a redrive policy without a queue',
      () => subscribe('sms', PHONE, { RedrivePolicy: '{}' }),
      'RedrivePolicy: deadLetterTargetArn is missing',
    ],
    [
      'other attributes than the subscription has',
      () => subscribe('sms', PHONE, { RawMessageDelivery: 'true' }),
      'Subscription already exists with different attributes',
    ],
    ['an invalid ARN of a queue', () => subscribe('sqs', 'q'), 'SQS endpoint ARN'],
    ['an invalid phone number', () => subscribe('sms', '1'), 'Invalid SMS endpoint'],
    ['an invalid ARN of a function', () => subscribe('lambda', 'f'), 'Lambda endpoint ARN'],
    ['an invalid e-mail address', () => subscribe('email', 'ada'), 'Email address'],
  ])('is refused %s', async (_, attempt, message) => {
    const error = await attempt().catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(InvalidParameterException);
    expect((error as Error).message).toContain(message);
  });
});

test('the report names topics, and what the sandbox does not support', () => {
  expect(running.service.describe?.({ ...resources[0], type: 'AWS::SNS::Topic' } as never)).toBe(
    'news, 8 subscriptions',
  );
  expect(running.service.warnings?.()).toEqual([
    'Topic ordered.fifo is FIFO, which the sandbox does not support.',
    'A subscription to topic news uses the protocol https, which the sandbox does not support: it gets no messages.',
    "A subscription to topic news is not supported, and gets no messages: AWS would refuse app/subscription6. Invalid parameter: Attributes Reason: FilterPolicy: Malformed CIDR, one '/' required",
    'A subscription to topic news is for the queue arn:aws:sqs:eu-west-1:123456789012:gone, which the backend does not define: it gets no messages.',
  ]);
});

test.each<[string, object, string]>([
  ['150 values', { a: Array(150).fill('x') }, 'MessageAttributes'],
  ['150 combinations', { a: Array(5).fill('x'), b: Array(30).fill('x') }, 'MessageAttributes'],
  ['150 combinations, nested', { a: { b: { c: Array(50).fill('x') } } }, 'MessageBody'],
  ['five keys', { a: { b: [1], c: [1], d: [1] }, e: [1], f: [1] }, 'MessageBody'],
  [
    'five keys at a time',
    { a: [1], b: [1], c: [1], d: [1], $or: [{ e: [1] }, { f: [1] }] },
    'MessageAttributes',
  ],
])('a filter policy may have %s', async (_, policy, FilterPolicyScope) => {
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({
      TopicArn: `${ARN}quiet`,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:eu-west-1:123456789012:${randomUUID()}`,
      Attributes: { FilterPolicy: JSON.stringify(policy), FilterPolicyScope },
    }),
  );
  expect(SubscriptionArn).toContain(`${ARN}quiet:`);
});

test('an operation that is not supported is named', async () => {
  await expect(
    client.send(new GetTopicAttributesCommand({ TopicArn: NEWS })),
  ).rejects.toMatchObject({
    name: 'InvalidAction',
    message: 'The sandbox does not support the operation GetTopicAttributes.',
  });
});

test.each([
  ['its own name', { TopicName: 'named' }, 'named'],
  ['a generated name', {}, 'app-Topic-xxxxxxxxxxxx'],
  ['a generated name of a FIFO topic', { FifoTopic: true }, 'app-Topic-xxxxxxxxxxxx.fifo'],
])('a topic of the template has %s', (_, properties, name) => {
  const resource: NamedResource = {
    logicalId: 'Topic',
    stackName: 'app',
    url: 'http://127.0.0.1:1',
    properties,
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
    id: (length) => 'x'.repeat(length),
  };
  expect(snsResourceTypes['AWS::SNS::Topic']?.physicalId(resource)).toBe(ARN + name);
});
