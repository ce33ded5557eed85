import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  InvalidArgumentException,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { NamedResource, Properties, Resource } from '../../assembly/resource-graph.js';
import { openDataDirectory } from '../../store/data-directory.js';
import { kinesis } from './index.js';
import { kinesisResourceTypes } from './resource-types.js';

const StreamName = 'clicks';
const StreamARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
const HOUR = 60 * 60 * 1000;
const LAST_HASH_KEY = String(2n ** 128n - 1n);

const stream = (properties: Properties = {}, physicalId = StreamName): Partial<Resource> => ({
  type: 'AWS::Kinesis::Stream',
  physicalId,
  name: physicalId,
  attributes: { Arn: StreamARN.replace(StreamName, physicalId) },
  properties,
});

let running: TestService;
let sdk: KinesisClient;
let database: DatabaseSync;
const start = async (resources = [stream({ ShardCount: 2 }), stream({}, 'other')]) => {
  running = await startService(kinesis, { resources, database });
  sdk = new KinesisClient(running.client);
};
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  return start();
});
afterEach(async () => {
  sdk.destroy();
  await running.stop();
  expect(running.faults).toEqual([]);
});

const put = (PartitionKey: string, data: string, more: object = {}) =>
  sdk.send(new PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(data), ...more }));
const putAll = (Records: readonly { readonly PartitionKey: string; readonly Data: Uint8Array }[]) =>
  sdk.send(new PutRecordsCommand({ StreamName, Records: [...Records] }));
const iterator = async (input: Partial<GetShardIteratorCommandInput> = {}) => {
  const { ShardIterator = '' } = await sdk.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
      ...input,
    }),
  );
  return ShardIterator;
};
const read = async (ShardIterator: string, Limit?: number) => {
  const { Records = [], ...rest } = await sdk.send(new GetRecordsCommand({ ShardIterator, Limit }));
  return { ...rest, records: Records };
};
const texts = async (input: Partial<GetShardIteratorCommandInput> = {}) =>
  (await read(await iterator(input))).records.map(({ Data }) => Buffer.from(Data ?? []).toString());
