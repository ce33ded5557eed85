import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceRole,
  startDataSources,
  type TestDataSources,
} from '../../../../../testing/data-sources.js';
import { INDEXED, tableResource } from '../../../../../testing/tables.js';
import { dynamodb } from '../../../dynamodb/index.js';
import type { DataSource } from '../data-source.js';

type Page = {
  readonly items: readonly Record<string, unknown>[];
  readonly nextToken: string | null;
  readonly scannedCount: number;
};

const database = new DatabaseSync(':memory:');
const resources = [
  tableResource('ranks', INDEXED),
  tableResource('copies', INDEXED),
  dataSourceRole({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }),
];
let running: TestDataSources;
let ranks: DataSource;

const tableSource = (TableName: string, more = {}) =>
  running.source({
    Type: 'AMAZON_DYNAMODB',
    DynamoDBConfig: { TableName, AwsRegion: 'eu-west-1' },
    ...more,
  });

beforeAll(async () => {
  running = await startDataSources([dynamodb], resources, { database });
  ranks = tableSource('ranks');
  for (const source of [ranks, tableSource('copies')]) {
    for (let sk = 1; sk <= 5; sk += 1) {
      await source.invoke(
        {
          operation: 'PutItem',
          key: { pk: { S: 'a' }, sk: { N: sk } },
          attributeValues: { kind: { S: 'odd' }, rank: { N: 10 - sk }, title: { S: `item ${sk}` } },
        },
        callOf(),
      );
    }
  }
});

afterAll(() => running.stop());

const query = {
  operation: 'Query',
  query: { expression: 'pk = :pk', expressionValues: { ':pk': { S: 'a' } } },
};
const me = { issuer: 'pool', sub: 'me' };

async function page(request: object, source = ranks, identity: object | null = me): Promise<Page> {
  const call = callOf({ identity: identity as never });
  return (await source.invoke({ version: '2018-05-29', ...request }, call)) as Page;
}

const numbers = ({ items }: Page) => items.map(({ sk }) => sk);

describe('a query', () => {
  test('returns items, a token for the next page, and how many it read', async () => {
    const first = await page({ ...query, limit: 2 });
    expect(first).toEqual({
      items: [
        { pk: 'a', sk: 1, kind: 'odd', rank: 9, title: 'item 1' },
        { pk: 'a', sk: 2, kind: 'odd', rank: 8, title: 'item 2' },
      ],
      nextToken: expect.any(String),
      scannedCount: 2,
    });
    const second = await page({ ...query, limit: 2, nextToken: first.nextToken });
    expect(numbers(second)).toEqual([3, 4]);
    const third = await page({ ...query, limit: 2, nextToken: second.nextToken });
    expect(third).toMatchObject({ items: [{ sk: 5 }], nextToken: null, scannedCount: 1 });
  });

  test.each<[string, object, unknown]>([
    ['backwards', { scanIndexForward: false, limit: 2 }, [5, 4]],
    [
      'with a filter, which shares its placeholders with the key',
      {
        filter: {
          expression: '#r > :min AND title <> :pk',
          expressionNames: { '#r': 'rank' },
          expressionValues: { ':min': { N: 7 }, ':pk': { S: 'a' } },
        },
      },
      [1, 2],
    ],
    [
      'with null in place of options',
      { index: null, limit: null, nextToken: null, filter: null },
      [1, 2, 3, 4, 5],
    ],
    ['with a consistent read', { consistentRead: true }, [1, 2, 3, 4, 5]],
  ])('runs %s', async (_, options, expected) => {
    expect(numbers(await page({ ...query, ...options }))).toEqual(expected);
  });

  test('reads an index, and its projection', async () => {
    const byKind = {
      operation: 'Query',
      index: 'by-kind',
      query: { expression: 'kind = :k', expressionValues: { ':k': { S: 'odd' } } },
      select: 'SPECIFIC_ATTRIBUTES',
      projection: { expression: '#r', expressionNames: { '#r': 'rank' } },
      limit: 2,
    };
    const first = await page(byKind);
    expect(first.items).toEqual([{ rank: 5 }, { rank: 6 }]);
    expect((await page({ ...byKind, nextToken: first.nextToken })).items).toEqual([
      { rank: 7 },
      { rank: 8 },
    ]);
  });
});

