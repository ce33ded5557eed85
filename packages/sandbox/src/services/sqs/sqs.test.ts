import { DatabaseSync } from 'node:sqlite';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type MessageAttributeValue,
  MessageNotInflight,
  PurgeQueueCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { NamedResource } from '../../assembly/resource-graph.js';
import { sqs } from './index.js';
import { sqsResourceTypes } from './resource-types.js';

const QueueUrl = 'http://127.0.0.1:1/123456789012/dead-letters';
const resources = [
  { type: 'AWS::SQS::Queue', physicalId: QueueUrl, properties: { MessageRetentionPeriod: 60 } },
  {
    type: 'AWS::SQS::Queue',
    physicalId: `${QueueUrl}-2`,
    properties: { MaximumMessageSize: 1024, DelaySeconds: 5 },
  },
];

let running: TestService;
let sdk: SQSClient;
let database: DatabaseSync;
beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  running = await startService(sqs, { resources, database });
  // The client checks the digests of the messages that it sends and receives.
  sdk = new SQSClient(running.client);
});
afterEach(async () => {
  sdk.destroy();
  await running.stop();
  expect(running.faults).toEqual([]);
});

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  sdk.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (input: Partial<ReceiveMessageCommandInput> = {}) => {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input });
  return (await sdk.send(command)).Messages ?? [];
};
const bodies = async (input: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive(input)).map(({ Body }) => Body);

describe('a message', () => {
  test('is received with its attributes, which the client checks by their digests', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'ü' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
    };
    const { MessageId, MD5OfMessageAttributes } = await send('hello ü', { MessageAttributes });
    expect(MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
    const [message] = await receive({
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      MessageId,
      Body: 'hello ü',
      MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d+$/) },
      MessageAttributes: { text: { StringValue: 'ü' } },
    });
  });

  test('is hidden until its timeout, and then visible until it is deleted', async () => {
    await send('a');
    const [first] = await receive();
    expect(await receive()).toEqual([]);
    running.advance(30_000);
    const [second] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    const { ReceiptHandle } = second ?? {};
    await sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    running.advance(30_000);
    expect(await receive()).toEqual([]);
  });

  test('is hidden for as long as its receiver says', async () => {
    await send('a');
    const [{ ReceiptHandle } = {}] = await receive({ VisibilityTimeout: 100 });
    running.advance(50_000);
    expect(await receive()).toEqual([]);
    const change = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle,
      VisibilityTimeout: 0,
    });
    await sdk.send(change);
    await expect(sdk.send(change)).rejects.toThrow(MessageNotInflight);
    expect(await bodies()).toEqual(['a']);
  });

  test('is visible after its delay, and is deleted after its retention', async () => {
    await send('late', { DelaySeconds: 10 });
    expect(await bodies()).toEqual([]);
    running.advance(10_000);
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['late']);
    running.advance(50_000);
    expect(await bodies()).toEqual([]);
  });

  test('is deleted once, and its handle may be used again', async () => {
    await send('a');
    const [{ ReceiptHandle } = {}] = await receive();
    const remove = new DeleteMessageCommand({ QueueUrl, ReceiptHandle });
    await sdk.send(remove);
    await sdk.send(remove);
    await expect(
      sdk.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringMatching(
        /^Value \S+ for parameter ReceiptHandle is invalid\. Reason: /,
      ),
    });
  });

  test('is received again after a restart, and deleted by the handle from before', async () => {
    await send('a');
    const [{ ReceiptHandle } = {}] = await receive();
    await running.stop();
    running = await startService(sqs, { resources, database });
    sdk = new SQSClient(running.client);
    await sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    running.advance(30_000);
    expect(await bodies()).toEqual([]);
  });

  test.each<[wanted: string[], found: string[]]>([
    [['All'], ['General', 'Hello', 'Help.Me']],
    [['.*'], ['General', 'Hello', 'Help.Me']],
    [['Hel.*'], ['Hello', 'Help.Me']],
    [['Help.*'], ['Help.Me']],
    [['Hello'], ['Hello']],
    [
      ['Foo', 'General', 'Help.*'],
      ['General', 'Help.Me'],
    ],
    [['AWS.', '..foo', 'hello'], []],
    [[], []],
  ])('has of its attributes those that %j asks for', async (MessageAttributeNames, found) => {
    const attribute = { DataType: 'String', StringValue: 'x' };
    await send('a', {
      MessageAttributes: { Hello: attribute, General: attribute, 'Help.Me': attribute },
    });
    const [{ MessageAttributes, MD5OfMessageAttributes } = {}] = await receive({
      MessageAttributeNames,
    });
    expect(Object.keys(MessageAttributes ?? {}).sort()).toEqual(found);
    expect(MD5OfMessageAttributes !== undefined).toBe(found.length > 0);
  });

  test.each<[string, MessageAttributeValue & { name?: string }]>([
    ['a custom type', { DataType: 'Number.float', StringValue: '1.5e-3' }],
    ['an umlaut in its name', { name: 'grüße', DataType: 'String', StringValue: 'x' }],
    ['a name of 256 bytes', { name: 'a'.repeat(256), DataType: 'String', StringValue: 'x' }],
    ['a name with a reserved word', { name: 'awsome', DataType: 'String', StringValue: 'x' }],
    ['a large number', { DataType: 'Number', StringValue: '-12345678901234567890' }],
    ['bytes', { DataType: 'Binary.png', BinaryValue: Buffer.from([0]) }],
  ])('may have an attribute with %s', async (_, { name = 'a', ...attribute }) => {
    await send('a', { MessageAttributes: { [name]: attribute } });
    const [{ MessageAttributes } = {}] = await receive({ MessageAttributeNames: ['All'] });
    expect(MessageAttributes?.[name]?.DataType).toBe(attribute.DataType);
  });

  test('ends the wait of a receiver', async () => {
    const waiting = bodies({ WaitTimeSeconds: 20 });
    await send('a');
    expect(await waiting).toEqual(['a']);
  });

  test('is in the queue after a restart', async () => {
    await send('a');
    await running.stop();
    running = await startService(sqs, { resources, database });
    sdk = new SQSClient(running.client);
    expect(await bodies()).toEqual(['a']);
  });
});

