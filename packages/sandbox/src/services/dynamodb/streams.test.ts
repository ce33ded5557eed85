import { DatabaseSync } from 'node:sqlite';
import {
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startDynamodb, type TestDynamodb, tableResource } from '../../../testing/tables.js';
import type { Properties } from '../../assembly/resource-graph.js';

const TableName = 'table';
const StreamArn =
  'arn:aws:dynamodb:eu-west-1:123456789012:table/table/stream/2026-01-01T00:00:00.000';
const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

const streamed = (StreamViewType = 'NEW_AND_OLD_IMAGES', properties: Properties = {}) =>
  tableResource(TableName, { StreamSpecification: { StreamViewType }, ...properties });

let running: TestDynamodb;
let database: DatabaseSync;
beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  running = await startDynamodb({ database, resources: [streamed(), tableResource('quiet')] });
});
afterEach(() => running.stop());

const item = (pk: string, a?: number) => ({
  pk: { S: pk },
  ...(a !== undefined && { a: { N: String(a) } }),
});
const put = (pk: string, a?: number, table = TableName) =>
  running.sdk.send(new PutItemCommand({ TableName: table, Item: item(pk, a) }));
const remove = (pk: string) =>
  running.sdk.send(new DeleteItemCommand({ TableName, Key: item(pk) }));

const shardId = async () => {
  const { StreamDescription } = await running.streams.send(
    new DescribeStreamCommand({ StreamArn }),
  );
  return StreamDescription?.Shards?.[0]?.ShardId ?? '';
};
const iterator = async (
  ShardIteratorType: GetShardIteratorCommandInput['ShardIteratorType'] = 'TRIM_HORIZON',
  SequenceNumber?: string,
) => {
  const { ShardIterator = '' } = await running.streams.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId: await shardId(),
      ShardIteratorType,
      SequenceNumber,
    }),
  );
  return ShardIterator;
};
const read = async (ShardIterator: string, Limit?: number) => {
  const { Records = [], NextShardIterator = '' } = await running.streams.send(
    new GetRecordsCommand({ ShardIterator, Limit }),
  );
  return { records: Records, next: NextShardIterator };
};
const records = async () => (await read(await iterator())).records;
const keys = async (ShardIterator: string) =>
  (await read(ShardIterator)).records.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S);

describe('a record', () => {
  test('reports an item that was added, changed and removed', async () => {
    await put('a', 1);
    await put('a', 2);
    await remove('a');
    const common = (size: number) => ({
      ApproximateCreationDateTime: expect.any(Date),
      Keys: item('a'),
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
      SizeBytes: size,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
    const event = {
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
    };
    const found = await records();
    expect(found).toEqual([
      { ...event, eventName: 'INSERT', dynamodb: { ...common(9), NewImage: item('a', 1) } },
      {
        ...event,
        eventName: 'MODIFY',
        dynamodb: { ...common(15), NewImage: item('a', 2), OldImage: item('a', 1) },
      },
      { ...event, eventName: 'REMOVE', dynamodb: { ...common(9), OldImage: item('a', 2) } },
    ]);
    expect(new Set(found.map(({ eventID }) => eventID)).size).toBe(3);
    const numbers = found.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0));
    expect([...numbers].sort()).toEqual(numbers);
  });

  test.each([
    ['KEYS_ONLY', {}],
    ['NEW_IMAGE', { NewImage: item('a', 2) }],
    ['OLD_IMAGE', { OldImage: item('a', 1) }],
    ['NEW_AND_OLD_IMAGES', { NewImage: item('a', 2), OldImage: item('a', 1) }],
  ])('with the view %s has the images of that view', async (view, images) => {
    await running.deploy([streamed(view)]);
    await put('a', 1);
    await put('a', 2);
    const { Keys, NewImage, OldImage } = (await records()).at(-1)?.dynamodb ?? {};
    expect({ Keys, ...(NewImage && { NewImage }), ...(OldImage && { OldImage }) }).toEqual({
      Keys: item('a'),
      ...images,
    });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['puts the same item', () => put('a', 1)],
    ['deletes an item that does not exist', () => remove('b')],
    [
      'updates to the same value',
      () =>
        running.sdk.send(
          new UpdateItemCommand({
            TableName,
            Key: item('a'),
            UpdateExpression: 'SET a = :a',
            ExpressionAttributeValues: { ':a': { N: '1' } },
          }),
        ),
    ],
    [
      'is refused',
      () =>
        running.sdk
          .send(
            new PutItemCommand({
              TableName,
              Item: item('a', 9),
              ConditionExpression: 'attribute_not_exists(pk)',
            }),
          )
          .catch(() => {}),
    ],
    [
      'belongs to a cancelled transaction',
      () =>
        running.sdk
          .send(
            new TransactWriteItemsCommand({
              TransactItems: [
                { Put: { TableName, Item: item('c') } },
                { Delete: { TableName, Key: item('a'), ConditionExpression: 'a = pk' } },
              ],
            }),
          )
          .catch(() => {}),
    ],
    ['is to a table without a stream', () => put('a', 1, 'quiet')],
  ])('is not created by a write that %s', async (_, write) => {
    await put('a', 1);
    await write();
    expect(await records()).toHaveLength(1);
  });

  test('is created for each write of a transaction', async () => {
    await running.sdk.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: item('a') } },
          { Put: { TableName: 'quiet', Item: item('b') } },
          { Put: { TableName, Item: item('c') } },
        ],
      }),
    );
    expect(await keys(await iterator())).toEqual(['a', 'c']);
  });

  test('of an item that expired says who removed it', async () => {
    await running.deploy([
      streamed('KEYS_ONLY', {
        TimeToLiveSpecification: { AttributeName: 'a', Enabled: true },
      }),
    ]);
    await put('a', Math.floor(Date.now() / 1000) - 1);
    await vi.waitFor(
      async () =>
        expect((await records()).at(-1)).toMatchObject({
          eventName: 'REMOVE',
          userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
        }),
      { timeout: 5000 },
    );
    expect((await records())[0]).not.toHaveProperty('userIdentity');
  });
});

