import { DatabaseSync } from 'node:sqlite';
import {
  CancelMessageMoveTaskCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { Properties, Resource } from '../../assembly/resource-graph.js';
import { sqs } from './index.js';

const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;
const urlOf = (name: string) => `http://127.0.0.1:1/123456789012/${name}`;
const queue = (name: string, properties: Properties = {}): Partial<Resource> => ({
  type: 'AWS::SQS::Queue',
  physicalId: urlOf(name),
  path: `app/${name}`,
  properties,
});
const toFailed = { deadLetterTargetArn: arnOf('failed'), maxReceiveCount: 2 };
const resources = [
  queue('orders', { RedrivePolicy: toFailed }),
  // CloudFormation accepts the policy as JSON, and a number as a text.
  queue('refunds', { RedrivePolicy: JSON.stringify({ ...toFailed, maxReceiveCount: '1' }) }),
  queue('failed', { MessageRetentionPeriod: 600 }),
];

let running: TestService;
let sdk: SQSClient;
beforeEach(async () => {
  running = await startService(sqs, { resources });
  sdk = new SQSClient(running.client);
});
afterEach(async () => {
  sdk.destroy();
  await running.stop();
  expect(running.faults).toEqual([]);
});

const send = (name: string, MessageBody: string) =>
  sdk.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody }));
