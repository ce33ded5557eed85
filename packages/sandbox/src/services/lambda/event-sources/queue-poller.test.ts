import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  FunctionFailure,
  mappingResource,
  startEventSources,
  type TestEventSources,
} from '../../../../testing/event-sources.js';
import type { Properties, Resource } from '../../../assembly/resource-graph.js';

const ARN = 'arn:aws:sqs:eu-west-1:123456789012:';
const urlOf = (name: string) => `http://127.0.0.1:1/123456789012/${name}`;
const queue = (name: string, properties: Properties = {}): Partial<Resource> => ({
  type: 'AWS::SQS::Queue',
  physicalId: urlOf(name),
  properties,
});
const queues = [
  queue('orders', {
    RedrivePolicy: { deadLetterTargetArn: `${ARN}failed`, maxReceiveCount: 2 },
  }),
  queue('failed'),
];
const mapping = (properties: Properties = {}) => {
  const resource = mappingResource({ EventSourceArn: `${ARN}orders`, ...properties });
  const { StartingPosition: _, ...others } = resource.properties ?? {};
  return { ...resource, path: 'app/mapping', properties: others };
};

type QueueRecord = {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
};
type QueueEvent = { readonly Records: readonly QueueRecord[] };

let running: TestEventSources | undefined;
let sdk: SQSClient;
afterEach(async () => {
  sdk.destroy();
  await running?.stop();
  expect(running?.faults ?? []).toEqual([]);
  running = undefined;
});

async function start(
  handler: (event: QueueEvent) => unknown,
  properties: Properties = {},
  others: readonly Partial<Resource>[] = [],
): Promise<TestEventSources> {
  running = await startEventSources(
    (event) => handler(event as unknown as QueueEvent),
    [...queues, mapping(properties), ...others],
  );
  sdk = new SQSClient(running.client);
  return running;
}

const send = (MessageBody: string, more: object = {}) =>
  sdk.send(new SendMessageCommand({ QueueUrl: urlOf('orders'), MessageBody, ...more }));
const sendAll = (bodies: readonly string[]) =>
  sdk.send(
    new SendMessageBatchCommand({
      QueueUrl: urlOf('orders'),
      Entries: bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody })),
    }),
  );
const count = async (name: string) => {
  const { Attributes = {} } = await sdk.send(
    new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages) +
    Number(Attributes.ApproximateNumberOfMessagesNotVisible)
  );
};
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 5 });
const bodiesOf = ({ Records }: QueueEvent) => Records.map(({ body }) => body);

describe('a function', () => {
  test('gets the messages of a queue in the format of Lambda, and they are deleted', async () => {
    const events: QueueEvent[] = [];
    await start((event) => void events.push(event));
    const { MessageId } = await send('hello', {
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'greeting' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
      },
    });
    await until(() => expect(events).toHaveLength(1));
    expect(events).toEqual([
      {
        Records: [
          {
            messageId: MessageId,
            receiptHandle: expect.any(String),
            body: 'hello',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d+$/),
              SenderId: '123456789012',
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d+$/),
            },
            messageAttributes: {
              kind: {
                stringValue: 'greeting',
                stringListValues: [],
                binaryListValues: [],
                dataType: 'String',
              },
              bytes: {
                binaryValue: 'AP8=',
                stringListValues: [],
                binaryListValues: [],
                dataType: 'Binary',
              },
            },
            md5OfBody: '5d41402abc4b2a76b9719d911017c592',
            eventSource: 'aws:sqs',
            eventSourceARN: `${ARN}orders`,
            awsRegion: 'eu-west-1',
          },
        ],
      },
    ]);
    await until(async () => expect(await count('orders')).toBe(0));
  });

  test('that always fails gets a message as often as its queue allows, then it is a dead letter', async () => {
    const seen: string[] = [];
    const { advance } = await start(({ Records }) => {
      seen.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount ?? ''));
      throw new FunctionFailure();
    });
    await send('broken');
    await until(() => expect(seen).toEqual(['1']));
    advance(30_000);
    await until(() => expect(seen).toEqual(['1', '2']));
    advance(30_000);
    await until(async () => expect(await count('failed')).toBe(1));
    expect(await count('orders')).toBe(0);
    expect(seen).toEqual(['1', '2']);
  });

  test.each<[what: string, response: (event: QueueEvent) => unknown, left: number]>([
    [
      'one message',
      ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === 'b').map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
      1,
    ],
    ['nothing', () => ({ batchItemFailures: [] }), 0],
    ['an unknown message', () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }), 3],
    ['no id', () => ({ batchItemFailures: [{ id: 'x' }] }), 3],
    ['no list', () => ({ batchItemFailures: 'all' }), 3],
  ])('that reports %s as failed keeps only that', async (_, response, left) => {
    let calls = 0;
    await start(
      (event) => {
        calls += event.Records.length;
        return response(event);
      },
      { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
    );
    await sendAll(['a', 'b', 'c']);
    await until(() => expect(calls).toBe(3));
    await until(async () => expect(await count('orders')).toBe(left));
  });

  test('gets full batches, and the rest after the window', async () => {
    const sizes: number[] = [];
    await start(({ Records }) => void sizes.push(Records.length), {
      BatchSize: 4,
      MaximumBatchingWindowInSeconds: 1,
    });
    await sendAll(Array.from({ length: 10 }, (_, index) => `${index}`));
    await until(() => expect(sizes.toSorted()).toEqual([2, 4, 4]));
  });

  test('gets at most 6 MB at once', async () => {
    const sizes: number[] = [];
    await start(({ Records }) => void sizes.push(Records.length), {
      MaximumBatchingWindowInSeconds: 1,
    });
    const body = 'a'.repeat(1024 * 1024);
    for (let index = 0; index < 7; index += 1) await send(body);
    await until(() => expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(7));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
  });

  test('gets only messages that match a filter, and the others are deleted', async () => {
    const events: QueueEvent[] = [];
    await start((event) => void events.push(event), {
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] },
    });
    for (const body of ['{"kind":"refund"}', 'no JSON', '{"kind":"order"}']) await send(body);
    await until(() => expect(events.flatMap(bodiesOf)).toEqual(['{"kind":"order"}']));
    await until(async () => expect(await count('orders')).toBe(0));
  });

  test('runs as often at the same time as the mapping allows', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    await start(
      async ({ Records }) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 20));
        now -= 1;
        done += Records.length;
      },
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
    );
    await sendAll(Array.from({ length: 8 }, (_, index) => `${index}`));
    await until(() => expect(done).toBe(8));
    expect(most).toBe(2);
  });
});

