import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  DESTINATION_ARN,
  FunctionFailure,
  mappingResource,
  STREAM_ARN,
  type StreamEvent,
  startEventSources,
  streamResource,
  TABLE_STREAM_ARN,
  type TestEventSources,
  type TestHandler,
} from '../../../../testing/event-sources.js';
import { tableResource } from '../../../../testing/tables.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { openDataDirectory } from '../../../store/data-directory.js';

let running: TestEventSources | undefined;
const stop = async () => {
  await running?.stop();
  expect(running?.faults ?? []).toEqual([]);
  running = undefined;
};
afterEach(stop);

const start = async (
  handler: TestHandler,
  mapping: Properties = {},
  stream: Properties = {},
  database?: DatabaseSync,
) => {
  running = await startEventSources(
    handler,
    [streamResource(stream), mappingResource(mapping)],
    database && { database },
  );
  return running;
};
const put = async (texts: readonly string[], keyOf = (text: string) => text) => {
  const sdk = new KinesisClient(running?.client ?? {});
  for (let index = 0; index < texts.length; index += 500) {
    const Records = texts
      .slice(index, index + 500)
      .map((text) => ({ PartitionKey: keyOf(text), Data: Buffer.from(text) }));
    await sdk.send(new PutRecordsCommand({ StreamName: 'clicks', Records }));
  }
  sdk.destroy();
};
const textsOf = ({ Records }: StreamEvent) =>
  Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 5 });
const names = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