const receive = async (name: string) => {
  const { Messages = [] } = await sdk.send(
    new ReceiveMessageCommand({
      QueueUrl: urlOf(name),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
};
const bodies = async (name: string) => (await receive(name)).map(({ Body }) => Body);
/** Receives without deleting, until the message is visible again. */
const fail = async (name: string) => {
  const found = await bodies(name);
  running.advance(30_000);
  return found;
};
const start = (SourceArn: string, more: object = {}) =>
  sdk.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));
const tasks = async (MaxResults = 10) => {
  const command = new ListMessageMoveTasksCommand({ SourceArn: arnOf('failed'), MaxResults });
  return (await sdk.send(command)).Results;
};

describe('a message', () => {
  test('moves to the dead-letter queue when it was received too often', async () => {
    const { MessageId } = await send('orders', 'a');
    expect(await fail('orders')).toEqual(['a']);
    expect(await bodies('failed')).toEqual([]);
    expect(await fail('orders')).toEqual(['a']);
    // The next receive moves it, as in AWS.
    expect(await bodies('failed')).toEqual([]);
    expect(await bodies('orders')).toEqual([]);
    expect(await receive('failed')).toMatchObject([
      {
        Body: 'a',
        MessageId,
        Attributes: {
          ApproximateReceiveCount: '3',
          DeadLetterQueueSourceArn: arnOf('orders'),
        },
      },
    ]);
  });

  test('stays when its consumer deletes it in time, and others do not move with it', async () => {
    await send('orders', 'bad');
    await fail('orders');
    await send('orders', 'good');
    const [, good] = await receive('orders');
    expect(good?.Body).toBe('good');
    const { ReceiptHandle } = good ?? {};
    await sdk.send(new DeleteMessageCommand({ QueueUrl: urlOf('orders'), ReceiptHandle }));
    running.advance(30_000);
    expect(await bodies('orders')).toEqual([]);
    expect(await bodies('failed')).toEqual(['bad']);
  });

  test('is kept in the dead-letter queue for the rest of its retention', async () => {
    await send('refunds', 'a');
    await fail('refunds');
    expect(await bodies('refunds')).toEqual([]);
    running.advance(569_000);
    expect(await bodies('failed')).toEqual(['a']);
    running.advance(1000);
    expect(await bodies('failed')).toEqual([]);
  });

  test('moves through a chain of dead-letter queues, each with its own count', async () => {
    await running.deploy([
      queue('orders', { RedrivePolicy: { ...toFailed, maxReceiveCount: 1 } }),
      queue('failed', {
        RedrivePolicy: { deadLetterTargetArn: arnOf('lost'), maxReceiveCount: 2 },
      }),
      queue('lost'),
    ]);
    await send('orders', 'a');
    await fail('orders');
    expect(await bodies('orders')).toEqual([]);
    expect(await fail('failed')).toEqual(['a']);
    expect(await fail('failed')).toEqual(['a']);
    expect(await bodies('failed')).toEqual([]);
    const [message] = await receive('lost');
    expect(message?.Attributes?.ApproximateReceiveCount).toBe('4');
  });

  test('moves after a restart, from a state of an earlier version', async () => {
    const database = new DatabaseSync(':memory:');
    database.exec(`
      CREATE TABLE sqs_messages (
        position INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
        body TEXT NOT NULL, attributes TEXT, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
        first_received_at INTEGER, receives INTEGER NOT NULL, receipt_handle TEXT
      ) STRICT;
      INSERT INTO sqs_messages (queue, id, body, sent_at, visible_at, receives)
      VALUES ('orders', '1', 'a', ${Date.now()}, 0, 2);
    `);
    await running.stop();
    running = await startService(sqs, { resources, database });
    sdk = new SQSClient(running.client);
    expect(await bodies('orders')).toEqual([]);
    expect(await bodies('failed')).toEqual(['a']);
  });
});

describe('a dead-letter queue', () => {
  test('knows its sources, page by page', async () => {
    const list = async (more: object = {}) => {
      const { queueUrls, NextToken } = await sdk.send(
        new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf('failed'), ...more }),
      );
      return [queueUrls?.map((url) => url.slice(url.lastIndexOf('/') + 1)), NextToken];
    };
    expect(await list()).toEqual([['orders', 'refunds'], undefined]);
    const [first, NextToken] = await list({ MaxResults: 1 });
    expect(first).toEqual(['orders']);
    expect(await list({ MaxResults: 1, NextToken })).toEqual([['refunds'], undefined]);
  });

  test('gives its policies as attributes', async () => {
    await running.deploy([
      queue('orders', { RedrivePolicy: toFailed }),
      queue('failed', {
        RedriveAllowPolicy: {
          redrivePermission: 'byQueue',
          sourceQueueArns: [arnOf('orders')],
        },
      }),
    ]);
    const attributes = async (name: string) => {
      const { Attributes = {} } = await sdk.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ['All'] }),
      );
      return [Attributes.RedrivePolicy, Attributes.RedriveAllowPolicy];
    };
    const [policy = '', none] = await attributes('orders');
    expect([JSON.parse(policy), none]).toEqual([toFailed, undefined]);
    const [without, allow = ''] = await attributes('failed');
    expect([without, JSON.parse(allow)]).toEqual([
      undefined,
      { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('orders')] },
    ]);
  });

  test('gives its messages back to their sources, as new messages', async () => {
    const { MessageId } = await send('orders', 'order');
    await send('refunds', 'refund');
    await fail('orders');
    await fail('orders');
    await fail('refunds');
    await bodies('orders');
    await bodies('refunds');
    await start(arnOf('failed'));
    expect(await tasks()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: arnOf('failed'),
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 2,
        StartedTimestamp: expect.any(Number),
      },
    ]);
    const [order] = await receive('orders');
    expect(order).toMatchObject({ Body: 'order', Attributes: { ApproximateReceiveCount: '1' } });
    expect(order?.MessageId).not.toBe(MessageId);
    expect(order?.Attributes?.DeadLetterQueueSourceArn).toBeUndefined();
    expect(await bodies('refunds')).toEqual(['refund']);
  });

  test('gives its messages to another queue, and lists the latest tasks first', async () => {
    await send('failed', 'a');
    await start(arnOf('failed'), {
      DestinationArn: arnOf('refunds'),
      MaxNumberOfMessagesPerSecond: 5,
    });
    expect(await bodies('refunds')).toEqual(['a']);
    // A message without a source stays.
    await send('failed', 'b');
    await start(arnOf('failed'));
    expect(await tasks()).toMatchObject([
      { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' },
      { DestinationArn: arnOf('refunds'), MaxNumberOfMessagesPerSecond: 5 },
    ]);
    expect(await tasks(1)).toHaveLength(1);
    expect(await bodies('failed')).toEqual(['b']);
  });

  test('that the backend does not define is named at the start, and messages stay', async () => {
    await running.deploy([queue('orders', { RedrivePolicy: { ...toFailed, maxReceiveCount: 1 } })]);
    expect(running.service.warnings?.()).toEqual([
      `The dead-letter queue of orders, ${arnOf('failed')}, is not defined by the backend: messages that were received too often stay in orders.`,
    ]);
    await send('orders', 'a');
    for (const _ of ['first', 'second', 'third']) expect(await fail('orders')).toEqual(['a']);
  });
});

