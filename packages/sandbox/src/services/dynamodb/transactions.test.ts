import {
  DynamoDBClient,
  IdempotentParameterMismatchException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  INDEXED,
  startDynamodb,
  type TestDynamodb,
  tableResource,
} from '../../../testing/tables.js';

let running: TestDynamodb;
beforeAll(async () => {
  running = await startDynamodb({
    resources: [tableResource('accounts'), tableResource('indexed', INDEXED)],
  });
});
afterAll(() => running.stop());

const TableName = 'accounts';
const put = (Item: Record<string, unknown>) =>
  running.documents.send(new PutCommand({ TableName, Item }));
const balance = async (pk: string) =>
  (await running.documents.send(new GetCommand({ TableName, Key: { pk } }))).Item?.balance;
beforeEach(async () => {
  await put({ pk: 'ada', balance: 10 });
  await put({ pk: 'bob', balance: 0 });
});

type Items = NonNullable<TransactWriteCommandInput['TransactItems']>;
const write = (TransactItems: Items, token?: string) =>
  running.documents.send(
    new TransactWriteCommand({ TransactItems, ...(token && { ClientRequestToken: token }) }),
  );
const transfer = (amount: number): Items => [
  {
    Update: {
      TableName,
      Key: { pk: 'bob' },
      UpdateExpression: 'ADD balance :a',
      ExpressionAttributeValues: { ':a': amount },
    },
  },
  {
    Update: {
      TableName,
      Key: { pk: 'ada' },
      UpdateExpression: 'SET balance = balance - :a',
      ConditionExpression: 'balance >= :a',
      ExpressionAttributeValues: { ':a': amount },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
];

describe('a transaction of writes', () => {
  test('makes all writes', async () => {
    await write([
      ...transfer(7),
      { Put: { TableName, Item: { pk: 'new' } } },
      { Put: { TableName: 'indexed', Item: { pk: 'log', sk: 1, kind: 'transfer', rank: 7 } } },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: 'absent' },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]);
    expect([await balance('ada'), await balance('bob')]).toEqual([3, 7]);
    await write([{ Delete: { TableName, Key: { pk: 'new' } } }]);
    const { Item } = await running.documents.send(
      new GetCommand({ TableName, Key: { pk: 'new' } }),
    );
    expect(Item).toBeUndefined();
  });

  test('makes none of the writes, in tables and indexes, and reports a reason for each', async () => {
    const error = await write([
      { Put: { TableName: 'indexed', Item: { pk: 'undone', sk: 1, kind: 'undone', rank: 1 } } },
      ...transfer(11),
      {
        ConditionCheck: {
          TableName,
          Key: { pk: 'absent' },
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { pk: { S: 'ada' }, balance: { N: '10' } },
        },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    });
    expect([await balance('ada'), await balance('bob')]).toEqual([10, 0]);
    const { Count } = await running.documents.send(
      new QueryCommand({
        TableName: 'indexed',
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': 'undone' },
      }),
    );
    expect(Count).toBe(0);
  });

  test('with an invalid item is cancelled', async () => {
    await expect(
      write([
        { Put: { TableName, Item: { pk: 'beside' } } },
        {
          Update: {
            TableName,
            Key: { pk: 'ada' },
            UpdateExpression: 'SET x = nothing + :a',
            ExpressionAttributeValues: { ':a': 1 },
          },
        },
      ]),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    const { Count } = await running.documents.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': 'beside' },
      }),
    );
    expect(Count).toBe(0);
  });

  test('with the same token has its effect once, for ten minutes', async () => {
    await write(transfer(1), 'token-1');
    await write(transfer(1), 'token-1');
    expect(await balance('bob')).toBe(1);
    await expect(write(transfer(2), 'token-1')).rejects.toBeInstanceOf(
      IdempotentParameterMismatchException,
    );
    running.advance(10 * 60 * 1000);
    await write(transfer(2), 'token-1');
    expect(await balance('bob')).toBe(3);
  });

  test('that was cancelled may be tried again with its token', async () => {
    await expect(write(transfer(11), 'token-2')).rejects.toBeInstanceOf(
      TransactionCanceledException,
    );
    await put({ pk: 'ada', balance: 11 });
    await write(transfer(11), 'token-2');
    expect(await balance('ada')).toBe(0);
  });

  test('returns its consumed capacity on request', async () => {
    const { ConsumedCapacity } = await running.documents.send(
      new TransactWriteCommand({ TransactItems: transfer(1), ReturnConsumedCapacity: 'TOTAL' }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4 }]);
  });

  const check = { TableName, Key: { pk: 'ada' } };
  test.each<[string, Items, string, string]>([
    ['nothing', [], 'ValidationException', 'Member must have length greater than or equal to 1'],
    [
      'over a hundred actions',
      Array.from({ length: 101 }, (_, index) => ({ Put: { TableName, Item: { pk: `${index}` } } })),
      'ValidationException',
      'Member must have length less than or equal to 100',
    ],
    [
      'two actions in one',
      [{ Put: { TableName, Item: { pk: 'a' } }, Delete: { TableName, Key: { pk: 'b' } } }],
      'ValidationException',
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    ['no action', [{}], 'ValidationException', 'can only contain one of'],
    [
      'the same item twice',
      [{ Delete: check }, { Put: { TableName, Item: { pk: 'ada', x: 1 } } }],
      'ValidationException',
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'a table that does not exist',
      [{ Delete: { ...check, TableName: 'absent' } }],
      'ResourceNotFoundException',
      'Requested resource not found',
    ],
    [
      'a check without a condition',
      [{ ConditionCheck: { ...check, ConditionExpression: undefined } }],
      'ValidationException',
      'Member must not be null',
    ],
    [
      'a condition that does not parse',
      [{ ConditionCheck: { ...check, ConditionExpression: 'a =' } }],
      'ValidationException',
      'Invalid ConditionExpression: Syntax error',
    ],
    [
      'more than 4 MB',
      Array.from({ length: 11 }, (_, index) => ({
        Put: { TableName, Item: { pk: `${index}`, t: 'x'.repeat(390 * 1024) } },
      })),
      'ValidationException',
      'Transaction request size exceeded',
    ],
  ])('is refused with %s', async (_, items, name, message) => {
    await expect(write(items)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  test('is refused with a token that is too long', async () => {
    await expect(write(transfer(1), 'x'.repeat(37))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await balance('bob')).toBe(0);
  });

  test('is sent again by a client that lost the answer, with no second effect', async () => {
    const client = new DynamoDBClient({ ...running.client, maxAttempts: 2 });
    let attempts = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        attempts += 1;
        if (attempts === 1) {
          throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
        }
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              TableName,
              Key: { pk: { S: 'bob' } },
              UpdateExpression: 'ADD balance :a',
              ExpressionAttributeValues: { ':a': { N: '1' } },
            },
          },
        ],
      }),
    );
    expect(attempts).toBe(2);
    expect(await balance('bob')).toBe(1);
  });
});

describe('a transaction of reads', () => {
  const read = (...gets: object[]) =>
    running.documents.send(
      new TransactGetCommand({
        TransactItems: gets.map((get) => ({ Get: { TableName, Key: { pk: 'ada' }, ...get } })),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );

  test('returns an answer for each, in order', async () => {
    const { Responses, ConsumedCapacity } = await read(
      { Key: { pk: 'bob' } },
      { Key: { pk: 'absent' } },
      { ProjectionExpression: 'balance' },
    );
    expect(Responses).toEqual([{ Item: { pk: 'bob', balance: 0 } }, {}, { Item: { balance: 10 } }]);
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 6 }]);
  });

  test.each([
    ['a wrong key', { Key: { sk: 'a' } }, 'TransactionCanceledException', '[ValidationError]'],
    ['another table', { TableName: 'absent' }, 'ResourceNotFoundException', 'not found'],
  ])('is refused with %s', async (_, get, name, message) => {
    await expect(read(get)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});