describe('a function', () => {
  test('gets the records of a stream in the format of Lambda', async () => {
    const events: StreamEvent[] = [];
    await start((event) => void events.push(event));
    await put(['hello'], () => 'key');
    await until(() => expect(events).toHaveLength(1));
    const sequenceNumber = events[0]?.Records[0]?.kinesis.sequenceNumber;
    expect(events).toEqual([
      {
        Records: [
          {
            kinesis: {
              kinesisSchemaVersion: '1.0',
              partitionKey: 'key',
              sequenceNumber: expect.stringMatching(/^\d{56}$/),
              data: Buffer.from('hello').toString('base64'),
              approximateArrivalTimestamp: expect.any(Number),
            },
            eventSource: 'aws:kinesis',
            eventVersion: '1.0',
            eventID: `shardId-000000000000:${sequenceNumber}`,
            eventName: 'aws:kinesis:record',
            awsRegion: 'eu-west-1',
            eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks',
          },
        ],
      },
    ]);
  });

  test('gets the records of a table in the format of Lambda', async () => {
    const events: unknown[] = [];
    running = await startEventSources(
      (event) => void events.push(event),
      [
        tableResource('table', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
        mappingResource({ EventSourceArn: TABLE_STREAM_ARN }),
      ],
    );
    const sdk = new DynamoDBClient(running.client);
    await sdk.send(new PutItemCommand({ TableName: 'table', Item: { pk: { S: 'a' } } }));
    await until(() => expect(events).toHaveLength(1));
    expect(events).toMatchObject([
      {
        Records: [
          {
            eventName: 'INSERT',
            eventVersion: '1.1',
            eventSource: 'aws:dynamodb',
            awsRegion: 'eu-west-1',
            eventSourceARN: TABLE_STREAM_ARN,
            dynamodb: { Keys: { pk: { S: 'a' } }, NewImage: { pk: { S: 'a' } } },
          },
        ],
      },
    ]);
  });

  test('gets batches with the size of the mapping', async () => {
    const sizes: number[] = [];
    await start(({ Records }) => void sizes.push(Records.length), { BatchSize: 3, Enabled: false });
    await put(names(8));
    await running?.deploy([streamResource(), mappingResource({ BatchSize: 3 })]);
    await until(() => expect(sizes).toEqual([3, 3, 2]));
  });

  test('waits for a full batch until the end of the window', async () => {
    const batches: (readonly string[])[] = [];
    await start((event) => void batches.push(textsOf(event)), {
      BatchSize: 3,
      MaximumBatchingWindowInSeconds: 1,
    });
    await put(['a']);
    await put(['b']);
    await put(['c']);
    await until(() => expect(batches).toEqual([['a', 'b', 'c']]));
    await put(['d']);
    await until(() => expect(batches).toHaveLength(2));
    expect(batches[1]).toEqual(['d']);
  });

  test.each<[string, Properties, readonly string[]]>([
    ['all stored records', { StartingPosition: 'TRIM_HORIZON' }, ['before', 'after']],
    ['new records', { StartingPosition: 'LATEST' }, ['after']],
    [
      'records since a time',
      { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: Date.now() / 1000 - 60 },
      ['before', 'after'],
    ],
  ])('begins with %s', async (_, mapping, expected) => {
    const handled: string[] = [];
    running = await startEventSources(
      (event) => void handled.push(...textsOf(event)),
      [streamResource()],
    );
    await put(['before']);
    await running.deploy([streamResource(), mappingResource(mapping)]);
    await put(['after']);
    await until(() => expect(handled).toEqual(expected));
  });

  test('gets no records that its filters exclude', async () => {
    const handled: string[] = [];
    await start((event) => void handled.push(...textsOf(event)), {
      FilterCriteria: {
        Filters: [
          { Pattern: JSON.stringify({ data: { kind: ['a'], n: [{ numeric: ['>', 1] }] } }) },
          { Pattern: JSON.stringify({ partitionKey: [{ prefix: 'always' }] }) },
        ],
      },
    });
    await put(['{"kind":"a","n":1}', '{"kind":"a","n":2}', '{"kind":"b","n":2}', 'always', 'text']);
    await until(() => expect(handled).toEqual(['{"kind":"a","n":2}', 'always']));
  });

  test('gets nothing while the mapping is disabled, and everything when it is enabled again', async () => {
    const handled: string[] = [];
    await start((event) => void handled.push(...textsOf(event)));
    await put(['a']);
    await until(() => expect(handled).toEqual(['a']));
    await running?.deploy([streamResource(), mappingResource({ Enabled: false })]);
    await put(['b']);
    expect(handled).toEqual(['a']);
    await running?.deploy([streamResource(), mappingResource()]);
    await until(() => expect(handled).toEqual(['a', 'b']));
  });

  test('gets the records of a new shard after those of its parents', async () => {
    const handled: string[] = [];
    await start((event) => void handled.push(...textsOf(event)), { Enabled: false });
    await put(names(20), () => 'one');
    await running?.deploy([streamResource({ ShardCount: 3 }), mappingResource({ Enabled: false })]);
    await put(['last'], () => 'one');
    await running?.deploy([streamResource({ ShardCount: 3 }), mappingResource({ BatchSize: 2 })]);
    await until(() => expect(handled).toEqual([...names(20), 'last']));
  });
});

describe('a batch that fails', () => {
  test('is retried, and the records after it wait', async () => {
    const calls: string[] = [];
    let failures = 3;
    await start(
      (event) => {
        calls.push(textsOf(event).join());
        if (failures-- > 0) throw new FunctionFailure(failures === 1 ? 'timeout' : 'error');
      },
      { BatchSize: 1 },
    );
    await put(['a', 'b'], () => 'one');
    await until(() => expect(calls).toEqual(['a', 'a', 'a', 'a', 'b']));
  });

  test('because the function is throttled does not count as a retry', async () => {
    let calls = 0;
    await start(
      () => {
        calls += 1;
        if (calls < 5) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      },
      {
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: DESTINATION_ARN } },
      },
    );
    await put(['a']);
    await until(() => expect(calls).toBe(5));
    expect(running?.deadLetters).toEqual([]);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['one record', (numbers: readonly string[]) => [numbers[1]], ['a,b,c', 'b,c']],
    ['several', (numbers: readonly string[]) => [numbers[2], numbers[1]], ['a,b,c', 'b,c']],
    ['none', () => [], ['a,b,c']],
    ['an empty identifier', () => [''], ['a,b,c', 'a,b,c']],
    ['an unknown identifier', () => ['1'], ['a,b,c', 'a,b,c']],
    ['null', () => [null], ['a,b,c', 'a,b,c']],
    [
      'one record and an unknown identifier',
      (numbers: readonly string[]) => [numbers[1], 'x'],
      ['a,b,c', 'a,b,c'],
    ],
  ])('in part, with %s reported, continues at the right record', async (_, report, expected) => {
    const calls: string[] = [];
    await start(
      (event) => {
        calls.push(textsOf(event).join());
        if (calls.length > 1) return undefined;
        const numbers = event.Records.map(({ kinesis }) => kinesis.sequenceNumber);
        const identifiers = (report as (numbers: readonly string[]) => readonly unknown[])(numbers);
        return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) };
      },
      { FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 3 },
    );
    await put(['a', 'b', 'c'], () => 'one');
    await put(['end'], () => 'one');
    await until(() => expect(calls).toEqual([...expected, 'end']));
  });

  test('after its last retry is given up, and reported to the destination of the mapping', async () => {
    const calls: string[] = [];
    await start(
      (event) => {
        calls.push(textsOf(event).join());
        if (calls.at(-1) === 'a,b') throw new FunctionFailure();
      },
      {
        BatchSize: 2,
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: DESTINATION_ARN } },
      },
    );
    await put(['a', 'b', 'c'], () => 'one');
    await until(() => expect(calls).toEqual(['a,b', 'a,b', 'c']));
    const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:on-clicks';
    expect(running?.deadLetters.map((letter) => JSON.parse(letter))).toEqual([
      {
        requestContext: {
          requestId: expect.any(String),
          functionArn,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 2,
        },
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: 'Unhandled',
        },
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        KinesisBatchInfo: {
          shardId: 'shardId-000000000000',
          startSequenceNumber: expect.stringMatching(/^\d{56}$/),
          endSequenceNumber: expect.stringMatching(/^\d{56}$/),
          approximateArrivalOfFirstRecord: expect.stringMatching(/Z$/),
          approximateArrivalOfLastRecord: expect.stringMatching(/Z$/),
          batchSize: 2,
          streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks',
        },
      },
    ]);
  });

  test('is reported in a queue, which an SDK client reads', async () => {
    const queue = 'http://127.0.0.1:1/123456789012/dead-letters';
    running = await startEventSources(() => {
      throw new FunctionFailure();
    }, [
      streamResource(),
      { type: 'AWS::SQS::Queue', physicalId: queue, properties: {} },
      mappingResource({
        MaximumRetryAttempts: 0,
        DestinationConfig: {
          OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:dead-letters' },
        },
      }),
    ]);
    expect(running.service.warnings?.()).toEqual([]);
    await put(['a']);
    const sdk = new SQSClient(running.client);
    const command = new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 20 });
    const { Messages = [] } = await sdk.send(command);
    expect(Messages.map(({ Body }) => JSON.parse(Body ?? ''))).toMatchObject([
      { KinesisBatchInfo: { batchSize: 1 } },
    ]);
    sdk.destroy();
  });

  test('and is older than the maximum age is given up', async () => {
    let calls = 0;
    await start(
      () => {
        calls += 1;
        throw new FunctionFailure();
      },
      {
        MaximumRecordAgeInSeconds: 60,
        DestinationConfig: { OnFailure: { Destination: DESTINATION_ARN } },
      },
    );
    await put(['a']);
    await until(() => expect(calls).toBeGreaterThan(1));
    expect(running?.deadLetters).toEqual([]);
    running?.advance(61_000);
    await until(() => expect(running?.deadLetters).toHaveLength(1));
    expect(JSON.parse(running?.deadLetters[0] ?? '')).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded' },
    });
  });

  test('continues in a mapping that is deployed again', async () => {
    const calls: string[] = [];
    let broken = true;
    await start((event) => {
      calls.push(textsOf(event).join());
      if (broken) throw new FunctionFailure('crash');
    });
    await put(['a']);
    await until(() => expect(calls.length).toBeGreaterThan(1));
    broken = false;
    await running?.deploy([streamResource(), mappingResource({ ParallelizationFactor: 3 })]);
    await put(['b']);
    await until(() => expect(calls.at(-1)).toBe('b'));
    expect(calls.at(-2)).toBe('a');
  });
});

