import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '@amplify-recipes/sandbox';
import {
  DeleteItemCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fetchAuthSession, signIn } from 'aws-amplify/auth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, parseLogLine, startBackend, until } from './backend.ts';

const backend = startBackend();
const { logOf, registerAndConfirm } = backend;

let dynamodb: DynamoDBClient;
let kinesis: KinesisClient;
let sqs: SQSClient;

beforeAll(() => {
  const client = clientOf(backend.sandbox);
  dynamodb = new DynamoDBClient(client);
  kinesis = new KinesisClient(client);
  sqs = new SQSClient(client);
});
afterAll(() => {
  for (const client of [dynamodb, kinesis, sqs]) client?.destroy();
});

type Endpoint = Pick<Sandbox, 'url' | 'region' | 'credentials' | 'outputs'>;

const clientOf = ({ url: endpoint, region, credentials }: Endpoint) => ({
  endpoint,
  region,
  credentials,
});

const streamOf = ({ outputs }: Endpoint) =>
  (outputs.custom as { clicks_stream_name: string }).clicks_stream_name;

/** The messages in a function's dead-letter queue, about records that Lambda gave up. */
async function deadLettersOf(functionName: string): Promise<readonly string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
  const QueueUrl = QueueUrls.find((url) => url.includes(functionName.replaceAll('-', '')));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  return Messages.map(({ Body = '' }) => Body);
}

test('a write to the table of todos runs the function with the old and the new item', async () => {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
  const TableName = TableNames.find((name) => name.startsWith('Todo-'));
  const id = { S: '1' };
  const added = { id, content: { S: 'Buy milk' }, isDone: { BOOL: false } };
  const done = { ...added, isDone: { BOOL: true } };
  await dynamodb.send(new PutItemCommand({ TableName, Item: added }));
  await dynamodb.send(new PutItemCommand({ TableName, Item: done }));
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: { id } }));

  await until(() =>
    expect(logOf('watch-todos')).toMatchObject([
      { message: 'todo added', fields: ['content', 'id', 'isDone'] },
      { message: 'todo changed', fields: ['isDone'] },
      { message: 'todo removed', fields: ['content', 'id', 'isDone'] },
    ]),
  );
  const invocations = backend.invocationsOf('watch-todos', 'aws:dynamodb');
  expect(
    invocations.flatMap(({ event }) => (event as { Records: unknown[] }).Records),
  ).toMatchObject([
    { eventName: 'INSERT', dynamodb: { NewImage: added } },
    { eventName: 'MODIFY', dynamodb: { OldImage: added, NewImage: done } },
    { eventName: 'REMOVE', dynamodb: { OldImage: done } },
  ]);
  expect(invocations.flatMap(({ logs }) => logs).join()).not.toContain('milk');
});

const click = (PartitionKey: string, data: string = JSON.stringify({ page: '/pricing' })) => ({
  PartitionKey,
  Data: Buffer.from(data),
});

/** Twenty requests with 500 records each, the maximum, of 100 partition keys. */
const requests: readonly (readonly PutRecordsRequestEntry[])[] = Array.from({ length: 20 }, () =>
  Array.from({ length: 500 }, (_, index) => click(`visitor-${index % 100}`)),
);

/** Partition keys, each with the sequence numbers of its records in order. */
type ByKey = Readonly<Record<string, readonly string[]>>;

/** Reads all records of a stream. */
async function recordsOf(client: KinesisClient, StreamName: string): Promise<ByKey> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const byKey: Record<string, string[]> = {};
  for (const { ShardId } of Shards) {
    let { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    for (let left = Number.POSITIVE_INFINITY; left > 0; ) {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator }));
      for (const { PartitionKey = '', SequenceNumber = '' } of answer.Records ?? []) {
        byKey[PartitionKey] ??= [];
        byKey[PartitionKey].push(SequenceNumber);
      }
      ShardIterator = answer.NextShardIterator;
      left = answer.MillisBehindLatest ?? 0;
    }
  }
  return byKey;
}

/** An event id consists of the shard id and the sequence number. */
const sequenceNumberOf = (eventId: string) => eventId.split(':')[1] ?? '';

/** The records that a function handled, in the order of their event ids in its log. */
function handledOf(eventIds: readonly string[], put: ByKey): ByKey {
  const keys = new Map(
    Object.entries(put).flatMap(([key, numbers]) => numbers.map((number) => [number, key])),
  );
  const byKey: Record<string, string[]> = {};
  for (const eventId of eventIds) {
    const number = sequenceNumberOf(eventId);
    const key = keys.get(number) ?? 'unknown';
    byKey[key] ??= [];
    byKey[key].push(number);
  }
  return byKey;
}

/** The event ids of the counted clicks in a log. */
const countedIn = (log: ReturnType<typeof logOf>) =>
  log.flatMap(({ clicks, eventID }) => (clicks === 1 ? String(eventID) : []));

