import { describe, expect, test } from 'vitest';
import { filterExpression, optionalExpression } from './filter-expression.js';

/** Texts and values that AppSync's `util.transform` returned for the same filters. */
const RECORDED: [filter: unknown, expression: string, values: Record<string, unknown>][] = [
  [{ v: { eq: 'x' } }, '(#v = :v_eq)', { ':v_eq': { S: 'x' } }],
  [{ v: { ne: 'x' } }, '(#v <> :v_ne)', { ':v_ne': { S: 'x' } }],
  [{ v: { lt: 'x' } }, '(#v < :v_lt)', { ':v_lt': { S: 'x' } }],
  [{ v: { le: 'x' } }, '(#v <= :v_le)', { ':v_le': { S: 'x' } }],
  [{ v: { gt: 'x' } }, '(#v > :v_gt)', { ':v_gt': { S: 'x' } }],
  [{ v: { ge: 'x' } }, '(#v >= :v_ge)', { ':v_ge': { S: 'x' } }],
  [{ v: { eq: 1.5 } }, '(#v = :v_eq)', { ':v_eq': { N: 1.5 } }],
  [{ v: { eq: true } }, '(#v = :v_eq)', { ':v_eq': { BOOL: true } }],
  [{ v: { eq: null } }, '(#v = :v_eq)', { ':v_eq': { NULL: null } }],
  [{ v: { eq: { a: 1 } } }, '(#v = :v_eq)', { ':v_eq': { M: { a: { N: 1 } } } }],
  [{ v: { eq: [1, 2] } }, '(#v = :v_eq)', { ':v_eq': { L: [{ N: 1 }, { N: 2 }] } }],
  [{ v: { contains: 'x' } }, '(contains(#v,:v_contains))', { ':v_contains': { S: 'x' } }],
  [
    { v: { notContains: 'x' } },
    '(NOT contains(#v,:v_notContains))',
    { ':v_notContains': { S: 'x' } },
  ],
  [{ v: { beginsWith: 'x' } }, '(begins_with(#v,:v_beginsWith))', { ':v_beginsWith': { S: 'x' } }],
  [
    { v: { between: [1, 9] } },
    '(#v BETWEEN :v_between_start AND :v_between_end)',
    { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } },
  ],
  [
    { v: { between: ['1', '9', '3'] } },
    '(#v BETWEEN :v_between_start AND :v_between_end)',
    { ':v_between_start': { S: '1' }, ':v_between_end': { S: '9' } },
  ],
  [
    { v: { in: ['a', 'b'] } },
    '(#v IN (:v_in_0, :v_in_1))',
    { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } },
  ],
  [{ v: { in: [] } }, '(null)', {}],
  [{ v: { attributeExists: true } }, '(attribute_exists(#v))', {}],
  [{ v: { attributeExists: false } }, '(attribute_not_exists(#v))', {}],
  [
    { v: { attributeType: '_null' } },
    '(attribute_type(#v,:v_attributeType))',
    { ':v_attributeType': { S: 'NULL' } },
  ],
  [
    { v: { attributeType: 'stringSet' } },
    '(attribute_type(#v,:v_attributeType))',
    { ':v_attributeType': { S: 'SS' } },
  ],
  [{ v: { size: { gt: 2 } } }, '(size(#v) > :v_size_gt)', { ':v_size_gt': { N: 2 } }],
  [
    { v: { size: { gt: 2, lt: 5 } } },
    '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))',
    { ':v_size_gt': { N: 2 }, ':v_size_lt': { N: 5 } },
  ],
  [
    { v: { size: { size: { gt: 1 } } } },
    '(size(#v) > :v_size_size_gt)',
    { ':v_size_size_gt': { N: 1 } },
  ],
  [{ v: { size: { attributeExists: true } } }, '(attribute_exists(size(#v)))', {}],
  [
    { a: { eq: 1 }, b: { eq: 2 } },
    '(#a = :a_eq) AND (#b = :b_eq)',
    { ':a_eq': { N: 1 }, ':b_eq': { N: 2 } },
  ],
  [
    { v: { ge: 1, le: 5 } },
    '((#v >= :v_ge) AND (#v <= :v_le))',
    { ':v_ge': { N: 1 }, ':v_le': { N: 5 } },
  ],
  [{ and: [{ a: { eq: 1 } }] }, '(#a = :and_0_a_eq)', { ':and_0_a_eq': { N: 1 } }],
  [
    { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] },
    '((#a = :and_0_a_eq) AND (#b = :and_1_b_eq))',
    { ':and_0_a_eq': { N: 1 }, ':and_1_b_eq': { N: 2 } },
  ],
  [
    { or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] },
    '((#a = :or_0_a_eq) OR (#b = :or_1_b_eq))',
    { ':or_0_a_eq': { N: 1 }, ':or_1_b_eq': { N: 2 } },
  ],
  [{ not: { a: { eq: 1 } } }, '(NOT (#a = :not_a_eq))', { ':not_a_eq': { N: 1 } }],
  [
    { not: { not: { a: { eq: 1 } } } },
    '(NOT (NOT (#a = :not_not_a_eq)))',
    { ':not_not_a_eq': { N: 1 } },
  ],
  [
    { not: { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] } },
    '(NOT ((#a = :not_and_0_a_eq) AND (#b = :not_and_1_b_eq)))',
    { ':not_and_0_a_eq': { N: 1 }, ':not_and_1_b_eq': { N: 2 } },
  ],
  [
    { or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] },
    '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
    { ':or_0_and_0_a_eq': { N: 1 }, ':or_0_and_1_b_eq': { N: 2 }, ':or_1_c_eq': { N: 3 } },
  ],
  [
    { and: [{ not: { a: { eq: 1 } } }, { b: { eq: 2 } }] },
    '((NOT (#a = :and_0_not_a_eq)) AND (#b = :and_1_b_eq))',
    { ':and_0_not_a_eq': { N: 1 }, ':and_1_b_eq': { N: 2 } },
  ],
  [
    { a: { eq: 1 }, and: [{ b: { eq: 2 } }] },
    '(#a = :a_eq) AND (#b = :and_0_b_eq)',
    { ':a_eq': { N: 1 }, ':and_0_b_eq': { N: 2 } },
  ],
  [{}, '', {}],
  [{ and: [] }, '', {}],
  [{ v: {} }, '', {}],
  [{ not: {} }, '(NOT )', {}],
  [{ a: { eq: 1 }, b: {} }, '(#a = :a_eq) AND ', { ':a_eq': { N: 1 } }],
  [{ and: [{ a: { eq: 1 } }, {}] }, '((#a = :and_0_a_eq) AND )', { ':and_0_a_eq': { N: 1 } }],
];