test.each<[what: string, allowed: readonly Properties[], needed: string]>([
  ['who may not receive', [], `sqs:StartMessageMoveTask on resource: ${arnOf('failed')}`],
  [
    'who may not delete',
    [{ Action: ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage'], Resource: arnOf('failed') }],
    `sqs:DeleteMessage on resource: ${arnOf('failed')}`,
  ],
  [
    'who may send to one of the sources',
    [
      { Action: 'sqs:*', Resource: arnOf('failed') },
      { Action: 'sqs:SendMessage', Resource: arnOf('refunds') },
    ],
    `sqs:SendMessage on resource: ${arnOf('orders')}`,
  ],
])('a caller %s moves nothing', async (_, allowed, needed) => {
  const roleArn = 'arn:aws:iam::123456789012:role/mover';
  const Statement = allowed.map((statement) => ({ Effect: 'Allow', ...statement }));
  const mover: Partial<Resource> = {
    type: 'AWS::IAM::Role',
    physicalId: 'mover',
    attributes: { Arn: roleArn },
    properties: { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement } }] },
  };
  await running.deploy([...resources, mover]);
  await send('failed', 'a');
  const other = new SQSClient(running.clientOf(roleArn));
  const command = new StartMessageMoveTaskCommand({ SourceArn: arnOf('failed') });
  await expect(other.send(command)).rejects.toThrow(needed);
  other.destroy();
  expect(await bodies('failed')).toEqual(['a']);
});

test('the policies that the CDK writes are read', async () => {
  const stack = new Stack(new App());
  const failed = new Queue(stack, 'Failed', {
    redriveAllowPolicy: { redrivePermission: RedrivePermission.ALLOW_ALL },
  });
  new Queue(stack, 'Orders', { deadLetterQueue: { queue: failed, maxReceiveCount: 1 } });
  const declared = Object.values(Template.fromStack(stack).findResources('AWS::SQS::Queue'));
  const deployed = declared.map(({ Properties }, index) => {
    const { RedrivePolicy } = Properties ?? {};
    // `Fn::GetAtt` of the other queue, as the resource graph resolves it.
    const resolved = RedrivePolicy && {
      RedrivePolicy: { ...RedrivePolicy, deadLetterTargetArn: arnOf('queue-0') },
    };
    return queue(`queue-${index}`, { ...Properties, ...resolved });
  });
  await running.deploy(deployed);
  await send('queue-1', 'a');
  await fail('queue-1');
  expect(await bodies('queue-1')).toEqual([]);
  expect(await bodies('queue-0')).toEqual(['a']);
});

