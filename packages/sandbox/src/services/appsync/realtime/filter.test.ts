import { describe, expect, test } from 'vitest';
import { compileFilter } from './filter.js';

type Rule = [fieldName: unknown, operator: unknown, value?: unknown];

const filter = (...filters: readonly Rule[][]) => ({
  filterGroup: filters.map((rules) => ({
    filters: rules.map(([fieldName, operator, value]) => ({ fieldName, operator, value })),
  })),
});
const fields = (count: number, prefix = 'f') =>
  Array.from({ length: count }, (_, index): Rule => [`${prefix}${index}`, 'eq', 1]);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('an operator', () => {
  test.each<[operator: string, value: unknown, field: unknown, matches: boolean]>([
    ['eq', 'a', 'a', true],
    ['eq', 'a', 'b', false],
    ['eq', true, true, true],
    ['eq', 1, '1', false],
    ['eq', 'a', null, false],
    ['eq', 'a', ['a'], false],
    ['ne', 'a', 'b', true],
    ['ne', 'a', 'a', false],
    ['ne', 'a', undefined, true],
    ['le', 2, 2, true],
    ['le', 2, 3, false],
    ['lt', 2, 1, true],
    ['lt', 2, 2, false],
    ['ge', 'b', 'b', true],
    ['ge', 'b', 'a', false],
    ['gt', 2, 3, true],
    ['gt', 2, '3', false],
    ['gt', 2, null, false],
    ['le', 2, Number.NaN, false],
    ['contains', 'es', 'test', true],
    ['contains', 'es', 'toast', false],
    ['contains', 'a', ['a', 'b'], true],
    ['contains', 'a', ['ab'], false],
    ['contains', 1, [1], true],
    ['notContains', 'es', 'toast', true],
    ['notContains', 'a', ['a'], false],
    ['beginsWith', 'te', 'test', true],
    ['beginsWith', 'es', 'test', false],
    ['beginsWith', 'a', ['a'], false],
    ['in', ['a', 'b'], 'b', true],
    ['in', ['a', 'b'], 'c', false],
    ['in', [1], '1', false],
    ['notIn', ['a', 'b'], 'c', true],
    ['notIn', ['a', 'b'], 'b', false],
    ['between', [1, 3], 1, true],
    ['between', [1, 3], 3, true],
    ['between', [1, 3], 4, false],
    ['between', ['a', 'c'], 'b', true],
    ['between', [1, 3], '2', false],
    ['containsAny', ['a', 'b'], ['b', 'c'], true],
    ['containsAny', ['a', 'b'], ['c'], false],
    ['containsAny', ['a', 'b'], 'a', true],
    ['containsAny', ['a', 'b'], null, false],
  ])('%s %j of %j is %s', (operator, value, field, matches) => {
    expect(compileFilter(filter([['name', operator, value]]))({ name: field })).toBe(matches);
  });
});

describe('a filter', () => {
  const severe: Rule[] = [
    ['severity', 'ge', 7],
    ['priority', 'in', ['high', 'medium']],
  ];
  const security: Rule[] = [
    ['category', 'eq', 'security'],
    ['group', 'in', ['admin', 'operators']],
  ];

  test.each([
    [{ severity: 7, priority: 'high' }, true],
    [{ severity: 7, priority: 'low' }, false],
    [{ category: 'security', group: 'admin' }, true],
    [{ severity: 7, group: 'admin' }, false],
    [{}, false],
    [null, false],
    [[{ severity: 7, priority: 'high' }], false],
  ])('of a group needs all rules of one filter: %j is %s', (value, matches) => {
    expect(compileFilter(filter(severe, security))(value)).toBe(matches);
  });

  test.each([
    ['a.b.c', { a: { b: { c: 'x' } } }, true],
    ['a.b.c', { a: { b: { c: 'y' } } }, false],
    ['a.b.c', { a: null }, false],
    ['a.b.c', { 'a.b.c': 'x' }, false],
    ['a.b', { a: [{ b: 'x' }] }, false],
    ['a.b.c.d.e', { a: { b: { c: { d: { e: 'x' } } } } }, true],
    ['a.b.c.d.e.f', { a: { b: { c: { d: { e: { f: 'x' } } } } } }, false],
  ])('of the nested field %s of %j is %s', (fieldName, value, matches) => {
    expect(compileFilter(filter([[fieldName, 'eq', 'x']]))(value)).toBe(matches);
  });

  test('deeper than five levels matches nothing, even with ne', () => {
    expect(compileFilter(filter([['a.b.c.d.e.f', 'ne', 'x']]))({})).toBe(false);
  });

  test('does not read what objects inherit', () => {
    expect(compileFilter(filter([['constructor.name', 'eq', 'Object']]))({})).toBe(false);
  });

  test('reads objects without a prototype', () => {
    const value = Object.assign(Object.create(null), { name: 'a' });
    expect(compileFilter(filter([['name', 'eq', 'a']]))(value)).toBe(true);
  });

  test.each<[string, Rule[][]]>([
    ['10 filters', numbers(10).map(() => [['name', 'eq', 1]])],
    ['5 fields', [fields(5), fields(5)]],
    ['5 values of in', [[['name', 'in', numbers(5)]]]],
    ['20 values of containsAny', [[['name', 'containsAny', numbers(20)]]]],
    ['a name of 256 characters', [[['x'.repeat(256), 'eq', 1]]]],
  ])('may have %s', (_, filters) => {
    expect(() => compileFilter(filter(...filters))).not.toThrow();
  });
});

