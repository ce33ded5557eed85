import { expect, test } from 'vitest';
import { toDynamoDBExpression } from './dynamodb-expression.js';
import { UnreadableFilterError } from './unreadable-filter.js';

const N = (number: number) => ({ N: String(number) });
const a = { a: { eq: 1 } };
const b = { b: { eq: 2 } };
const c = { c: { eq: 3 } };

/**
 * The expressions are those that AppSync's EvaluateCode gave for these filters, with two
 * differences: numbers are strings there `{ N: 1 }`, and null is `{ NULL: null }`.
 */
test.each<[filter: unknown, expression: string, values: unknown]>([
  [{ v: { eq: 'x' } }, '(#v = :v_eq)', { ':v_eq': { S: 'x' } }],
  [{ v: { ne: 'x' } }, '(#v <> :v_ne)', { ':v_ne': { S: 'x' } }],
  [{ v: { lt: 1.5 } }, '(#v < :v_lt)', { ':v_lt': N(1.5) }],
  [{ v: { le: 1 } }, '(#v <= :v_le)', { ':v_le': N(1) }],
  [{ v: { gt: 1 } }, '(#v > :v_gt)', { ':v_gt': N(1) }],
  [{ v: { ge: 1 } }, '(#v >= :v_ge)', { ':v_ge': N(1) }],
  [{ v: { eq: true } }, '(#v = :v_eq)', { ':v_eq': { BOOL: true } }],
  [{ v: { eq: null } }, '(#v = :v_eq)', { ':v_eq': { NULL: true } }],
  [{ v: { eq: { a: 1 } } }, '(#v = :v_eq)', { ':v_eq': { M: { a: N(1) } } }],
  [{ v: { eq: [1] } }, '(#v = :v_eq)', { ':v_eq': { L: [N(1)] } }],
  [{ v: { contains: 'x' } }, '(contains(#v,:v_contains))', { ':v_contains': { S: 'x' } }],
  [
    { v: { notContains: 'x' } },
    '(NOT contains(#v,:v_notContains))',
    { ':v_notContains': { S: 'x' } },
  ],
  [{ v: { beginsWith: 'x' } }, '(begins_with(#v,:v_beginsWith))', { ':v_beginsWith': { S: 'x' } }],
  [
    { v: { between: [1, 9, 3] } },
    '(#v BETWEEN :v_between_start AND :v_between_end)',
    { ':v_between_start': N(1), ':v_between_end': N(9) },
  ],
  [
    { v: { in: ['x', 'y'] } },
    '(#v IN (:v_in_0, :v_in_1))',
    { ':v_in_0': { S: 'x' }, ':v_in_1': { S: 'y' } },
  ],
  [{ v: { attributeExists: true } }, '(attribute_exists(#v))', {}],
  [{ v: { attributeExists: false } }, '(attribute_not_exists(#v))', {}],
  [
    { v: { attributeType: '_null' } },
    '(attribute_type(#v,:v_attributeType))',
    { ':v_attributeType': { S: 'NULL' } },
  ],
  [{ v: { size: { gt: 2 } } }, '(size(#v) > :v_size_gt)', { ':v_size_gt': N(2) }],
  [
    { v: { size: { gt: 2, lt: 5 } } },
    '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))',
    { ':v_size_gt': N(2), ':v_size_lt': N(5) },
  ],
  [
    { v: { size: { size: { gt: 1 } } } },
    '(size(#v) > :v_size_size_gt)',
    { ':v_size_size_gt': N(1) },
  ],
  [{ v: { ge: 1, le: 5 } }, '((#v >= :v_ge) AND (#v <= :v_le))', { ':v_ge': N(1), ':v_le': N(5) }],
  [{ ...a, ...b }, '(#a = :a_eq) AND (#b = :b_eq)', { ':a_eq': N(1), ':b_eq': N(2) }],
  [{ and: [a] }, '(#a = :and_0_a_eq)', { ':and_0_a_eq': N(1) }],
  [
    { and: [a, b] },
    '((#a = :and_0_a_eq) AND (#b = :and_1_b_eq))',
    { ':and_0_a_eq': N(1), ':and_1_b_eq': N(2) },
  ],
  [
    { or: [{ and: [a, b] }, c] },
    '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
    { ':or_0_and_0_a_eq': N(1), ':or_0_and_1_b_eq': N(2), ':or_1_c_eq': N(3) },
  ],
  [
    { and: [{ or: [a, b] }, c] },
    '(((#a = :and_0_or_0_a_eq) OR (#b = :and_0_or_1_b_eq)) AND (#c = :and_1_c_eq))',
    { ':and_0_or_0_a_eq': N(1), ':and_0_or_1_b_eq': N(2), ':and_1_c_eq': N(3) },
  ],
  [{ not: a }, '(NOT (#a = :not_a_eq))', { ':not_a_eq': N(1) }],
  [{ not: { not: a } }, '(NOT (NOT (#a = :not_not_a_eq)))', { ':not_not_a_eq': N(1) }],
  [
    { not: { and: [a, b] } },
    '(NOT ((#a = :not_and_0_a_eq) AND (#b = :not_and_1_b_eq)))',
    { ':not_and_0_a_eq': N(1), ':not_and_1_b_eq': N(2) },
  ],
  [
    { and: [{ not: a }, b] },
    '((NOT (#a = :and_0_not_a_eq)) AND (#b = :and_1_b_eq))',
    { ':and_0_not_a_eq': N(1), ':and_1_b_eq': N(2) },
  ],
  [
    { ...a, and: [b] },
    '(#a = :a_eq) AND (#b = :and_0_b_eq)',
    { ':a_eq': N(1), ':and_0_b_eq': N(2) },
  ],
  [{}, '', {}],
  [{ and: [] }, '', {}],
  [{ v: {} }, '', {}],
  [{ v: { size: {} } }, '', {}],
  [{ not: {} }, '(NOT )', {}],
  [{ v: { in: [] } }, '(null)', {}],
  [{ ...a, v: {} }, '(#a = :a_eq) AND ', { ':a_eq': N(1) }],
  [{ and: [a, {}] }, '((#a = :and_0_a_eq) AND )', { ':and_0_a_eq': N(1) }],
])('AppSync translates %j to %s', (filter, expression, values) => {
  const result = JSON.parse(toDynamoDBExpression(filter));
  expect(result.expression).toBe(expression);
  expect(result.expressionValues).toEqual(values);
});

