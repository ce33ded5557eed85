import { describe, expect, test } from 'vitest';
import type { Namespace, UtilFunction } from '../../util/effects.js';
import { dynamodbModule } from './dynamodb-module.js';
import { operations } from './update-expression.js';

const call = (namespace: Namespace, name: string, ...args: unknown[]): unknown =>
  (namespace[name] as UtilFunction)(...args);
const ddb = (name: string, payload?: unknown) => call(dynamodbModule, name, payload);
const operation = (name: string, ...args: unknown[]) => call(operations, name, ...args);

const KEY = { id: { S: '1' } };
const conditionOn = (name: string, value: unknown) => ({
  expression: `(#${name} = :${name}_eq)`,
  expressionNames: { [`#${name}`]: name },
  expressionValues: { [`:${name}_eq`]: value },
});

describe('the module @aws-appsync/utils/dynamodb', () => {
  test.each<[name: string, payload: unknown, request: unknown]>([
    ['get', { key: { id: '1' } }, { operation: 'GetItem', key: KEY }],
    [
      'get',
      { key: { id: '1' }, consistentRead: true, projection: ['id', 'a.b', 'a.c', 'list[1].d'] },
      {
        operation: 'GetItem',
        key: KEY,
        consistentRead: true,
        projection: {
          expression:
            '#expName_1, #expName_2.#expName_3, #expName_2.#expName_4, #expName_5[1].#expName_6',
          expressionNames: {
            '#expName_1': 'id',
            '#expName_2': 'a',
            '#expName_3': 'b',
            '#expName_4': 'c',
            '#expName_5': 'list',
            '#expName_6': 'd',
          },
        },
      },
    ],
    [
      'put',
      { key: { id: '1' }, item: { v: 10, tags: { SS: ['a'] } } },
      {
        operation: 'PutItem',
        key: KEY,
        attributeValues: { v: { N: 10 }, tags: { SS: ['a'] } },
      },
    ],
    [
      'put',
      {
        ...{ key: { id: '1' }, item: {}, condition: { v: { attributeExists: true } } },
        ...{ _version: 3, customPartitionKey: 'cpk', populateIndexFields: true },
      },
      {
        operation: 'PutItem',
        key: KEY,
        attributeValues: {},
        condition: { expression: '(attribute_exists(#v))', expressionNames: { '#v': 'v' } },
        ...{ _version: 3, customPartitionKey: 'cpk', populateIndexFields: true },
      },
    ],
    [
      'remove',
      { key: { id: '1' }, condition: { owner: { eq: 'me' } }, _version: 2 },
      {
        operation: 'DeleteItem',
        key: KEY,
        condition: conditionOn('owner', { S: 'me' }),
        _version: 2,
      },
    ],
    [
      'query',
      {
        ...{ query: { id: { eq: '1' } }, index: 'byDate', limit: 5, nextToken: 't' },
        ...{ consistentRead: true, scanIndexForward: false, select: 'ALL_ATTRIBUTES' },
        ...{ filter: { done: { eq: true } }, projection: ['id'] },
      },
      {
        operation: 'Query',
        query: conditionOn('id', { S: '1' }),
        ...{ index: 'byDate', limit: 5, nextToken: 't', consistentRead: true },
        ...{ scanIndexForward: false, select: 'ALL_ATTRIBUTES' },
        filter: conditionOn('done', { BOOL: true }),
        projection: { expression: '#expName_1', expressionNames: { '#expName_1': 'id' } },
      },
    ],
    [
      'query',
      { query: { a: { eq: 'x' }, b: { beginsWith: 'y' } }, nextToken: null, filter: null },
      {
        operation: 'Query',
        query: {
          expression: '(#a = :a_eq) AND (begins_with(#b,:b_beginsWith))',
          expressionNames: { '#a': 'a', '#b': 'b' },
          expressionValues: { ':a_eq': { S: 'x' }, ':b_beginsWith': { S: 'y' } },
        },
      },
    ],
    ['scan', undefined, { operation: 'Scan' }],
    [
      'scan',
      { limit: 10, nextToken: 'abc', totalSegments: 4, segment: 0, index: 'gsi' },
      {
        operation: 'Scan',
        ...{ limit: 10, nextToken: 'abc', totalSegments: 4, segment: 0, index: 'gsi' },
      },
    ],
    [
      'sync',
      { basePartitionKey: 'b', deltaIndexName: 'd', limit: 5, lastSync: 2 },
      { operation: 'Sync', basePartitionKey: 'b', deltaIndexName: 'd', limit: 5, lastSync: 2 },
    ],
    [
      'batchGet',
      { tables: { post: { keys: [{ id: '1' }], consistentRead: false, projection: ['id'] } } },
      {
        operation: 'BatchGetItem',
        tables: {
          post: {
            keys: [KEY],
            consistentRead: false,
            projection: { expression: '#expName_1', expressionNames: { '#expName_1': 'id' } },
          },
        },
      },
    ],
    [
      'batchPut',
      { tables: { post: [{ id: '1', value: 'x' }] } },
      { operation: 'BatchPutItem', tables: { post: [{ ...KEY, value: { S: 'x' } }] } },
    ],
    [
      'batchDelete',
      { tables: { post: [{ id: '1' }] } },
      { operation: 'BatchDeleteItem', tables: { post: [KEY] } },
    ],
    [
      'transactGet',
      { items: [{ table: 'post', key: { id: '1' }, projection: ['name'] }] },
      {
        operation: 'TransactGetItems',
        transactItems: [
          {
            table: 'post',
            key: KEY,
            projection: { expression: '#expName_1', expressionNames: { '#expName_1': 'name' } },
          },
        ],
      },
    ],
    [
      'transactWrite',
      {
        items: [
          { putItem: { table: 't', key: { id: '1' }, item: { a: 1 } } },
          { updateItem: { table: 't', key: { id: '1' }, update: { a: 2 } } },
          { deleteItem: { table: 't', key: { id: '1' }, condition: { v: { eq: 1 } } } },
          { conditionCheck: { table: 't', key: { id: '1' }, condition: { v: { eq: 1 } } } },
        ],
      },
      {
        operation: 'TransactWriteItems',
        transactItems: [
          { table: 't', operation: 'PutItem', key: KEY, attributeValues: { a: { N: 1 } } },
          {
            table: 't',
            operation: 'UpdateItem',
            key: KEY,
            update: {
              expression: 'SET #expName_1 = :expValue_1',
              expressionNames: { '#expName_1': 'a' },
              expressionValues: { ':expValue_1': { N: 2 } },
            },
          },
          {
            table: 't',
            operation: 'DeleteItem',
            key: KEY,
            condition: conditionOn('v', { N: 1 }),
          },
          {
            table: 't',
            operation: 'ConditionCheck',
            key: KEY,
            condition: conditionOn('v', { N: 1 }),
          },
        ],
      },
    ],
    ['toStringSet', ['a', 'b'], { SS: ['a', 'b'] }],
    ['toNumberSet', [1, 2], { NS: [1, 2] }],
    ['toBinarySet', ['SGVsbG8='], { BS: ['SGVsbG8='] }],
  ])('builds the request of %s(%j)', (name, payload, request) => {
    expect(ddb(name, payload)).toStrictEqual(request);
  });

  test.each<[name: string, payload: unknown, message: string]>([
    ['get', {}, 'key: expected an object.'],
    ['get', undefined, 'get: expected an object.'],
    ['get', { key: { id: 1 }, projection: 'id' }, 'projection: expected a list'],
    ['query', {}, 'query: expected key conditions'],
    ['query', { query: { id: '1' } }, 'query is not a filter.'],
    ['remove', { key: { id: '1' }, condition: { owner: 'me' } }, 'condition is not a filter.'],
    ['update', { key: { id: '1' } }, 'update: expected an object'],
    ['batchPut', { tables: { post: {} } }, 'items: expected a list.'],
    ['transactWrite', { items: [{}] }, 'an item is one of putItem'],
  ])('rejects %s(%j)', (name, payload, message) => {
    expect(() => ddb(name, payload)).toThrow(message);
  });
});

