import { expect, test } from 'vitest';
import { toSubscriptionFilter } from './subscription-filter.js';
import { UnreadableFilterError } from './unreadable-filter.js';

type Condition = readonly [fieldName: string, operator: string, value: unknown];

const groups = (...all: readonly (readonly Condition[])[]) => ({
  filterGroup: all.map((conditions) => ({
    filters: conditions.map(([fieldName, operator, value]) => ({ fieldName, operator, value })),
  })),
});

const a: Condition = ['a', 'eq', 1];
const b: Condition = ['b', 'eq', 2];
const c: Condition = ['c', 'eq', 3];
const A = { a: { eq: 1 } };
const B = { b: { eq: 2 } };
const C = { c: { eq: 3 } };

/** AWS's example. */
const BOOKS = {
  percentageUp: { lte: 50, gte: 20 },
  and: [{ title: { ne: 'Book1' } }, { downvotes: { gt: 2000 } }],
  or: [{ author: { eq: 'Admin' } }, { isPublished: { eq: false } }],
};
const below: Condition = ['percentageUp', 'lte', 50];
const above: Condition = ['percentageUp', 'gte', 20];
const title: Condition = ['title', 'ne', 'Book1'];
const votes: Condition = ['downvotes', 'gt', 2000];
const admin: Condition = ['author', 'eq', 'Admin'];
const draft: Condition = ['isPublished', 'eq', false];

test.each<[args: readonly unknown[], expected: unknown]>([
  [
    [BOOKS],
    groups(
      [below, title, votes, admin],
      [below, title, votes, draft],
      [above, title, votes, admin],
      [above, title, votes, draft],
    ),
  ],
  [[BOOKS, ['percentageUp', 'author']], groups([title, votes, draft])],
  [
    [BOOKS, ['percentageUp', 'author'], { upvotes: { gte: 250 }, author: { eq: 'Person1' } }],
    groups(
      [title, votes, draft, ['upvotes', 'gte', 250]],
      [title, votes, draft, ['author', 'eq', 'Person1']],
    ),
  ],
  [[A], groups([a])],
  [[{ ...A, ...B }], groups([a, b])],
  [[{ and: [A, B] }], groups([a, b])],
  [[{ or: [A, B] }], groups([a], [b])],
  [[{ a: { eq: 1, ne: 2 } }], groups([a], [['a', 'ne', 2]])],
  [[{ and: [A, { or: [B, C] }] }], groups([a, b], [a, c])],
  [[{ or: [{ and: [A, B] }, C] }], groups([a, b], [c])],
  [[{ 'loc.country': { in: ['US'] } }], groups([['loc.country', 'in', ['US']]])],
  [[{ not: A }], groups([['not', 'a', { eq: 1 }]])],
  [[{ a: { unknown: 1 } }], groups([['a', 'unknown', 1]])],
  [[{ ...A, ...B }, ['a']], groups([b])],
  [[{ ...A, and: [B] }, ['b']], groups([a])],
  [
    [A, [], { r1: { gte: 250 }, r2: { eq: 'p' } }],
    groups([a, ['r1', 'gte', 250]], [a, ['r2', 'eq', 'p']]),
  ],
  [[{}, [], { r1: { eq: 1 } }], groups([['r1', 'eq', 1]])],
  [[A, null, null], groups([a])],
  [[{}], groups()],
  [[{ a: {} }], groups()],
  [[{ and: [] }], groups()],
  [[JSON.parse('{"__proto__":{"constructor":1}}')], groups([['__proto__', 'constructor', 1]])],
])('AppSync translates %j', (args, expected) => {
  const [filter, ignoredFields, rules] = args;
  expect(toSubscriptionFilter(filter, ignoredFields, rules)).toEqual(expected);
});

test.each<[reason: string, args: readonly unknown[]]>([
  ['null', [null]],
  ['no filter', []],
  ['a list', [[]]],
  ['JSON', ['{"a":{"eq":1}}']],
  ['a field without operators', [{ a: 1 }]],
  ['a map for or', [{ or: A }]],
  ['null in a group', [{ or: [A, null] }]],
  ['rules that are not a map', [A, [], 'rules']],
  [
    'a filter whose groups would fill the memory',
    [{ and: Array.from({ length: 40 }, () => ({ or: [A, B] })) }],
  ],
])('%s cannot be read', (_reason, [filter, ignoredFields, rules]) => {
  expect(() => toSubscriptionFilter(filter, ignoredFields, rules)).toThrow(UnreadableFilterError);
});

test('ignored fields that are not a list are an error', () => {
  expect(() => toSubscriptionFilter(A, 'a')).toThrow('util.transform.toSubscriptionFilter');
});