test('the condition that Amplify generates for an update has AppSync’s text', () => {
  const condition = { and: [{ id: { attributeExists: true } }, { _version: { eq: 1 } }] };
  expect(toDynamoDBExpression(condition)).toBe(
    '{"expression":"((attribute_exists(#id)) AND (#_version = :and_1__version_eq))",' +
      '"expressionNames":{"#id":"id","#_version":"_version"},' +
      '"expressionValues":{":and_1__version_eq":{"N":"1"}}}',
  );
});

test.each([
  ['_null', 'NULL'],
  ['string', 'S'],
  ['stringSet', 'SS'],
  ['number', 'N'],
  ['numberSet', 'NS'],
  ['binary', 'B'],
  ['binarySet', 'BS'],
  ['boolean', 'BOOL'],
  ['list', 'L'],
  ['map', 'M'],
])('the attribute type %s is %s in DynamoDB', (type, code) => {
  const { expressionValues } = JSON.parse(toDynamoDBExpression({ v: { attributeType: type } }));
  expect(expressionValues).toEqual({ ':v_attributeType': { S: code } });
});

test('fields of one member of a group stay together', () => {
  expect(JSON.parse(toDynamoDBExpression({ or: [{ ...a, ...b }, c] })).expression).toBe(
    '(((#a = :or_0_a_eq) AND (#b = :or_0_b_eq)) OR (#c = :or_1_c_eq))',
  );
  expect(JSON.parse(toDynamoDBExpression({ not: { ...a, ...b } })).expression).toBe(
    '(NOT ((#a = :not_a_eq) AND (#b = :not_b_eq)))',
  );
});

test('a field named __proto__ is a plain name', () => {
  expect(toDynamoDBExpression(JSON.parse('{"__proto__":{"eq":1},"constructor":{"eq":2}}'))).toBe(
    '{"expression":"(#__proto__ = :__proto___eq) AND (#constructor = :constructor_eq)",' +
      '"expressionNames":{"#__proto__":"__proto__","#constructor":"constructor"},' +
      '"expressionValues":{":__proto___eq":{"N":"1"},":constructor_eq":{"N":"2"}}}',
  );
});

test.each<[reason: string, filter: unknown]>([
  ['no filter', undefined],
  ['null', null],
  ['a list', []],
  ['a text', 'text'],
  ['an unknown operator', { v: { foo: 1 } }],
  ['an operator that is a method of JavaScript’s objects', { v: { toString: 1 } }],
  ['a field with a value in place of operators', { v: 'x' }],
  ['a field in a field', { a: { b: { eq: 1 } } }],
  ['a map for and', { and: a }],
  ['null for and', { and: null }],
  ['null in a group', { and: [a, null] }],
  ['a list for not', { not: [a] }],
  ['a range of one value', { v: { between: [1] } }],
  ['a range that is not a list', { v: { between: 'x' } }],
  ['values that are not a list', { v: { in: 'x' } }],
  ['attributeExists with a text', { v: { attributeExists: 'yes' } }],
  ['attributeType with a type of DynamoDB', { v: { attributeType: 'S' } }],
  ['a size without operators', { v: { size: 3 } }],
  ['a field that takes the value of another condition', { and_0_a: { eq: 2 }, and: [a] }],
])('%s cannot be read', (_reason, filter) => {
  expect(() => toDynamoDBExpression(filter)).toThrow(UnreadableFilterError);
});