describe('update', () => {
  const updateOf = (update: unknown) =>
    (ddb('update', { key: { id: '1' }, update }) as { readonly update: unknown }).update;

  test.each<[what: string, update: unknown, expression: string, values: readonly unknown[]]>([
    ['add', { a: operation('add', 10) }, 'SET #expName_1 = :expValue_1', [{ N: 10 }]],
    ['replace', { a: operation('replace', 'x') }, 'SET #expName_1 = :expValue_1', [{ S: 'x' }]],
    ['a value', { a: true }, 'SET #expName_1 = :expValue_1', [{ BOOL: true }]],
    ['null', { a: null }, 'SET #expName_1 = :expValue_1', [{ NULL: null }]],
    ['remove', { a: operation('remove') }, 'REMOVE #expName_1', []],
    [
      'increment',
      { a: operation('increment', 5) },
      'SET #expName_1 = #expName_1 + :expValue_1',
      [{ N: 5 }],
    ],
    [
      'increment without a step',
      { a: operation('increment') },
      'SET #expName_1 = #expName_1 + :expValue_1',
      [{ N: 1 }],
    ],
    [
      'decrement',
      { a: operation('decrement', 2) },
      'SET #expName_1 = #expName_1 - :expValue_1',
      [{ N: 2 }],
    ],
    [
      'append',
      { a: operation('append', [1]) },
      'SET #expName_1 = list_append(#expName_1, :expValue_1)',
      [{ L: [{ N: 1 }] }],
    ],
    [
      'prepend',
      { a: operation('prepend', [1]) },
      'SET #expName_1 = list_append(:expValue_1, #expName_1)',
      [{ L: [{ N: 1 }] }],
    ],
    [
      'two items of a list',
      { a: [operation('updateListItem', 'x', 1), operation('updateListItem', 'y', 2)] },
      'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2',
      [{ S: 'x' }, { S: 'y' }],
    ],
    [
      'a removal before a change, which is written last',
      { b: operation('remove'), a: operation('increment', 1) },
      'SET #expName_1 = #expName_1 + :expValue_1 REMOVE #expName_2',
      [{ N: 1 }],
    ],
    [
      'the members of an object',
      { address: { city: 'Bern', zip: operation('remove') } },
      'SET #expName_1.#expName_2 = :expValue_1 REMOVE #expName_1.#expName_3',
      [{ S: 'Bern' }],
    ],
    [
      'a whole object with replace',
      { address: operation('replace', { city: 'Bern' }) },
      'SET #expName_1 = :expValue_1',
      [{ M: { city: { S: 'Bern' } } }],
    ],
    ['a set', { tags: { SS: ['a'] } }, 'SET #expName_1 = :expValue_1', [{ SS: ['a'] }]],
    ['an empty object', { a: {} }, 'SET #expName_1 = :expValue_1', [{ M: {} }]],
    ['nothing', {}, '', []],
  ])('writes %s', (_what, update, expression, values) => {
    expect(updateOf(update)).toMatchObject({
      expression,
      expressionValues: Object.fromEntries(
        values.map((value, index) => [`:expValue_${index + 1}`, value]),
      ),
    });
  });

  test('names attributes in the order in which the expression has them', () => {
    expect(updateOf({ b: operation('remove'), a: 1, c: 2 })).toMatchObject({
      expression: 'SET #expName_1 = :expValue_1, #expName_2 = :expValue_2 REMOVE #expName_3',
      expressionNames: { '#expName_1': 'a', '#expName_2': 'c', '#expName_3': 'b' },
    });
  });

  test('takes a condition and a version', () => {
    const request = ddb('update', {
      ...{ key: { id: '1' }, update: { a: 1 }, condition: { b: { eq: 2 } }, _version: 5 },
    });
    expect(request).toMatchObject({
      operation: 'UpdateItem',
      condition: conditionOn('b', { N: 2 }),
      _version: 5,
    });
  });

  test.each([
    ['an index that is an expression', '0] = :x, #b[0'],
    ['a negative index', -1],
    ['a missing index', undefined],
  ])('rejects %s', (_what, index) => {
    expect(() => updateOf({ a: [operation('updateListItem', 1, index)] })).toThrow('whole number');
  });

  test('rejects a list of values and operations', () => {
    expect(() => updateOf({ a: ['x', operation('updateListItem', 1, 0)] })).toThrow(
      'update.a: a list with operations takes only operations.updateListItem().',
    );
  });
});