describe('clicks', () => {
  const counted = () => countedIn(logOf('count-clicks'));

  test('are counted once each, in the order of each visitor, also 10,000 of them', async () => {
    const StreamName = streamOf(backend.sandbox);
    const before = counted().length;
    for (const Records of requests) {
      const answer = await kinesis.send(
        new PutRecordsCommand({ StreamName, Records: [...Records] }),
      );
      expect(answer.FailedRecordCount).toBe(0);
    }
    await until(() => expect(counted().length).toBeGreaterThanOrEqual(before + 10_000));
    const put = await recordsOf(kinesis, StreamName);
    expect(Object.values(put).flat()).toHaveLength(before + 10_000);
    expect(handledOf(counted(), put)).toEqual(put);
  });

  test('can be put on the stream only by signed-in users, who cannot read it', async () => {
    const StreamName = streamOf(backend.sandbox);
    const before = counted().length;
    const Records = [click('ada')];
    const asVisitor = async () => {
      const { credentials } = await fetchAuthSession();
      return new KinesisClient({
        ...clientOf(backend.sandbox),
        ...(credentials && { credentials }),
      });
    };
    const refused = { name: 'AccessDeniedException' };

    const guest = await asVisitor();
    const put = new PutRecordsCommand({ StreamName, Records });
    await expect(guest.send(put)).rejects.toMatchObject(refused);
    guest.destroy();

    await signIn({ username: await registerAndConfirm(), password: PASSWORD });
    const user = await asVisitor();
    expect(await user.send(put)).toMatchObject({ FailedRecordCount: 0 });
    const list = new ListShardsCommand({ StreamName });
    await expect(user.send(list)).rejects.toMatchObject(refused);
    user.destroy();
    await until(() => expect(counted().length).toBe(before + 1));
  });

  test('are counted also when an invalid one ends in the dead-letter queue', async () => {
    const StreamName = streamOf(backend.sandbox);
    const before = counted().length;
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({
        StreamName,
        Records: [click('ada'), click('bob'), click('ada', 'poison'), click('ada'), click('bob')],
      }),
    );
    await until(() => expect(counted().length).toBe(before + 4));
    const handled = counted().slice(before).map(sequenceNumberOf);
    const put = Records.map(({ SequenceNumber = '' }) => SequenceNumber);
    const [first = '', , poison = '', last = ''] = put;
    expect(handled.toSorted()).toEqual(put.filter((number) => number !== poison).toSorted());
    expect(handled.indexOf(first)).toBeLessThan(handled.indexOf(last));
    const letters = await deadLettersOf('count-clicks');
    expect(letters.map((letter) => JSON.parse(letter))).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted' },
        KinesisBatchInfo: {
          batchSize: 1,
          startSequenceNumber: poison,
          endSequenceNumber: poison,
        },
      },
    ]);
  });
});

describe('kill -9 in the middle of 10,000 clicks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-clicks-'));
  const log = join(folder, 'log');
  let running: ChildProcess | undefined;
  afterAll(() => {
    running?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param lines Number of log lines after which the process kills itself. */
  async function start(lines?: number) {
    const script = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url));
    const child = fork(script, [join(folder, 'data'), 'count-clicks', log, String(lines)]);
    running = child;
    const ended = once(child, 'exit');
    const [endpoint]: Endpoint[] = await Promise.race([
      once(child, 'message'),
      ended.then(([code, signal]) => {
        throw new Error(`The sandbox ended with ${signal ?? code} before it was ready.`);
      }),
    ]);
    if (!endpoint) throw new Error('The sandbox did not send its URL.');
    return {
      client: new KinesisClient({ ...clientOf(endpoint), maxAttempts: 1 }),
      StreamName: streamOf(endpoint),
      ended,
    };
  }

  /** Clicks that were being handled at the kill are handled again. Only the first time counts. */
  const counted = () => [
    ...new Set(countedIn(readFileSync(log, 'utf8').split('\n').flatMap(parseLogLine))),
  ];

  test('loses no click, and keeps the order of each visitor', async () => {
    let sandbox = await start(3000);
    const restart = async () => {
      expect(await sandbox.ended).toEqual([null, 'SIGKILL']);
      sandbox.client.destroy();
      sandbox = await start();
    };
    let killed = false;
    for (const Records of requests) {
      const put = () =>
        sandbox.client.send(
          new PutRecordsCommand({ StreamName: sandbox.StreamName, Records: [...Records] }),
        );
      // A request without an answer may have reached the stream or not, so it is sent again.
      await put().catch(async () => {
        killed = true;
        await restart();
        await put();
      });
    }
    if (!killed) await restart();

    const put = await recordsOf(sandbox.client, sandbox.StreamName);
    const records = Object.values(put).flat().length;
    expect(records).toBeGreaterThanOrEqual(10_000);
    await until(() => expect(counted().length).toBe(records), 60_000);
    expect(handledOf(counted(), put)).toEqual(put);
    sandbox.client.destroy();
  });
});
