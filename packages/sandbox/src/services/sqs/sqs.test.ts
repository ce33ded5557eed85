import { DatabaseSync } from 'node:sqlite';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  MessageNotInflight,
  PurgeQueueCommand,
  QueueDoesNotExist,
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
  { type: 'AWS::SQS::Queue', physicalId: `${QueueUrl}-2`, properties: {} },
];

let running: TestService;
let sdk: SQSClient;
let database: DatabaseSync;
beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  running = await startService(sqs, { resources, database });
  // It checks the digests of what it sends and gets.
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

  test('is not there for others until its timeout, and then again until it is deleted', async () => {
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

  test('is there for as long as its reader says', async () => {
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

  test('with a delay is there after it, and after its retention not any more', async () => {
    await send('late', { DelaySeconds: 10 });
    expect(await bodies()).toEqual([]);
    running.advance(10_000);
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['late']);
    running.advance(50_000);
    expect(await bodies()).toEqual([]);
  });

  test('wakes who waits for it', async () => {
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
  test('is found by its name, and tells how much is in it', async () => {
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

  test('takes ten messages at once, and what is wrong with one leaves the others alone', async () => {
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

  test('is named by the template or as CloudFormation names it', () => {
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
      'with an attribute of no type',
      () => send('a', { MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } }),
      'InvalidParameterValue',
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
      'for what is not served',
      () => sdk.send(new CreateQueueCommand({ QueueName: 'x' })),
      'UnknownOperationException',
    ],
  ])('%s is refused', async (_, attempt, name) => {
    await expect(attempt()).rejects.toMatchObject({ name });
    expect(await bodies()).toEqual([]);
  });

  test('to no queue is of the class that clients know', async () => {
    await expect(receive({ QueueUrl: `${QueueUrl}-9` })).rejects.toThrow(QueueDoesNotExist);
  });

  test('of nobody is refused', async () => {
    const response = await fetch(running.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
      body: JSON.stringify({ QueueUrl }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