describe('a filter that is not valid', () => {
  const invalid = (operator: string) =>
    `subscription filter has invalid filter value for operator \`${operator}\`.`;

  test.each<[string, unknown, string]>([
    [
      'has 11 filters',
      filter(...numbers(11).map((): Rule[] => [['name', 'eq', 1]])),
      'Filters combination exceed maximum limit 10 for subscription.',
    ],
    [
      'has 6 fields',
      filter(fields(3, 'a'), fields(3, 'b')),
      'Filters exceed maximum attributes limit 5 for subscription.',
    ],
    [
      'names a field twice',
      filter([
        ['age', 'ge', 1],
        ['age', 'le', 2],
      ]),
      'subscription filter uses same fieldName multiple time.',
    ],
    [
      'has 6 values of in',
      filter([['name', 'in', numbers(6)]]),
      'subscription exceeds maximum value limit 5 for operator `in`.',
    ],
    [
      'has 6 values of notIn',
      filter([['name', 'notIn', numbers(6)]]),
      'subscription exceeds maximum value limit 5 for operator `notIn`.',
    ],
    [
      'has 21 values of containsAny',
      filter([['name', 'containsAny', numbers(21)]]),
      'subscription exceeds maximum value limit 20 for operator `containsAny`.',
    ],
    ['has no value of containsAny', filter([['name', 'containsAny', []]]), invalid('containsAny')],
    ['has null as value', filter([['name', 'eq', null]]), invalid('eq')],
    ['has no value', filter([['name', 'eq']]), invalid('eq')],
    ['has an object as value', filter([['name', 'eq', {}]]), invalid('eq')],
    ['compares with a list', filter([['name', 'eq', ['a']]]), invalid('eq')],
    ['orders truth values', filter([['name', 'gt', true]]), invalid('gt')],
    ['has a number as prefix', filter([['name', 'beginsWith', 1]]), invalid('beginsWith')],
    ['has one value of in', filter([['name', 'in', 'a']]), invalid('in')],
    ['has an object in a list', filter([['name', 'in', ['a', {}]]]), invalid('in')],
    ['has three bounds', filter([['name', 'between', [1, 2, 3]]]), invalid('between')],
    ['has one bound', filter([['name', 'between', [1]]]), invalid('between')],
    [
      'has an unknown operator',
      filter([['name', 'matches', 'a']]),
      'subscription filter has invalid operator for fieldName `name`.',
    ],
    [
      'has an operator that every object has',
      filter([['name', 'toString', 'a']]),
      'subscription filter has invalid operator for fieldName `name`.',
    ],
    ['has no field', filter([['', 'eq', 1]]), 'subscription filter has invalid fieldName.'],
    [
      'has an object as field',
      filter([[{}, 'eq', 1]]),
      'subscription filter has invalid fieldName.',
    ],
    [
      'has a field of 257 characters',
      filter([['x'.repeat(257), 'eq', 1]]),
      'subscription filter has invalid fieldName.',
    ],
    ['is a string', 'filter', 'subscription filter has no filterGroup.'],
    ['is empty', {}, 'subscription filter has no filterGroup.'],
    ['has an empty group', { filterGroup: [] }, 'subscription filter has no filterGroup.'],
    [
      'has a filter without rules',
      { filterGroup: [{ filters: [] }] },
      'subscription filter has no filters in its filterGroup.',
    ],
    [
      'has null as filter',
      { filterGroup: [null] },
      'subscription filter has no filters in its filterGroup.',
    ],
  ])('because it %s is refused in the words of AppSync', (_, definition, message) => {
    expect(() => compileFilter(definition)).toThrow(
      expect.objectContaining({ name: 'SubscriptionFilterError', message }),
    );
  });
});
