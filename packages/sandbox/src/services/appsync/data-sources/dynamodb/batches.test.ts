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

const TABLES = 'arn:aws:dynamodb:eu-west-1:123456789012:table';
let running: TestDataSources;
let source: DataSource;

beforeAll(async () => {
  running = await startDataSources(
    [dynamodb],
    [
      tableResource('authors'),
      tableResource('posts', INDEXED),
      tableResource('secrets'),
      dataSourceRole({
        Effect: 'Allow',
        Action: ['dynamodb:Batch*'],
        Resource: [`${TABLES}/authors`, `${TABLES}/posts`],
      }),
    ],
  );
  source = running.source({
    Type: 'AMAZON_DYNAMODB',
    DynamoDBConfig: { TableName: 'authors', AwsRegion: 'eu-west-1' },
  });
});

afterAll(() => running.stop());

const run = (operation: string, tables: unknown) =>
  source.invoke({ version: '2018-05-29', operation, tables }, callOf());
const author = (id: string) => ({ pk: { S: id } });
const post = (sk: number | string) => ({ pk: { S: 'p' }, sk: { N: sk } });
const many = (count: number) => Array.from({ length: count }, (_, index) => author(`${index}`));

describe('a batch', () => {
  test('puts, gets and deletes items of several tables in the order of the request', async () => {
    const tables = {
      posts: [
        { ...post(2), title: { S: 'two' } },
        { ...post(1), title: { S: 'one' } },
      ],
      authors: [{ ...author('a'), name: { S: 'Ann' } }],
    };
    expect(await run('BatchPutItem', tables)).toEqual({
      data: {
        posts: [
          { pk: 'p', sk: 2, title: 'two' },
          { pk: 'p', sk: 1, title: 'one' },
        ],
        authors: [{ pk: 'a', name: 'Ann' }],
      },
      unprocessedItems: { posts: [], authors: [] },
    });
    const keys = {
      posts: { keys: [post('1.0'), post(7), post(2)], consistentRead: true },
      authors: { keys: [author('absent'), author('a')] },
    };
    expect(await run('BatchGetItem', keys)).toEqual({
      data: {
        posts: [{ pk: 'p', sk: 1, title: 'one' }, null, { pk: 'p', sk: 2, title: 'two' }],
        authors: [null, { pk: 'a', name: 'Ann' }],
      },
      unprocessedKeys: { posts: [], authors: [] },
    });
    expect(await run('BatchDeleteItem', { posts: [post(1)], authors: [author('a')] })).toEqual({
      data: { posts: [{ pk: 'p', sk: 1 }], authors: [{ pk: 'a' }] },
      unprocessedKeys: { posts: [], authors: [] },
    });
    expect(await run('BatchGetItem', { posts: { keys: [post(1), post(2)] } })).toMatchObject({
      data: { posts: [null, { title: 'two' }] },
    });
  });

  test('gets the attributes of a projection, in order, with or without the key', async () => {
    await run('BatchPutItem', {
      authors: [
        { ...author('x'), name: { S: 'Xi' }, age: { N: 1 } },
        { ...author('y'), name: { S: 'Yo' }, age: { N: 2 } },
      ],
    });
    const keys = [author('y'), author('x')];
    const get = (projection: object) =>
      run('BatchGetItem', { authors: { keys, projection } }).then(
        (result) => (result as { data: { authors: unknown } }).data.authors,
      );
    expect(await get({ expression: '#n', expressionNames: { '#n': 'name' } })).toEqual([
      { name: 'Yo' },
      { name: 'Xi' },
    ]);
    expect(await get({ expression: '#k, age', expressionNames: { '#k': 'pk' } })).toEqual([
      { pk: 'y', age: 2 },
      { pk: 'x', age: 1 },
    ]);
  });

  test('gets 100 items and writes 25', async () => {
    expect(await run('BatchPutItem', { authors: many(25) })).toMatchObject({
      unprocessedItems: { authors: [] },
    });
    const result = (await run('BatchGetItem', { authors: { keys: many(100) } })) as {
      data: { authors: readonly unknown[] };
    };
    expect(result.data.authors.filter((item) => item !== null)).toHaveLength(25);
    expect(result.data.authors).toHaveLength(100);
  });
});

describe('a batch is refused with', () => {
  const tooMany = (operation: string) =>
    expect.stringContaining(`Too many items requested for the ${operation} call (Service`);
  test.each<[string, string, unknown, object]>([
    [
      '101 keys to get',
      'BatchGetItem',
      { authors: { keys: many(101) } },
      { type: 'DynamoDB:DynamoDbException', message: tooMany('BatchGetItem') },
    ],
    [
      '101 keys to get from two tables',
      'BatchGetItem',
      { authors: { keys: many(100) }, posts: { keys: [post(1)] } },
      { message: tooMany('BatchGetItem') },
    ],
    [
      '100,000 items to put',
      'BatchPutItem',
      { authors: Array(100_000).fill(author('a')) },
      { message: tooMany('BatchWriteItem') },
    ],
    [
      '26 items to put',
      'BatchPutItem',
      { authors: many(26) },
      { type: 'DynamoDB:DynamoDbException', message: tooMany('BatchWriteItem') },
    ],
    [
      '26 keys to delete from two tables',
      'BatchDeleteItem',
      { authors: many(25), posts: [post(1)] },
      {
        type: 'DynamoDB:DynamoDbException',
        message: tooMany('BatchWriteItem'),
      },
    ],
    [
      'a key twice',
      'BatchGetItem',
      { authors: { keys: [author('a'), author('a')] } },
      { message: expect.stringContaining('contains duplicates') },
    ],
    [
      'no tables',
      'BatchGetItem',
      {},
      { type: 'MappingTemplate', message: "RequestItem keys '$[tables]' can't be empty" },
    ],
    [
      'no keys',
      'BatchGetItem',
      { authors: { keys: [] } },
      { type: 'MappingTemplate', message: "RequestItem keys '$[tables][authors]' can't be empty" },
    ],
    [
      'a table that the role may not read',
      'BatchGetItem',
      { authors: { keys: [author('a')] }, secrets: { keys: [author('a')] } },
      {
        type: 'DynamoDB:DynamoDbException',
        message: expect.stringContaining(
          `is not authorized to perform: dynamodb:BatchGetItem on resource: ${TABLES}/secrets`,
        ),
      },
    ],
    [
      'a table that the role may not write',
      'BatchDeleteItem',
      { secrets: [author('a')] },
      { message: expect.stringContaining('dynamodb:BatchWriteItem') },
    ],
    [
      'a table that is named __proto__',
      'BatchDeleteItem',
      JSON.parse('{ "__proto__": [{ "pk": { "S": "a" } }] }'),
      { message: expect.stringContaining(`${TABLES}/__proto__`) },
    ],
  ])('%s', async (_, operation, tables, error) => {
    await expect(run(operation, tables)).rejects.toMatchObject(error);
  });
});