describe('a mapping', () => {
  test('is described with the members of a queue', async () => {
    const { client, service } = await start(() => {}, { ScalingConfig: { MaximumConcurrency: 7 } });
    const lambda = new LambdaClient(client);
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({}));
    lambda.destroy();
    expect(EventSourceMappings).toMatchObject([
      { EventSourceArn: `${ARN}orders`, BatchSize: 10, ScalingConfig: { MaximumConcurrency: 7 } },
    ]);
    expect(EventSourceMappings?.[0]?.StartingPosition).toBeUndefined();
    expect(service.describe?.({ ...mapping(), physicalId: 'mapping' } as Resource)).toBe(
      'orders to on-clicks, 10 at once',
    );
  });

  test('whose function may not read delivers nothing, and is named', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/on-clicks';
    const calls = vi.fn();
    const { service } = await start(calls, {}, [
      {
        type: 'AWS::Lambda::Function',
        physicalId: 'on-clicks',
        name: 'on-orders',
        properties: { Role: roleArn },
      },
      {
        type: 'AWS::IAM::Role',
        physicalId: 'on-clicks',
        attributes: { Arn: roleArn },
        properties: {},
      },
    ]);
    expect(service.warnings?.()).toEqual([
      `The role of on-orders does not allow sqs:ReceiveMessage and sqs:DeleteMessage and sqs:GetQueueAttributes on ${ARN}orders, and AWS refuses its event source mapping for this reason: the function gets no events from it.`,
    ]);
    await send('a');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls).not.toHaveBeenCalled();
  });

  test('of a queue that the backend does not define is named', async () => {
    const { service } = await start(() => {}, { EventSourceArn: `${ARN}elsewhere` });
    expect(service.warnings?.()).toEqual([expect.stringContaining(`${ARN}elsewhere`)]);
  });

  test('delivers each message once while the backend is deployed again', async () => {
    const seen: string[] = [];
    const { deploy } = await start(async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.push(...bodiesOf(event));
    });
    await sendAll(['a', 'b', 'c']);
    await deploy([...queues, mapping()]);
    await send('d');
    await until(() => expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd']));
    await until(async () => expect(await count('orders')).toBe(0));
  });

  test.each<[what: string, properties: Properties, reason: string]>([
    [
      'a large batch without a window',
      { BatchSize: 11 },
      'a BatchSize of more than 10 needs a MaximumBatchingWindowInSeconds of at least 1',
    ],
    [
      'a concurrency of one',
      { ScalingConfig: { MaximumConcurrency: 1 } },
      'MaximumConcurrency must be a whole number from 2 to 1000',
    ],
    [
      'a queue whose messages are visible before the function ends',
      { FunctionName: 'slow' },
      'Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    ],
  ])('with %s is refused', async (_, properties, reason) => {
    const { deploy } = await start(() => {});
    const slow = {
      type: 'AWS::Lambda::Function',
      physicalId: 'slow',
      properties: { Timeout: 31 },
    };
    await expect(deploy([...queues, slow, mapping(properties)])).rejects.toMatchObject({
      code: 'TEMPLATE_UNSUPPORTED',
      message: `AWS would refuse the event source mapping app/mapping: ${reason}.`,
    });
  });
});
