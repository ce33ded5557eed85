import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DynamoDBValue, toDynamoDB } from './dynamodb-values.js';

/** JSON without -0, which no number of DynamoDB is. */
const jsonValue = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

/** The inverse of toDynamoDB. */
function fromDynamoDB(value: DynamoDBValue): unknown {
  const [[type, content] = []] = Object.entries(value);
  switch (type) {
    case 'NULL':
      return null;
    case 'S':
    case 'BOOL':
      return content;
    case 'N':
      return Number(content);
    case 'L':
      return (content as readonly DynamoDBValue[]).map(fromDynamoDB);
    case 'M':
      return Object.fromEntries(
        Object.entries(content as Readonly<Record<string, DynamoDBValue>>).map(([name, member]) => [
          name,
          fromDynamoDB(member),
        ]),
      );
    default:
      throw new Error(`No type of JSON: ${type}`);
  }
}

test('each JSON value comes back from DynamoDB’s JSON', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      // As text, because __proto__ and the order of names count too.
      expect(JSON.stringify(fromDynamoDB(toDynamoDB(value)))).toBe(JSON.stringify(value));
    }),
  );
});

test('undefined is null, in a list and in a map too', () => {
  expect(toDynamoDB([undefined, { a: undefined }])).toEqual({
    L: [{ NULL: true }, { M: { a: { NULL: true } } }],
  });
});

test('values of another realm are lists and maps', () => {
  expect(toDynamoDB(runInNewContext('({ a: [1] })'))).toEqual({ M: { a: { L: [{ N: '1' }] } } });
});