const raw = async (operation: string, input: unknown) => {
  const response = await fetch(running.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Kinesis_20131202.${operation}`,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
/** Partition keys whose hashes are in the first and in the second half. */
const FIRST_HALF = 'a';
const SECOND_HALF = 'b';

describe('a record', () => {
  test('comes back as it was put, with its shard, sequence number and time', async () => {
    const before = Date.now();
    const { ShardId, SequenceNumber, EncryptionType } = await put(FIRST_HALF, 'ü\u0000');
    expect({ ShardId, EncryptionType }).toEqual({
      ShardId: 'shardId-000000000000',
      EncryptionType: 'NONE',
    });
    const { records, MillisBehindLatest, NextShardIterator } = await read(await iterator());
    expect(records).toEqual([
      {
        SequenceNumber,
        PartitionKey: FIRST_HALF,
        Data: new Uint8Array(Buffer.from('ü\u0000')),
        ApproximateArrivalTimestamp: expect.any(Date),
        EncryptionType: 'NONE',
      },
    ]);
    const arrival = records[0]?.ApproximateArrivalTimestamp?.getTime() ?? 0;
    expect(arrival).toBeGreaterThanOrEqual(before);
    expect(arrival).toBeLessThanOrEqual(Date.now());
    expect(MillisBehindLatest).toBe(0);
    expect((await read(NextShardIterator ?? '')).records).toEqual([]);
  });

  test('goes to the shard of the MD5 of its partition key', async () => {
    await start([stream({ ShardCount: 7 })]);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }),
        async (key) => {
          const hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
          const { ShardId = '' } = await put(key, 'x');
          const { Shards = [] } = await sdk.send(new ListShardsCommand({ StreamName }));
          const { HashKeyRange } = Shards.find((shard) => shard.ShardId === ShardId) ?? {};
          expect(BigInt(HashKeyRange?.StartingHashKey ?? -1)).toBeLessThanOrEqual(hash);
          expect(BigInt(HashKeyRange?.EndingHashKey ?? -1)).toBeGreaterThanOrEqual(hash);
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each([
    ['0', 'shardId-000000000000'],
    [String(2n ** 127n - 1n), 'shardId-000000000000'],
    [String(2n ** 127n), 'shardId-000000000001'],
    [LAST_HASH_KEY, 'shardId-000000000001'],
  ])('with the explicit hash key %s goes to %s', async (ExplicitHashKey, ShardId) => {
    expect(await put('a', 'x', { ExplicitHashKey })).toMatchObject({ ShardId });
    expect(await put('c', 'x', { ExplicitHashKey })).toMatchObject({ ShardId });
  });

  test('has a higher sequence number than the one before', async () => {
    const numbers: bigint[] = [];
    for (let index = 0; index < 5; index++) {
      numbers.push(BigInt((await put(FIRST_HALF, 'x')).SequenceNumber ?? 0));
    }
    const { Records = [] } = await putAll(
      Array.from({ length: 5 }, () => ({ PartitionKey: FIRST_HALF, Data: Buffer.from('x') })),
    );
    numbers.push(...Records.map(({ SequenceNumber }) => BigInt(SequenceNumber ?? 0)));
    expect(new Set(numbers).size).toBe(10);
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
  });

  test('exists for the retention period of the stream', async () => {
    await running.deploy([stream({ RetentionPeriodHours: 48 }), stream({}, 'other')]);
    await put('a', 'old');
    await put('a', 'old', { StreamName: 'other' });
    running.advance(24 * HOUR);
    await put('a', 'new');
    await put('a', 'new', { StreamName: 'other' });
    const ShardId = 'shardId-000000000002';
    expect(await texts({ ShardId })).toEqual(['old', 'new']);
    expect(await texts({ StreamName: 'other' })).toEqual(['new']);
    running.advance(24 * HOUR);
    expect(await texts({ ShardId })).toEqual(['new']);
    running.advance(24 * HOUR);
    expect(await texts({ ShardId })).toEqual([]);
  });
});

describe('PutRecords', () => {
  test('answers each record in order', async () => {
    const { FailedRecordCount, Records } = await putAll([
      { PartitionKey: FIRST_HALF, Data: Buffer.from('0') },
      { PartitionKey: SECOND_HALF, Data: Buffer.from('1') },
    ]);
    expect(FailedRecordCount).toBe(0);
    expect(Records).toEqual([
      { ShardId: 'shardId-000000000000', SequenceNumber: expect.stringMatching(/^\d{56}$/) },
      { ShardId: 'shardId-000000000001', SequenceNumber: expect.stringMatching(/^\d{56}$/) },
    ]);
  });

  test('accepts 500 records, and five megabytes', async () => {
    const { Records } = await putAll(
      Array.from({ length: 500 }, () => ({
        PartitionKey: FIRST_HALF,
        Data: Buffer.alloc(10_484, 1),
      })),
    );
    expect(Records).toHaveLength(500);
    expect((await read(await iterator())).records).toHaveLength(500);
  });

  test.each([
    [
      '501 records',
      Array.from({ length: 501 }, () => ({ PartitionKey: 'a', Data: Buffer.from('x') })),
      'ValidationException',
    ],
    [
      'more than five megabytes',
      Array.from({ length: 6 }, () => ({ PartitionKey: 'a', Data: Buffer.alloc(1_000_000) })),
      'InvalidArgumentException',
    ],
    [
      'one record that is too long',
      [
        { PartitionKey: 'c', Data: Buffer.from('x') },
        { PartitionKey: 'a', Data: Buffer.alloc(1024 * 1024) },
      ],
      'ValidationException',
    ],
    ['no record', [], 'ValidationException'],
  ])('is refused with %s, and keeps nothing', async (_, records, name) => {
    await expect(putAll(records)).rejects.toMatchObject({ name });
    expect(await texts()).toEqual([]);
  });
});

describe('an iterator', () => {
  test('of each type starts at the right position', async () => {
    await put(FIRST_HALF, 'a');
    running.advance(2000);
    const { SequenceNumber: StartingSequenceNumber } = await put(FIRST_HALF, 'b');
    const { records } = await read(await iterator());
    const Timestamp = records[1]?.ApproximateArrivalTimestamp;
    await put(FIRST_HALF, 'c');
    const latest = await iterator({ ShardIteratorType: 'LATEST' });
    await put(FIRST_HALF, 'd');
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
    expect(
      await texts({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber }),
    ).toEqual(['b', 'c', 'd']);
    expect(
      await texts({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber }),
    ).toEqual(['c', 'd']);
    expect(await texts({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp })).toEqual(['b', 'c', 'd']);
    expect((await read(latest)).records).toMatchObject([{ PartitionKey: FIRST_HALF }]);
  });

  test('reads a page at a time, and returns how far behind it is', async () => {
    await put(FIRST_HALF, 'a');
    await put(FIRST_HALF, 'b');
    running.advance(5000);
    const first = await read(await iterator(), 1);
    expect(first.records).toHaveLength(1);
    expect(first.MillisBehindLatest).toBeGreaterThanOrEqual(5000);
    const second = await read(first.NextShardIterator ?? '', 1);
    expect(second.records.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['b']);
    expect(second.MillisBehindLatest).toBe(0);
  });

  test('expires after five minutes', async () => {
    const ShardIterator = await iterator();
    running.advance(4.9 * 60 * 1000);
    await read(ShardIterator);
    running.advance(0.2 * 60 * 1000);
    await expect(read(ShardIterator)).rejects.toThrow(ExpiredIteratorException);
  });

  test.each([
    [
      'of a shard that does not exist',
      { ShardId: 'shardId-000000000009' },
      ResourceNotFoundException,
    ],
    ['of a stream that does not exist', { StreamName: 'nobody' }, ResourceNotFoundException],
    [
      'at a missing sequence number',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '12' },
      InvalidArgumentException,
    ],
    [
      'at an invalid sequence number',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '9'.repeat(56) },
      InvalidArgumentException,
    ],
    [
      'after a missing sequence number',
      { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' },
      InvalidArgumentException,
    ],
    ['at a missing time', { ShardIteratorType: 'AT_TIMESTAMP' }, InvalidArgumentException],
    [
      'at a time in the future',
      { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(Date.now() + HOUR) },
      InvalidArgumentException,
    ],
  ] as const)('is refused %s', async (_, input, error) => {
    await expect(iterator(input)).rejects.toThrow(error);
  });

  test.each([
    ['text', 'hello'],
    ['JSON of something else', Buffer.from('{"a":1}').toString('base64')],
    [
      'an invalid position',
      Buffer.from('{"streamId":"a","shardId":"b","position":"0 OR 1=1","createdAt":9e15}').toString(
        'base64',
      ),
    ],
  ])('that is %s is refused', async (_, ShardIterator) => {
    await expect(read(ShardIterator)).rejects.toThrow(InvalidArgumentException);
  });
});

describe('a stream', () => {
  test('is described with its shards', async () => {
    const { StreamDescription } = await sdk.send(new DescribeStreamCommand({ StreamARN }));
    const shard = (ShardId: string, StartingHashKey: string, EndingHashKey: string) => ({
      ShardId,
      HashKeyRange: { StartingHashKey, EndingHashKey },
      SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{56}$/) },
    });
    expect(StreamDescription).toEqual({
      StreamName,
      StreamARN,
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: expect.any(Date),
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: 'NONE',
      HasMoreShards: false,
      Shards: [
        shard('shardId-000000000000', '0', String(2n ** 127n - 1n)),
        shard('shardId-000000000001', String(2n ** 127n), LAST_HASH_KEY),
      ],
    });
  });

  test.each<[string, Properties, number, object]>([
    [
      'on demand',
      { StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
      4,
      { RetentionPeriodHours: 24 },
    ],
    ['without any property', {}, 1, { StreamModeDetails: { StreamMode: 'PROVISIONED' } }],
    [
      'with numbers as strings',
      { ShardCount: '3', RetentionPeriodHours: '48' },
      3,
      { RetentionPeriodHours: 48 },
    ],
  ])('%s has the number of shards that it has in AWS', async (_, properties, count, expected) => {
    await start([stream(properties)]);
    const { StreamDescriptionSummary } = await sdk.send(
      new DescribeStreamSummaryCommand({ StreamName }),
    );
    expect(StreamDescriptionSummary).toMatchObject({ OpenShardCount: count, ...expected });
  });

  test.each<[string, Properties]>([
    ['no shards', { ShardCount: 0 }],
    ['a shard count that is not a number', { ShardCount: 'many' }],
    ['a retention of an hour', { RetentionPeriodHours: 1 }],
    ['a retention of two years', { RetentionPeriodHours: 2 * 8760 }],
  ])('with %s is refused', async (_, properties) => {
    await expect(running.deploy([stream(properties)])).rejects.toMatchObject({
      code: 'TEMPLATE_UNSUPPORTED',
    });
  });

  test('keeps its records when it is deployed again with other shards, which become children of the old', async () => {
    await put(FIRST_HALF, 'before');
    await running.deploy([stream({ ShardCount: 1 })]);
    expect(await put(FIRST_HALF, 'after')).toMatchObject({ ShardId: 'shardId-000000000002' });
    const old = await read(await iterator());
    expect(old.records).toHaveLength(1);
    expect(old).toMatchObject({
      ChildShards: [
        {
          ShardId: 'shardId-000000000002',
          ParentShards: ['shardId-000000000000', 'shardId-000000000001'],
        },
      ],
    });
    expect(old.NextShardIterator).toBeUndefined();
    expect(await texts({ ShardId: 'shardId-000000000002' })).toEqual(['after']);
    const { Shards = [] } = await sdk.send(new ListShardsCommand({ StreamName }));
    expect(
      Shards.map(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber),
    ).toEqual([expect.stringMatching(/^\d{56}$/), expect.stringMatching(/^\d{56}$/), undefined]);
    const open = new ListShardsCommand({ StreamName, ShardFilter: { Type: 'AT_LATEST' } });
    expect((await sdk.send(open)).Shards).toHaveLength(1);
  });

  test('that the backend no longer defines disappears, and comes back with its records', async () => {
    await put(FIRST_HALF, 'a');
    await running.deploy([]);
    await expect(texts()).rejects.toThrow(ResourceNotFoundException);
    await running.deploy([stream({ ShardCount: 2 })]);
    expect(await texts()).toEqual(['a']);
  });

  test('is listed by name, with its shards, a page at a time', async () => {
    const first = await sdk.send(new ListStreamsCommand({ Limit: 1 }));
    expect(first).toMatchObject({ StreamNames: ['clicks'], HasMoreStreams: true });
    expect(await sdk.send(new ListStreamsCommand({ NextToken: first.NextToken }))).toMatchObject({
      StreamNames: ['other'],
      HasMoreStreams: false,
    });
    const shards = await sdk.send(new ListShardsCommand({ StreamName, MaxResults: 1 }));
    expect(shards.Shards).toMatchObject([{ ShardId: 'shardId-000000000000' }]);
    const { NextToken } = shards;
    expect(await sdk.send(new ListShardsCommand({ NextToken }))).toMatchObject({
      Shards: [{ ShardId: 'shardId-000000000001' }],
    });
  });

  test("has the template's name, or one from CloudFormation", () => {
    const named = { stackName: 'app', logicalId: 'Clicks', id: () => 'x' };
    const type = kinesisResourceTypes['AWS::Kinesis::Stream'];
    const physicalId = (properties: Properties) =>
      type?.physicalId({ ...named, properties } as unknown as NamedResource);
    expect(physicalId({ Name: 'mine' })).toBe('mine');
    expect(physicalId({})).toBe('app-Clicks-x');
  });
});

describe('a request', () => {
  test.each([
    ['an empty partition key', 'PutRecord', { StreamName, PartitionKey: '', Data: 'eA==' }],
    [
      'a partition key too long',
      'PutRecord',
      { StreamName, PartitionKey: 'a'.repeat(257), Data: 'eA==' },
    ],
    ['no partition key', 'PutRecord', { StreamName, Data: 'eA==' }],
    ['null for its data', 'PutRecord', { StreamName, PartitionKey: 'a', Data: null }],
    ['data that are not base64', 'PutRecord', { StreamName, PartitionKey: 'a', Data: 'e A=' }],
    ['data of half a byte', 'PutRecord', { StreamName, PartitionKey: 'a', Data: 'eA' }],
    [
      'one record of several that is not base64',
      'PutRecords',
      {
        StreamName,
        Records: [
          { PartitionKey: 'a', Data: 'eA==' },
          { PartitionKey: 'b', Data: '!' },
        ],
      },
    ],
    ['a number for its stream', 'PutRecord', { StreamName: 1, PartitionKey: 'a', Data: 'eA==' }],
    ['no stream', 'PutRecord', { PartitionKey: 'a', Data: 'eA==' }],
    [
      'the name of a prototype as stream',
      'PutRecord',
      { StreamName: '__proto__', PartitionKey: 'a', Data: '' },
    ],
    [
      'an ARN of another region or account',
      'DescribeStream',
      { StreamARN: StreamARN.replace('eu-west-1', 'us-east-1') },
    ],
    ['an ARN and another name', 'DescribeStream', { StreamARN, StreamName: 'other' }],
    [
      'a hash key too high',
      'PutRecord',
      { StreamName, PartitionKey: 'a', Data: '', ExplicitHashKey: String(2n ** 128n) },
    ],
    [
      'a negative hash key',
      'PutRecord',
      { StreamName, PartitionKey: 'a', Data: '', ExplicitHashKey: '-1' },
    ],
    ['records that are not structures', 'PutRecords', { StreamName, Records: [1] }],
    ['records that are not a list', 'PutRecords', { StreamName, Records: 'x' }],
    ['a limit of zero', 'GetRecords', { ShardIterator: 'x', Limit: 0 }],
    ['a limit too high', 'GetRecords', { ShardIterator: 'x', Limit: 10_001 }],
    ['a limit as a string', 'GetRecords', { ShardIterator: 'x', Limit: '1' }],
    [
      'an iterator without a type',
      'GetShardIterator',
      { StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'MIDDLE' },
    ],
    ['an invalid token', 'ListShards', { NextToken: 'x' }],
    [
      'a token and a stream',
      'ListShards',
      {
        StreamName,
        NextToken: Buffer.from('{"streamName":"clicks","filter":"all","after":""}').toString(
          'base64',
        ),
      },
    ],
    [
      'a filter that is not supported',
      'ListShards',
      { StreamName, ShardFilter: { Type: 'AT_TIMESTAMP' } },
    ],
  ])('with %s is refused with the reason', async (_, operation, input) => {
    sdk.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string };
        request.body = JSON.stringify(input);
        return next(args);
      },
      { step: 'build', priority: 'high' },
    );
    const commands = {
      PutRecord: () => put('a', 'x'),
      PutRecords: () => putAll([]),
      GetRecords: () => read('x'),
      GetShardIterator: () => iterator(),
      DescribeStream: () => sdk.send(new DescribeStreamCommand({ StreamName })),
      ListShards: () => sdk.send(new ListShardsCommand({ StreamName })),
    };
    const command = commands[operation as keyof typeof commands];
    await expect(command()).rejects.toMatchObject({
      name: expect.stringMatching(
        /^(ValidationException|InvalidArgumentException|ResourceNotFoundException|SerializationException)$/,
      ),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('without a signature is refused', async () => {
    const { status, body } = await raw('DescribeStream', { StreamName });
    expect(status).toBe(400);
    expect(body.__type).toBe('MissingAuthenticationTokenException');
  });

  test('for an operation that is not supported is answered with its name', async () => {
    const command = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'c' });
    await expect(sdk.send(command)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox does not support the operation RegisterStreamConsumer.',
    });
  });
});

test('confirmed records exist after kill -9, and the sequence numbers continue', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kinesis-'));
  try {
    const require = createRequire(import.meta.url);
    const writer = spawn(
      process.execPath,
      [
        '--import',
        pathToFileURL(require.resolve('tsx')).href,
        fileURLToPath(new URL('../../../testing/stream-writer.ts', import.meta.url)),
        directory,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let answered = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      answered = Number(line);
      if (answered === 500) writer.kill('SIGKILL');
    }
    expect(answered).toBeGreaterThanOrEqual(500);
    const data = openDataDirectory(directory);
    const restarted = await startService(kinesis, {
      database: data.database,
      resources: [stream({ ShardCount: 2 })],
    });
    sdk.destroy();
    sdk = new KinesisClient(restarted.client);
    const found = [
      ...(await texts({ ShardId: 'shardId-000000000000' })),
      ...(await texts({ ShardId: 'shardId-000000000001' })),
    ];
    // Each request is complete: ten records or none.
    expect(found.length).toBeGreaterThanOrEqual(answered);
    expect(found.length % 10).toBe(0);
    expect(new Set(found).size).toBe(found.length);
    const ends = await read(await iterator());
    const { SequenceNumber = '0' } = await put(FIRST_HALF, 'next');
    expect(BigInt(SequenceNumber)).toBeGreaterThan(
      BigInt(ends.records.at(-1)?.SequenceNumber ?? 0),
    );
    await restarted.stop();
    data.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