describe('a queue', () => {
  test('is found by its name, and counts its messages', async () => {
    const found = await sdk.send(new GetQueueUrlCommand({ QueueName: 'dead-letters' }));
    const own = `${running.url}/123456789012/dead-letters`;
    expect(found.QueueUrl).toBe(own);
    const { QueueUrls } = await sdk.send(new ListQueuesCommand({}));
    expect(QueueUrls).toEqual([own, `${own}-2`]);
    await send('a');
    await send('b');
    await receive({ MaxNumberOfMessages: 1 });
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    expect((await sdk.send(command)).Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:dead-letters',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      MessageRetentionPeriod: '60',
      VisibilityTimeout: '30',
    });
    await sdk.send(new PurgeQueueCommand({ QueueUrl }));
    running.advance(30_000);
    expect(await bodies()).toEqual([]);
  });

  test('counts messages that wait for their delay separately', async () => {
    const counts = async () => {
      const AttributeNames: QueueAttributeName[] = ['All'];
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
      const { Attributes } = await sdk.send(command);
      return [
        Attributes?.ApproximateNumberOfMessages,
        Attributes?.ApproximateNumberOfMessagesNotVisible,
        Attributes?.ApproximateNumberOfMessagesDelayed,
      ].map(Number);
    };
    await send('late', { DelaySeconds: 10 });
    await send('later', { DelaySeconds: 20 });
    await send('now');
    expect(await counts()).toEqual([1, 0, 2]);
    await receive();
    expect(await counts()).toEqual([0, 1, 2]);
    running.advance(10_000);
    expect(await counts()).toEqual([1, 1, 1]);
    running.advance(20_000);
    expect(await counts()).toEqual([3, 0, 0]);
  });

  test('has the maximum message size and the delay of its template', async () => {
    const own = { QueueUrl: `${QueueUrl}-2` };
    const AttributeNames: QueueAttributeName[] = ['MaximumMessageSize', 'DelaySeconds'];
    const { Attributes } = await sdk.send(
      new GetQueueAttributesCommand({ ...own, AttributeNames }),
    );
    expect(Attributes).toEqual({ MaximumMessageSize: '1024', DelaySeconds: '5' });
    // The name, the type and the value of an attribute count.
    const MessageAttributes = { abc: { DataType: 'String', StringValue: 'ü' } };
    await send('a'.repeat(1024 - 11), { ...own, MessageAttributes });
    await expect(send('a'.repeat(1024 - 10), { ...own, MessageAttributes })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
    });
    expect(await bodies(own)).toEqual([]);
    running.advance(5000);
    expect(await bodies(own)).toHaveLength(1);
  });

  test.each([
    ['VisibilityTimeout', 43_201],
    ['VisibilityTimeout', -1],
    ['MessageRetentionPeriod', 59],
    ['DelaySeconds', 901],
    ['DelaySeconds', 1.5],
    ['ReceiveMessageWaitTimeSeconds', 21],
    ['MaximumMessageSize', 1023],
    ['MaximumMessageSize', 1_048_577],
    ['MaximumMessageSize', 'large'],
  ])('whose template has the %s %j is refused', async (name, value) => {
    const queue = { type: 'AWS::SQS::Queue', path: 'app/queue', physicalId: QueueUrl };
    await expect(
      running.deploy([{ ...queue, properties: { [name]: value } }]),
    ).rejects.toMatchObject({
      code: 'TEMPLATE_UNSUPPORTED',
      message: expect.stringContaining(
        `AWS would refuse the queue app/queue: Invalid value for the parameter ${name}.`,
      ),
    });
  });

  test('accepts batches of one mebibyte, and reports the error of each entry', async () => {
    const half = 'a'.repeat(512 * 1024);
    const sendAll = (...bodiesOf: string[]) =>
      sdk.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: bodiesOf.map((MessageBody, index) => ({ Id: `${index}`, MessageBody })),
        }),
      );
    expect((await sendAll(half, half)).Successful).toHaveLength(2);
    await expect(sendAll(half, `${half}ü`)).rejects.toMatchObject({
      name: 'BatchRequestTooLong',
      message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.',
    });
    const Entries = [
      { Id: 'known', ReceiptHandle: (await receive({ MaxNumberOfMessages: 1 }))[0]?.ReceiptHandle },
      { Id: 'unknown', ReceiptHandle: 'x' },
    ];
    const timeouts = Entries.map((entry) => ({ ...entry, VisibilityTimeout: 1 }));
    const results = [
      await sdk.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: timeouts })),
      await sdk.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
    ];
    for (const { Successful, Failed } of results) {
      expect(Successful).toEqual([{ Id: 'known' }]);
      expect(Failed).toEqual([
        {
          Id: 'unknown',
          Code: 'ReceiptHandleIsInvalid',
          Message: 'The input receipt handle "x" is not a valid receipt handle.',
          SenderFault: true,
        },
      ]);
    }
  });

  test('accepts ten messages at once, and an invalid one does not affect the others', async () => {
    const { Successful, Failed } = await sdk.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'a' },
          { Id: 'b', MessageBody: '\u0000' },
        ],
      }),
    );
    expect(Successful).toMatchObject([{ Id: 'a' }]);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidMessageContents', SenderFault: true }]);
    const [{ ReceiptHandle } = {}] = await receive();
    const Entries = [{ Id: 'a', ReceiptHandle }];
    const deleted = await sdk.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(deleted.Successful).toEqual([{ Id: 'a' }]);
  });

  test('has the name of the template or one of CloudFormation', () => {
    const named = {
      stackName: 'app',
      logicalId: 'Queue',
      id: () => 'x',
      region: 'eu-west-1',
      accountId: '1',
      partition: 'aws',
      url: 'http://127.0.0.1:1',
      properties: {},
    } as unknown as NamedResource;
    const type = sqsResourceTypes['AWS::SQS::Queue'];
    const physicalId = type?.physicalId(named) ?? '';
    expect(physicalId).toBe('http://127.0.0.1:1/1/app-Queue-x');
    expect(type?.attributes?.({ ...named, physicalId })).toEqual({
      Arn: 'arn:aws:sqs:eu-west-1:1:app-Queue-x',
      QueueName: 'app-Queue-x',
      QueueUrl: physicalId,
    });
  });
});

