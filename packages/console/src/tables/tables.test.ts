import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlain, plainItem, typedItem, writtenValue } from './attribute-value.ts';
import { everyItem, keyOf, type TableDescription, tableRequest } from './table-request.ts';

const table: TableDescription = {
  TableName: 'Todo',
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: 'byOwner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] },
  ],
};

describe('the request of a query bar', () => {
  it('is a scan without a partition key', () => {
    expect(tableRequest(table, everyItem, 100)).toEqual({
      operation: 'Scan',
      input: { TableName: 'Todo', Limit: 100 },
    });
  });

  it('is a query with a partition key, and takes the types of the keys', () => {
    const query = { ...everyItem, partition: '7', sort: '5', sortOperator: '>=' as const };
    expect(tableRequest(table, { ...query, descending: true }, 100)).toEqual({
      operation: 'Query',
      input: {
        TableName: 'Todo',
        Limit: 100,
        KeyConditionExpression: '#n0 = :v0 AND #n1 >= :v1',
        ScanIndexForward: false,
        ExpressionAttributeNames: { '#n0': 'id', '#n1': 'at' },
        ExpressionAttributeValues: { ':v0': { S: '7' }, ':v1': { N: '5' } },
      },
    });
  });

  it('asks an index, from where the last page ended', () => {
    const last = { id: { S: '1' } };
    const { input } = tableRequest(
      table,
      { ...everyItem, index: 'byOwner', partition: 'ada' },
      10,
      last,
    );
    expect(input).toMatchObject({
      IndexName: 'byOwner',
      ExclusiveStartKey: last,
      ExpressionAttributeNames: { '#n0': 'owner' },
    });
  });

  it('filters by paths, functions and reserved words', () => {
    const filters = [
      { attribute: 'address.city', operator: 'contains', value: 'Ber' },
      { attribute: 'size', operator: '<>', value: '3' },
      { attribute: 'size', operator: 'attribute_exists', value: '' },
      { attribute: ' ', operator: '=', value: 'left out' },
    ] as const;
    expect(tableRequest(table, { ...everyItem, filters }, 1).input).toMatchObject({
      FilterExpression: 'contains(#n0.#n1, :v0) AND #n2 <> :v1 AND attribute_exists(#n2)',
      ExpressionAttributeNames: { '#n0': 'address', '#n1': 'city', '#n2': 'size' },
      ExpressionAttributeValues: { ':v0': { S: 'Ber' }, ':v1': { N: '3' } },
    });
  });
});

it.each([
  ['a number', '12.5', { N: '12.5' }],
  ['a quoted number', '"12"', { S: '12' }],
  ['true', 'true', { BOOL: true }],
  ['null', 'null', { NULL: true }],
  ['a text', 'in two words', { S: 'in two words' }],
  ['nothing', '', { S: '' }],
])('reads %s', (_, text, expected) => {
  expect(writtenValue(text)).toEqual(expected);
});

it.each([
  ['a set', { tags: { SS: ['a'] } }, false],
  ['binary', { photo: { B: 'AA==' } }, false],
  ['a number with 20 digits', { n: { N: '12345678901234567890' } }, false],
  ['a number with a zero at its end', { n: { N: '1.50' } }, false],
  ['a set in a list', { l: { L: [{ NS: ['1'] }] } }, false],
  ['nested values', { m: { M: { l: { L: [{ N: '1.5' }, { NULL: true }] } } } }, true],
])('knows whether %s survives plain JSON', (_, item, expected) => {
  expect(isPlain(item)).toBe(expected);
});

it('gives back any plain item as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), (values) => {
      const plain: Record<string, unknown> = JSON.parse(JSON.stringify(values));
      const item = typedItem(plain);
      fc.pre(isPlain(item));
      expect(plainItem(item)).toEqual(plain);
    }),
  );
});

it('takes only the key out of an item', () => {
  const item = { id: { S: '1' }, at: { N: '2' }, other: { S: 'x' } };
  expect(keyOf(table, item)).toEqual({ id: { S: '1' }, at: { N: '2' } });
});