test('with random failures, each record is handled once and in the order of its key, and only poison records are given up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        records: fc.array(fc.record({ key: fc.integer({ min: 0, max: 5 }), poison: fc.nat(9) }), {
          minLength: 1,
          maxLength: 60,
        }),
        outcomes: fc.array(fc.constantFrom('error', 'timeout', 'throttle', 'part', 'done'), {
          maxLength: 12,
        }),
        BatchSize: fc.integer({ min: 1, max: 20 }),
        ParallelizationFactor: fc.integer({ min: 1, max: 4 }),
        ShardCount: fc.integer({ min: 1, max: 3 }),
        reports: fc.boolean(),
      }),
      async ({ records, outcomes, reports, ShardCount, ...mapping }) => {
        const texts = records.map(({ key, poison }, index) =>
          [key, index, poison === 0 ? 'poison' : 'good'].join(),
        );
        const isPoison = (text: string) => text.endsWith('poison');
        const handled: string[] = [];
        const busy = new Set<string>();
        const left = [...outcomes];
        await start(
          async (event) => {
            const batch = textsOf(event);
            const keys = new Set(batch.map((text) => text.split(',')[0] ?? ''));
            for (const key of keys) {
              // Two batches at the same time never have records with the same key.
              expect(busy.has(key)).toBe(false);
              busy.add(key);
            }
            await new Promise((resolve) => setImmediate(resolve));
            for (const key of keys) busy.delete(key);
            const outcome = left.shift() ?? 'done';
            if (outcome === 'throttle') throw new AwsError('TooManyRequestsException', '', 429);
            if (outcome === 'error' || outcome === 'timeout') throw new FunctionFailure(outcome);
            const poison = batch.findIndex(isPoison);
            const chosen = outcome === 'part' ? batch.length - 1 : batch.length;
            const failedAt = poison < 0 ? chosen : Math.min(poison, chosen);
            if (failedAt === batch.length) return void handled.push(...batch);
            if (!reports) throw new FunctionFailure();
            handled.push(...batch.slice(0, failedAt));
            const itemIdentifier = event.Records[failedAt]?.kinesis.sequenceNumber;
            return { batchItemFailures: [{ itemIdentifier }] };
          },
          {
            ...mapping,
            BisectBatchOnFunctionError: true,
            MaximumRetryAttempts: outcomes.length,
            FunctionResponseTypes: reports ? ['ReportBatchItemFailures'] : [],
            DestinationConfig: { OnFailure: { Destination: DESTINATION_ARN } },
          },
          { ShardCount },
        );
        await put(texts, (text) => text.split(',')[0] ?? '');
        const good = texts.filter((text) => !isPoison(text));
        const poison = texts.length - good.length;
        await until(() => {
          expect(handled.length).toBeGreaterThanOrEqual(good.length);
          expect(running?.deadLetters.length).toBeGreaterThanOrEqual(poison);
        });
        for (let key = 0; key <= 5; key++) {
          const ofKey = (text: string) => text.startsWith(`${key},`);
          expect(handled.filter(ofKey)).toEqual(good.filter(ofKey));
        }
        const letters = running?.deadLetters.map((letter) => JSON.parse(letter)) ?? [];
        expect(letters.map((letter) => letter.KinesisBatchInfo.batchSize)).toEqual(
          Array.from({ length: poison }, () => 1),
        );
        await stop();
      },
    ),
    { numRuns: 30 },
  );
});

