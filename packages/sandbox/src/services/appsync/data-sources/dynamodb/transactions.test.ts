import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceRole,
  startDataSources,
  type TestDataSources,
} from '../../../../../testing/data-sources.js';
import { tableResource } from '../../../../../testing/tables.js';
import { dynamodb } from '../../../dynamodb/index.js';
import type { DataSource } from '../data-source.js';

const TABLES = 'arn:aws:dynamodb:eu-west-1:123456789012:table';
let running: TestDataSources;
let source: DataSource;

beforeAll(async () => {
  running = await startDataSources(
    [dynamodb],
    [
      tableResource('accounts'),
      tableResource('transfers'),
      tableResource('secrets'),
      dataSourceRole({
        Effect: 'Allow',
        Action: 'dynamodb:*',
        Resource: [`${TABLES}/accounts`, `${TABLES}/transfers`],
      }),
    ],
  );
  source = running.source({
    Type: 'AMAZON_DYNAMODB',
    DynamoDBConfig: { TableName: 'accounts', AwsRegion: 'eu-west-1' },
  });
});

afterAll(() => running.stop());

const run = (operation: string, transactItems: unknown) =>
  source.invoke({ version: '2018-05-29', operation, transactItems }, callOf());
const key = (id: string) => ({ pk: { S: id } });
const balance = (amount: number) => ({ balance: { N: amount } });
const put = (id: string, amount: number, more = {}) => ({
  table: 'accounts',
  operation: 'PutItem',
  key: key(id),
  attributeValues: balance(amount),
  ...more,
});
const get = (...ids: readonly string[]) =>
  run(
    'TransactGetItems',
    ids.map((id) => ({ table: 'accounts', key: key(id) })),
  );

beforeEach(async () => {
  await run('TransactWriteItems', [put('a', 10), put('b', 0)]);
});

const atLeast = (amount: number, more = {}) => ({
  expression: 'balance >= :amount',
  expressionValues: { ':amount': { N: amount } },
  ...more,
});

describe('a transaction', () => {
  test('writes to several tables and returns the keys', async () => {
    const result = await run('TransactWriteItems', [
      {
        table: 'accounts',
        operation: 'UpdateItem',
        key: key('a'),
        update: {
          expression: 'SET balance = balance - :amount',
          expressionValues: { ':amount': { N: 3 } },
        },
        condition: atLeast(3),
      },
      { table: 'transfers', operation: 'PutItem', key: key('t'), attributeValues: balance(3) },
      { table: 'accounts', operation: 'DeleteItem', key: key('c') },
      { table: 'accounts', operation: 'ConditionCheck', key: key('b'), condition: atLeast(0) },
    ]);
    expect(result).toEqual({
      keys: [{ pk: 'a' }, { pk: 't' }, { pk: 'c' }, { pk: 'b' }],
      cancellationReasons: null,
    });
    expect(await get('a', 'absent', 'b')).toEqual({
      items: [{ pk: 'a', balance: 7 }, null, { pk: 'b', balance: 0 }],
      cancellationReasons: null,
    });
  });

  test('gets the attributes of a projection', async () => {
    const projection = { expression: '#b', expressionNames: { '#b': 'balance' } };
    expect(
      await run('TransactGetItems', [{ table: 'accounts', key: key('a'), projection }]),
    ).toMatchObject({ items: [{ balance: 10 }] });
  });

  test('that is cancelled writes nothing and gives a reason for each item', async () => {
    const hidden = { returnValuesOnConditionCheckFailure: false };
    await expect(
      run('TransactWriteItems', [
        put('c', 1),
        put('a', 1, { condition: atLeast(99) }),
        put('b', 1, { condition: atLeast(99, hidden) }),
      ]),
    ).rejects.toMatchObject({
      type: 'DynamoDB:TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, ConditionalCheckFailed]'),
      data: {
        keys: null,
        cancellationReasons: [
          { type: 'None', message: 'None' },
          {
            type: 'ConditionalCheckFailed',
            message: 'The conditional request failed',
            item: { pk: 'a', balance: 10 },
          },
          { type: 'ConditionalCheckFailed', message: 'The conditional request failed' },
        ],
      },
    });
    expect(await get('a', 'c')).toMatchObject({ items: [{ balance: 10 }, null] });
  });
});

describe('a transaction is refused with', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => put(`${index}`, 1));
  test.each<[string, string, unknown, object]>([
    [
      '101 writes',
      'TransactWriteItems',
      many(101),
      {
        type: 'DynamoDB:DynamoDbException',
        message: expect.stringContaining('Member must have length less than or equal to 100'),
      },
    ],
    [
      '101 reads',
      'TransactGetItems',
      many(101).map(({ table, key: id }) => ({ table, key: id })),
      { message: expect.stringContaining('less than or equal to 100') },
    ],
    ['no writes', 'TransactWriteItems', [], { message: expect.stringContaining('greater than') }],
    [
      'no list',
      'TransactWriteItems',
      null,
      { message: "Value for field '$[transactItems]' not found." },
    ],
    [
      'another table among its own',
      'TransactWriteItems',
      [put('a', 1), put('a', 1, { table: 'secrets' })],
      {
        type: 'DynamoDB:DynamoDbException',
        message: expect.stringContaining(`dynamodb:PutItem on resource: ${TABLES}/secrets`),
      },
    ],
    [
      'another table to read',
      'TransactGetItems',
      [{ table: 'secrets', key: key('a') }],
      { message: expect.stringContaining(`dynamodb:GetItem on resource: ${TABLES}/secrets`) },
    ],
    [
      'an unknown operation',
      'TransactWriteItems',
      [put('a', 1, { operation: 'Drop' })],
      {
        type: 'MappingTemplate',
        message: expect.stringContaining("'$[transactItems][0][operation]' must be PutItem"),
      },
    ],
    [
      'an unknown element',
      'TransactWriteItems',
      [put('a', 1, { update: {} })],
      { message: "Unsupported element '$[transactItems][0][update]'." },
    ],
  ])('%s', async (_, operation, transactItems, error) => {
    await expect(run(operation, transactItems)).rejects.toMatchObject(error);
    expect(await get('a')).toMatchObject({ items: [{ balance: 10 }] });
  });
});
