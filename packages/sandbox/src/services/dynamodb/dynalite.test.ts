import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadDynalite } from './dynalite.js';
import type { ItemChange, Session } from './session.js';
import { openStore } from './store.js';
import { newTable } from './table.js';

/** The assumptions about dynalite's internals. A new version must pass these tests first. */

const dynalite = loadDynalite();
const changes: ItemChange[] = [];
let session: Session;

beforeEach(() => {
  changes.length = 0;
  const store = openStore({
    database: new DatabaseSync(':memory:'),
    place: { partition: 'aws', region: 'eu-west-1', accountId: '123456789012' },
    onChange: (change) => changes.push(change),
  });
  store.save(
    newTable(
      {
        TableName: 'table',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'kind', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
      0,
      false,
    ),
  );
  session = store.session({ serves: () => true });
});

const key = { pk: { S: 'a' } };
const run = (operation: Parameters<typeof dynalite.run>[0], input: object) =>
  dynalite.run(
    operation,
    dynalite.check(operation, { TableName: 'table', ...input }, session),
    session,
  );

test('the installed version is the one whose internals are known', () => {
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(require.resolve('dynalite/package.json'), 'utf8'));
  expect(version).toBe('4.0.0');
});

describe('an operation answers before it returns', () => {
  test.each([
    ['PutItem', { Item: { ...key, kind: { S: 'x' } } }],
    ['GetItem', { Key: key }],
    [
      'UpdateItem',
      {
        Key: key,
        UpdateExpression: 'SET kind = :k',
        ExpressionAttributeValues: { ':k': { S: 'y' } },
      },
    ],
    ['DeleteItem', { Key: key }],
    ['BatchWriteItem', { RequestItems: { table: [{ PutRequest: { Item: key } }] } }],
    ['BatchGetItem', { RequestItems: { table: { Keys: [key] } } }],
  ] as const)('%s', (operation, input) => {
    expect(() => run(operation, input)).not.toThrow();
  });
});

describe('a write passes through the store once, with the old and the new item', () => {
  test.each([
    [
      'PutItem',
      { Item: { ...key, kind: { S: 'new' } } },
      [
        [
          { ...key, kind: { S: 'old' } },
          { ...key, kind: { S: 'new' } },
        ],
      ],
    ],
    [
      'UpdateItem',
      { Key: key, UpdateExpression: 'REMOVE kind' },
      [[{ ...key, kind: { S: 'old' } }, key]],
    ],
    ['DeleteItem', { Key: key }, [[{ ...key, kind: { S: 'old' } }, undefined]]],
    [
      'BatchWriteItem',
      {
        RequestItems: {
          table: [{ DeleteRequest: { Key: key } }, { PutRequest: { Item: { pk: { S: 'b' } } } }],
        },
      },
      [
        [{ ...key, kind: { S: 'old' } }, undefined],
        [undefined, { pk: { S: 'b' } }],
      ],
    ],
  ] as const)('%s', (operation, input, expected) => {
    run('PutItem', { Item: { ...key, kind: { S: 'old' } } });
    changes.length = 0;
    run(operation, input);
    expect(changes.map(({ oldItem, newItem }) => [oldItem, newItem])).toEqual(expected);
  });

  test('and a refused one does not', () => {
    expect(() =>
      run('PutItem', { Item: key, ConditionExpression: 'attribute_exists(pk)' }),
    ).toThrow('The conditional request failed');
    expect(changes).toEqual([]);
  });
});

test('writes to items also update their index', async () => {
  const inIndex = async (kind: string) => {
    const input = {
      TableName: 'table',
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: kind } },
    };
    const { Items } = await dynalite.stream(
      'Query',
      dynalite.check('Query', input, session),
      session,
    );
    return Items;
  };
  const item = { ...key, kind: { S: 'x' } };
  run('PutItem', { Item: item });
  expect(await inIndex('x')).toEqual([item]);
  run('PutItem', { Item: { ...key, kind: { S: 'y' } } });
  expect(await inIndex('x')).toEqual([]);
  run('DeleteItem', { Key: key });
  expect(await inIndex('y')).toEqual([]);
});