test('10,000 records are handled once each, in the order of their keys', async () => {
  const handled: string[] = [];
  await start(
    (event) => void handled.push(...textsOf(event)),
    { BatchSize: 100, ParallelizationFactor: 4 },
    { ShardCount: 4 },
  );
  const keyOf = (text: string) => String(Number(text.slice(1)) % 100);
  await put(names(10_000), keyOf);
  await until(() => expect(handled).toHaveLength(10_000));
  for (let key = 0; key < 100; key++) {
    const ofKey = (text: string) => keyOf(text) === String(key);
    expect(handled.filter(ofKey)).toEqual(names(10_000).filter(ofKey));
  }
});

test('nothing is lost or skipped by kill -9 in the middle of records', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-sources-'));
  const directory = join(folder, 'state');
  const file = join(folder, 'handled');
  const handled = () => readFileSync(file, 'utf8').trimEnd().split('\n');
  try {
    const prepared = openDataDirectory(directory);
    await start(() => {}, { Enabled: false }, {}, prepared.database);
    await put(names(300), () => 'one');
    await stop();
    prepared.close();
    const require = createRequire(import.meta.url);
    for (const batches of [3, 2, 30]) {
      const consumer = spawn(
        process.execPath,
        [
          '--import',
          pathToFileURL(require.resolve('tsx')).href,
          fileURLToPath(new URL('../../../../testing/stream-consumer.ts', import.meta.url)),
          directory,
          file,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let seen = 0;
      for await (const _ of createInterface({ input: consumer.stdout })) {
        seen += 1;
        if (seen === batches || handled().at(-1) === 'r299') consumer.kill('SIGKILL');
      }
    }
    // Apart from records that were repeated after a kill, each is in its place.
    expect([...new Set(handled())]).toEqual(names(300));
    expect(handled().length).toBeLessThan(300 + 3 * 20);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('a mapping', () => {
  test.each<[string, Properties]>([
    ['no starting position', { StartingPosition: '' }],
    ['a position without a timestamp', { StartingPosition: 'AT_TIMESTAMP' }],
    ['empty batches', { BatchSize: 0 }],
    ['batches that are too large', { BatchSize: 10_001 }],
    ['a window that is too long', { MaximumBatchingWindowInSeconds: 301 }],
    ['too many lanes', { ParallelizationFactor: 11 }],
    ['retries as a word', { MaximumRetryAttempts: 'many' }],
    ['a filter that is not JSON', { FilterCriteria: { Filters: [{ Pattern: '{' }] } }],
    [
      'a filter with an unknown comparison',
      { FilterCriteria: { Filters: [{ Pattern: '{"a":[{"like":1}]}' }] } },
    ],
    ['eleven filters', { FilterCriteria: { Filters: Array(11).fill({ Pattern: '{"a":["b"]}' }) } }],
  ])('with %s is refused', async (_, properties) => {
    await expect(start(() => {}, properties)).rejects.toMatchObject({
      code: 'TEMPLATE_UNSUPPORTED',
    });
  });

  test.each<[string, readonly object[], string]>([
    ['no JSON', [{ Pattern: '{' }], 'FilterCriteria.Filters[0].Pattern: failed to parse JSON.'],
    [
      'a comparison that does not exist',
      [{ Pattern: '{"a":["b"]}' }, { Pattern: '{"a":[{"like":1}]}' }],
      'FilterCriteria.Filters[1].Pattern: Unrecognized match type like.',
    ],
    [
      'a comparison that Lambda does not support',
      [{ Pattern: '{"a":[{"wildcard":"a*"}]}' }],
      'Unrecognized match type wildcard.',
    ],
    [
      'an impossible range',
      [{ Pattern: '{"a":[{"numeric":[">",5,"<",3]}]}' }],
      'Bottom must be less than top.',
    ],
    [
      'more than 4096 characters',
      [{ Pattern: `{"a":["${'x'.repeat(4096)}"]}` }],
      'it has more than 4096 characters.',
    ],
  ])('with a filter of %s is refused, and says where', async (_, Filters, message) => {
    await expect(
      start(() => {}, { FilterCriteria: { Filters } } as unknown as Properties),
    ).rejects.toMatchObject({
      message: expect.stringMatching(
        /^AWS would refuse the event source mapping .+: Invalid filter pattern definition\. /,
      ),
    });
    await expect(
      start(() => {}, { FilterCriteria: { Filters } } as unknown as Properties),
    ).rejects.toThrow(message);
  });

  test.each<[string, Properties, string]>([
    [
      'a source',
      { EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:queue' },
      'the function gets no events from it',
    ],
    [
      'a destination',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::bucket' } } },
      'not reported there',
    ],
  ])('with %s that is not supported is named at the start', async (_, properties, warning) => {
    await start(() => {}, properties);
    expect(running?.service.warnings?.()).toEqual([expect.stringContaining(warning)]);
  });

  const ROLE = 'arn:aws:iam::123456789012:role/on-clicks';
  const Destination = DESTINATION_ARN;
  const startAs = async (allowed: readonly string[]) => {
    const events: StreamEvent[] = [];
    running = await startEventSources(
      (event) => void events.push(event),
      [
        streamResource(),
        mappingResource({ DestinationConfig: { OnFailure: { Destination } } }),
        {
          type: 'AWS::Lambda::Function',
          physicalId: 'on-clicks',
          name: 'count-clicks',
          properties: { Role: ROLE },
        },
        {
          type: 'AWS::IAM::Role',
          physicalId: 'on-clicks',
          attributes: { Arn: ROLE },
          properties: {
            Policies: [
              {
                PolicyDocument: {
                  Statement: [
                    { Effect: 'Allow', Action: allowed, Resource: [STREAM_ARN, Destination] },
                  ],
                },
              },
            ],
          },
        },
      ],
    );
    await put(['a']);
    return { events, warnings: running.service.warnings?.() };
  };
  const READ = ['kinesis:GetRecords', 'kinesis:GetShardIterator'];

  test('whose function may read and report invokes it with the records', async () => {
    const { events, warnings } = await startAs([...READ, 'sqs:SendMessage']);
    expect(warnings).toEqual([]);
    await until(() => expect(events).toHaveLength(1));
  });

  test('whose function may not read does not invoke it, and is named at the start', async () => {
    const { events, warnings } = await startAs(['kinesis:GetRecords', 'sqs:SendMessage']);
    expect(warnings).toEqual([
      `The role of count-clicks does not allow kinesis:GetShardIterator on ${STREAM_ARN}, and AWS refuses its event source mapping for this reason: the function gets no events from it.`,
    ]);
    await stop();
    expect(events).toEqual([]);
  });

  test('whose function may not report is named at the start', async () => {
    const { events, warnings } = await startAs(READ);
    expect(warnings).toEqual([
      `The role of count-clicks does not allow sqs:SendMessage on ${DESTINATION_ARN}: in AWS, records that are given up are not reported there.`,
    ]);
    await until(() => expect(events).toHaveLength(1));
  });
});