describe('a scan', () => {
  test('pages through the table', async () => {
    const first = await page({ operation: 'Scan', limit: 4 });
    const second = await page({ operation: 'Scan', limit: 4, nextToken: first.nextToken });
    expect([...numbers(first), ...numbers(second)].toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(second.nextToken).toBeNull();
  });

  test('reads all items in its segments', async () => {
    const segments = await Promise.all(
      [0, 1, 2].map((segment) => page({ operation: 'Scan', segment, totalSegments: 3 })),
    );
    expect(segments.flatMap(numbers).toSorted()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a token', () => {
  const next = async (request: object = query) => (await page({ ...request, limit: 1 })).nextToken;
  const invalid = {
    type: 'DynamoDB:UserIllegalArgumentException',
    message:
      'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.',
  };

  test('does not show where the next page begins', async () => {
    const token = Buffer.from(String(await next()), 'base64').toString('latin1');
    expect(token).not.toMatch(/pk|"a"/);
  });

  test('continues with another limit, with another filter and after a restart', async () => {
    const nextToken = await next();
    const filter = { expression: 'title <> :t', expressionValues: { ':t': { S: 'item 3' } } };
    const restarted = await startDataSources([dynamodb], resources, { database });
    const source = restarted.source({
      Type: 'AMAZON_DYNAMODB',
      DynamoDBConfig: { TableName: 'ranks', AwsRegion: 'eu-west-1' },
    });
    expect(numbers(await page({ ...query, nextToken, filter, limit: 3 }, source))).toEqual([2, 4]);
    await restarted.stop();
  });

  test.each<[string, (token: string) => Promise<Page>]>([
    ['is empty', () => page({ ...query, nextToken: '' })],
    ['is made up', () => page({ ...query, nextToken: 'eyJwayI6eyJTIjoiYSJ9fQ==' })],
    [
      'is a key that a client sealed itself',
      () =>
        page({
          ...query,
          nextToken: Buffer.concat([
            Buffer.from([1, 19]),
            Buffer.from('appsync-page-tokens'),
            Buffer.alloc(80),
          ]).toString('base64'),
        }),
    ],
    [
      'has one changed bit',
      (token) => {
        const bytes = Buffer.from(token, 'base64');
        bytes[40] = (bytes[40] ?? 0) ^ 1;
        return page({ ...query, nextToken: bytes.toString('base64') });
      },
    ],
    ['is cut off', (token) => page({ ...query, nextToken: token.slice(0, -8) })],
    [
      'is of another partition',
      (nextToken) =>
        page({
          ...query,
          nextToken,
          query: { expression: 'pk = :pk', expressionValues: { ':pk': { S: 'b' } } },
        }),
    ],
    ['is of another operation', (nextToken) => page({ operation: 'Scan', nextToken })],
    ['is of another index', (nextToken) => page({ ...query, index: 'by-rank', nextToken })],
    ['is of another order', (nextToken) => page({ ...query, scanIndexForward: false, nextToken })],
    ['is of another table', (nextToken) => page({ ...query, nextToken }, tableSource('copies'))],
    [
      'is of another API',
      (nextToken) => page({ ...query, nextToken }, tableSource('ranks', { ApiId: 'other' })),
    ],
    [
      'is of another data source',
      (nextToken) => page({ ...query, nextToken }, tableSource('ranks', { Name: 'Other' })),
    ],
    [
      'is of another user',
      (nextToken) => page({ ...query, nextToken }, ranks, { issuer: 'pool', sub: 'other' }),
    ],
    [
      'is of a user of another pool',
      (nextToken) => page({ ...query, nextToken }, ranks, { issuer: 'other', sub: 'me' }),
    ],
    ['is of a user and used with a key', (nextToken) => page({ ...query, nextToken }, ranks, null)],
  ])('is refused when it %s', async (_, run) => {
    await expect(run(String(await next()))).rejects.toMatchObject(invalid);
  });
});

describe('a limit', () => {
  test.each<[unknown, string, string]>([
    [0, 'DynamoDB:DynamoDbException', "Value '0' at 'limit' failed to satisfy constraint"],
    [-1, 'DynamoDB:DynamoDbException', 'failed to satisfy constraint'],
    [1.5, 'MappingTemplate', "Value for field '$[limit]' must be an integer."],
    [2 ** 31, 'MappingTemplate', "Value for field '$[limit]' must be an integer."],
    ['10', 'MappingTemplate', "Value for field '$[limit]' must be an integer."],
  ])('of %j is refused', async (limit, type, message) => {
    await expect(page({ ...query, limit })).rejects.toMatchObject({
      type,
      message: expect.stringContaining(message),
    });
  });
});

test('a query needs a key condition', async () => {
  await expect(page({ operation: 'Query' })).rejects.toMatchObject({
    type: 'MappingTemplate',
    message: "Value for field '$[query]' not found.",
  });
});