describe('the expression of a filter', () => {
  test.each(RECORDED)('of %j is what AppSync renders', (filter, expression, values) => {
    const built = filterExpression(filter);
    expect(built).toMatchObject({ expression, expressionValues: values });
    expect(Object.keys(built?.expressionValues ?? {})).toHaveLength(Object.keys(values).length);
  });

  test('names each attribute once, dots included', () => {
    expect(filterExpression({ 'a.b': { eq: 1 }, not: { 'a.b': { eq: 2 } } })).toMatchObject({
      expressionNames: { '#a.b': 'a.b' },
    });
  });

  test('keeps several fields together under not', () => {
    expect(filterExpression({ not: { a: { eq: 1 }, b: { eq: 2 } } })?.expression).toBe(
      '(NOT ((#a = :not_a_eq) AND (#b = :not_b_eq)))',
    );
  });

  test.each<[what: string, filter: unknown]>([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['an unknown operator', { v: { foo: 1 } }],
    ['a value instead of operators', { v: 'x' }],
    ['a field in a field', { a: { b: { eq: 1 } } }],
    ['an and without a list', { and: { a: { eq: 1 } } }],
    ['a group with null', { and: [{ a: { eq: 1 } }, null] }],
    ['a not with a list', { not: [{ a: { eq: 1 } }] }],
    ['a range with one bound', { v: { between: [1] } }],
    ['an in without a list', { v: { in: 'x' } }],
    ['an attributeExists that is no boolean', { v: { attributeExists: 'yes' } }],
    ["an attributeType with DynamoDB's name", { v: { attributeType: 'S' } }],
    ['a size without operators', { v: { size: 3 } }],
  ])('does not exist for %s', (_what, filter) => {
    expect(filterExpression(filter)).toBeUndefined();
  });

  test('is left out of a request when it is absent, and never when it is wrong', () => {
    expect(optionalExpression('condition', null)).toBeUndefined();
    expect(() => optionalExpression('condition', { owner: 'me' })).toThrow(
      'condition is not a filter.',
    );
  });
});