describe('a stream', () => {
  test('is listed and described', async () => {
    const label = '2026-01-01T00:00:00.000';
    expect(await running.streams.send(new ListStreamsCommand({}))).toMatchObject({
      Streams: [{ StreamArn, StreamLabel: label, TableName }],
    });
    const { Streams } = await running.streams.send(new ListStreamsCommand({ TableName: 'quiet' }));
    expect(Streams).toEqual([]);
    const { StreamDescription } = await running.streams.send(
      new DescribeStreamCommand({ StreamArn }),
    );
    expect(StreamDescription).toMatchObject({
      StreamArn,
      StreamLabel: label,
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      CreationRequestDateTime: expect.any(Date),
      TableName,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      Shards: [
        {
          ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21}$/) },
        },
      ],
    });
    const after = await running.streams.send(
      new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId: await shardId() }),
    );
    expect(after.StreamDescription?.Shards).toEqual([]);
  });

  test('is listed in pages', async () => {
    await running.deploy(
      ['aaa', 'bbb', 'ccc'].map((name) => ({
        ...streamed(),
        name,
        physicalId: name,
      })),
    );
    const first = await running.streams.send(new ListStreamsCommand({ Limit: 2 }));
    expect(first.Streams?.map((stream) => stream.TableName)).toEqual(['aaa', 'bbb']);
    const second = await running.streams.send(
      new ListStreamsCommand({ ExclusiveStartStreamArn: first.LastEvaluatedStreamArn }),
    );
    expect(second.Streams?.map((stream) => stream.TableName)).toEqual(['ccc']);
    expect(second.LastEvaluatedStreamArn).toBeUndefined();
  });

  test('is read from its oldest record, from now on, from a record, or after one', async () => {
    await put('a');
    await put('b');
    const latest = await iterator('LATEST');
    await put('c');
    const [, second] = await records();
    const number = second?.dynamodb?.SequenceNumber;
    expect(await keys(await iterator('TRIM_HORIZON'))).toEqual(['a', 'b', 'c']);
    expect(await keys(latest)).toEqual(['c']);
    expect(await keys(await iterator('AT_SEQUENCE_NUMBER', number))).toEqual(['b', 'c']);
    expect(await keys(await iterator('AFTER_SEQUENCE_NUMBER', number))).toEqual(['c']);
  });

  test('is read continuously, each record once', async () => {
    const seen: unknown[] = [];
    let next = await iterator();
    for (let index = 0; index < 5; index++) {
      await put(String(index));
      await put('between', index, 'quiet');
      const page = await read(next, 1);
      seen.push(...page.records.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S));
      next = page.next;
    }
    expect(seen).toEqual(['0', '1', '2', '3', '4']);
    expect((await read(next)).records).toEqual([]);
    await put('last');
    expect(await keys(next)).toEqual(['last']);
  });

  test('returns 1 MB at a time', async () => {
    const text = { S: 'x'.repeat(390 * 1024) };
    for (const pk of ['a', 'b', 'c', 'd']) {
      await running.sdk.send(new PutItemCommand({ TableName, Item: { ...item(pk), text } }));
    }
    const first = await read(await iterator());
    expect(first.records).toHaveLength(2);
    expect(await keys(first.next)).toEqual(['c', 'd']);
  });

  test('continues after a restart', async () => {
    await put('a');
    const { next } = await read(await iterator());
    await running.stop();
    running = await startDynamodb({ database, resources: [streamed()] });
    await put('b');
    expect(await keys(next)).toEqual(['b']);
    expect(await keys(await iterator())).toEqual(['a', 'b']);
  });

  test('keeps its records for a day', async () => {
    await put('a');
    const [first] = await records();
    running.advance(23 * HOUR);
    await put('b');
    running.advance(2 * HOUR);
    expect(await keys(await iterator())).toEqual(['b']);
    await expect(
      iterator('AT_SEQUENCE_NUMBER', first?.dynamodb?.SequenceNumber),
    ).rejects.toBeInstanceOf(TrimmedDataAccessException);
    running.advance(24 * HOUR);
    const empty = await iterator();
    await put('c');
    expect(await keys(empty)).toEqual(['c']);
  });

  test('does not exist without its table, and is new with a new table', async () => {
    await put('a');
    const old = await iterator();
    await running.sdk.send(new DeleteTableCommand({ TableName }));
    await expect(read(old)).rejects.toBeInstanceOf(ResourceNotFoundException);
    await running.deploy([streamed()]);
    await expect(read(old)).rejects.toThrow('Invalid ShardIterator');
    expect(await records()).toEqual([]);
  });

  test('does not exist when the table no longer has one', async () => {
    await running.deploy([tableResource(TableName)]);
    await expect(iterator()).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('a reader is refused', () => {
  test('with an iterator from fifteen minutes ago', async () => {
    const old = await iterator();
    running.advance(15 * MINUTE);
    await expect(read(old)).rejects.toBeInstanceOf(ExpiredIteratorException);
  });

  const forged = (state: unknown) =>
    `${StreamArn}|1|${Buffer.from(JSON.stringify(state)).toString('base64')}`;
  test.each<[string, () => Promise<unknown>, string, string]>([
    ['no iterator', () => read('x'), 'ValidationException', 'Invalid ShardIterator'],
    [
      'an empty iterator',
      () => read(`${StreamArn}|1|`),
      'ValidationException',
      'Invalid ShardIterator',
    ],
    [
      'a forged iterator',
      () => read(forged({ table: 'x', position: 0, at: Date.now() })),
      'ValidationException',
      'Invalid ShardIterator',
    ],
    [
      'an iterator with an invalid position',
      () => read(forged({ table: 'x', position: 'a', at: Date.now() })),
      'ValidationException',
      'Invalid ShardIterator',
    ],
    [
      'another stream',
      () => running.streams.send(new DescribeStreamCommand({ StreamArn: `${StreamArn}x` })),
      'ResourceNotFoundException',
      'Stream:',
    ],
    [
      'another shard',
      () =>
        running.streams.send(
          new GetShardIteratorCommand({
            StreamArn,
            ShardId: 'shardId-00000000000000000000-00000000',
            ShardIteratorType: 'LATEST',
          }),
        ),
      'ResourceNotFoundException',
      'Shard does not exist',
    ],
    [
      'a type that does not exist',
      () => iterator('FIRST' as never),
      'ValidationException',
      'Member must satisfy enum value set',
    ],
    [
      'no sequence number when one is required',
      () => iterator('AT_SEQUENCE_NUMBER'),
      'ValidationException',
      "Value null at 'sequenceNumber'",
    ],
    [
      'an invalid sequence number',
      () => iterator('AT_SEQUENCE_NUMBER', '12'),
      'ValidationException',
      'Invalid SequenceNumber',
    ],
    [
      'a sequence number from the future',
      () => iterator('AT_SEQUENCE_NUMBER', '100000000000000000999'),
      'ValidationException',
      'Invalid SequenceNumber',
    ],
    [
      'over a thousand records',
      async () => read(await iterator(), 1001),
      'ValidationException',
      'between 1 and 1000',
    ],
  ])('with %s', async (_, attempt, name, message) => {
    await expect(attempt()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});