describe('a request', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['to no queue', () => send('a', { QueueUrl: `${QueueUrl}-9` }), 'QueueDoesNotExist'],
    ['without a body', () => send(''), 'MissingParameter'],
    [
      'with a body that is too long',
      () => send('a'.repeat(1024 * 1024 + 1)),
      'InvalidParameterValue',
    ],
    [
      'with a delay that is too long',
      () => send('a', { DelaySeconds: 901 }),
      'InvalidParameterValue',
    ],
    ['for eleven messages', () => receive({ MaxNumberOfMessages: 11 }), 'InvalidParameterValue'],
    ['that waits too long', () => receive({ WaitTimeSeconds: 21 }), 'InvalidParameterValue'],
    [
      'with an attribute without a type',
      () => send('a', { MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } }),
      'InvalidParameterValue',
    ],
    ...(
      [
        ['without a type', { StringValue: 'x' }],
        ['of an unknown type', { DataType: 'string', StringValue: 'x' }],
        ['of a type with an empty label', { DataType: 'String.', StringValue: 'x' }],
        ['of a type that is too long', { DataType: `String.${'a'.repeat(250)}`, StringValue: 'x' }],
        ['without a value', { DataType: 'String' }],
        ['with an empty value', { DataType: 'String.json', StringValue: '' }],
        ['with an empty number', { DataType: 'Number', StringValue: '' }],
        ['with empty bytes', { DataType: 'Binary', BinaryValue: Buffer.alloc(0) }],
        ['with bytes for a text', { DataType: 'String', BinaryValue: Buffer.from('x') }],
        ['with a text for bytes', { DataType: 'Binary', StringValue: 'x' }],
        ['with a control character', { DataType: 'String', StringValue: '\u0007' }],
        ['with a number that is not a number', { DataType: 'Number', StringValue: '12 apples' }],
      ] as [string, MessageAttributeValue][]
    ).map(([how, attribute]): [string, () => Promise<unknown>, string] => [
      `with an attribute ${how}`,
      () => send('a', { MessageAttributes: { a: attribute } }),
      'InvalidParameterValue',
    ]),
    ...['', 'a b', 'a/b', '.a', 'a.', 'a..b', 'AWS.a', 'aws.a', 'Amazon.a', 'a'.repeat(257)].map(
      (name): [string, () => Promise<unknown>, string] => [
        `with an attribute of the name ${JSON.stringify(name.slice(0, 9))}`,
        () =>
          send('a', { MessageAttributes: { [name]: { DataType: 'String', StringValue: 'x' } } }),
        'InvalidParameterValue',
      ],
    ),
    [
      'with eleven attributes',
      () =>
        send('a', {
          MessageAttributes: Object.fromEntries(
            Array.from({ length: 11 }, (_, index) => [
              `a${index}`,
              { DataType: 'String', StringValue: 'x' },
            ]),
          ),
        }),
      'InvalidParameterValue',
    ],
    [
      'with a body and attributes that are too long together',
      () =>
        send('a'.repeat(1024 * 1024 - 7), {
          MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
        }),
      'InvalidParameterValue',
    ],
    ['with a delay below zero', () => send('a', { DelaySeconds: -1 }), 'InvalidParameterValue'],
    ['that hides too long', () => receive({ VisibilityTimeout: 43_201 }), 'InvalidParameterValue'],
    [
      'for an attribute of a message that does not exist',
      () => receive({ MessageSystemAttributeNames: ['Age' as 'All'] }),
      'InvalidAttributeName',
    ],
    [
      'for an attribute of a queue that does not exist',
      () =>
        sdk.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Size' as 'All'] })),
      'InvalidAttributeName',
    ],
    ...['x', '', 'AQEBzbVv', Buffer.from('a b c').toString('base64')].flatMap(
      (ReceiptHandle): [string, () => Promise<unknown>, string][] => [
        [
          `to delete by the handle ${JSON.stringify(ReceiptHandle)}`,
          () => sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
          ReceiptHandle === '' ? 'MissingParameter' : 'ReceiptHandleIsInvalid',
        ],
        [
          `to hide by the handle ${JSON.stringify(ReceiptHandle)}`,
          () =>
            sdk.send(
              new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }),
            ),
          ReceiptHandle === '' ? 'MissingParameter' : 'ReceiptHandleIsInvalid',
        ],
      ],
    ),
    [
      'to delete with the handle of another queue',
      async () => {
        const other = { QueueUrl: `${QueueUrl}-2` };
        await send('a', { ...other, DelaySeconds: 0 });
        const [{ ReceiptHandle } = {}] = await receive(other);
        await sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      },
      'ReceiptHandleIsInvalid',
    ],
    [
      'with one id twice',
      () =>
        sdk.send(
          new SendMessageBatchCommand({
            QueueUrl,
            Entries: [
              { Id: 'a', MessageBody: 'a' },
              { Id: 'a', MessageBody: 'b' },
            ],
          }),
        ),
      'BatchEntryIdsNotDistinct',
    ],
    [
      'with an empty batch',
      () => sdk.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })),
      'EmptyBatchRequest',
    ],
    [
      'for an operation that is not supported',
      () => sdk.send(new CreateQueueCommand({ QueueName: 'x' })),
      'UnknownOperationException',
    ],
  ])('%s is refused', async (_, attempt, name) => {
    await expect(attempt()).rejects.toMatchObject({ name });
    expect(await bodies()).toEqual([]);
  });

  test('to a queue that does not exist has the error class of the client', async () => {
    await expect(receive({ QueueUrl: `${QueueUrl}-9` })).rejects.toThrow(QueueDoesNotExist);
  });

  test('with an invalid handle has the error class of the client', async () => {
    const remove = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' });
    await expect(sdk.send(remove)).rejects.toThrow(ReceiptHandleIsInvalid);
  });

  test('without credentials is refused', async () => {
    const response = await fetch(running.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
      body: JSON.stringify({ QueueUrl }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