describe('a request', () => {
  test.each<[what: string, attempt: () => Promise<unknown>, name: string, message: string]>([
    [
      'to move from a queue that is no dead-letter queue',
      () => start(arnOf('orders')),
      'InvalidParameterValue',
      'Source queue must be configured as a Dead Letter Queue.',
    ],
    [
      'to move from a queue that does not exist',
      () => start(arnOf('none')),
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    ],
    [
      'to move to a queue that does not exist',
      () => start(arnOf('failed'), { DestinationArn: arnOf('none') }),
      'ResourceNotFoundException',
      "The resource that you specified for the DestinationArn parameter doesn't exist.",
    ],
    [
      'to move too fast',
      () => start(arnOf('failed'), { MaxNumberOfMessagesPerSecond: 501 }),
      'InvalidParameterValue',
      'Value for parameter MaxNumberOfMessagesPerSecond is invalid.',
    ],
    [
      'to list too many tasks',
      () => tasks(11),
      'InvalidParameterValue',
      'Value for parameter MaxResults is invalid.',
    ],
    [
      'to cancel a task that does not exist',
      () => sdk.send(new CancelMessageMoveTaskCommand({ TaskHandle: 'none' })),
      'ResourceNotFoundException',
      'Task does not exist.',
    ],
    [
      'to cancel a task that is complete',
      async () => {
        const { TaskHandle } = await start(arnOf('failed'));
        await sdk.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
      },
      'UnsupportedOperation',
      'Only active tasks can be cancelled.',
    ],
  ])('%s is refused', async (_, attempt, name, message) => {
    await expect(attempt()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});

describe('a template is refused', () => {
  test.each<[what: string, orders: Properties, reason: string, failed?: Properties]>([
    ['with no JSON', { RedrivePolicy: '{' }, 'RedrivePolicy is not valid JSON.'],
    ['with a list', { RedrivePolicy: '[]' }, 'RedrivePolicy is not valid JSON.'],
    [
      'without a target',
      { RedrivePolicy: { maxReceiveCount: 1 } },
      'Invalid value for deadLetterTargetArn.',
    ],
    [
      'with a target that is no queue',
      {
        RedrivePolicy: { ...toFailed, deadLetterTargetArn: 'arn:aws:sns:eu-west-1:123456789012:a' },
      },
      'Invalid value for deadLetterTargetArn.',
    ],
    ...[0, 1001, 1.5, 'many', null].map((maxReceiveCount): [string, Properties, string] => [
      `with a count of ${maxReceiveCount}`,
      { RedrivePolicy: { ...toFailed, maxReceiveCount } },
      'Invalid value for maxReceiveCount. It must be from 1 to 1000.',
    ]),
    [
      'with a source that its dead-letter queue denies',
      { RedrivePolicy: toFailed },
      'The RedriveAllowPolicy of failed does not allow it as a source queue.',
      { RedriveAllowPolicy: { redrivePermission: 'denyAll' } },
    ],
    [
      'with a source that its dead-letter queue does not name',
      { RedrivePolicy: toFailed },
      'The RedriveAllowPolicy of failed does not allow it as a source queue.',
      { RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('refunds')] } },
    ],
    [
      'with an unknown permission',
      { RedriveAllowPolicy: { redrivePermission: 'allowSome' } },
      'Invalid value for redrivePermission.',
    ],
    [
      'with queues for a permission that names none',
      { RedriveAllowPolicy: { redrivePermission: 'denyAll', sourceQueueArns: [arnOf('a')] } },
      'sourceQueueArns belongs to the redrivePermission byQueue',
    ],
    [
      'with eleven allowed queues',
      {
        RedriveAllowPolicy: {
          redrivePermission: 'byQueue',
          sourceQueueArns: Array.from({ length: 11 }, (_, index) => arnOf(`a${index}`)),
        },
      },
      'sourceQueueArns has more than 10 queues.',
    ],
  ])('%s', async (_, orders, reason, failed = {}) => {
    await expect(
      running.deploy([queue('orders', orders), queue('failed', failed)]),
    ).rejects.toMatchObject({
      code: 'TEMPLATE_UNSUPPORTED',
      message: expect.stringContaining(`AWS would refuse the queue app/orders: ${reason}`),
    });
  });

  test('with a dead-letter queue of another type', async () => {
    await expect(
      running.deploy([queue('orders.fifo', { RedrivePolicy: toFailed }), queue('failed')]),
    ).rejects.toMatchObject({ message: expect.stringContaining('must be of the same type') });
  });
});
