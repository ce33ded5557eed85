import { expect, test } from 'vitest';
import { toSearchQuery } from './search-query.js';
import { UnreadableFilterError } from './unreadable-filter.js';

const A = { a: { gt: 1 } };
const B = { b: { lt: 2 } };
const a = { range: { a: { gt: 1 } } };
const b = { range: { b: { lt: 2 } } };

test.each<[filter: unknown, query: unknown]>([
  [
    // AWS's example, with the queries that the service gives for `eq` and `ne`.
    { upvotes: { ne: 15, range: [10, 20] }, title: { eq: 'hihihi', wildcard: 'h*i' } },
    {
      bool: {
        must: [
          {
            bool: {
              must: [
                { bool: { must_not: { match: { upvotes: 15 } } } },
                { range: { upvotes: { gte: 10, lte: 20 } } },
              ],
            },
          },
          {
            bool: {
              must: [{ match: { 'title.keyword': 'hihihi' } }, { wildcard: { title: 'h*i' } }],
            },
          },
        ],
      },
    },
  ],
  [A, a],
  [{ a: { gte: 1 } }, { range: { a: { gte: 1 } } }],
  [{ a: { lte: 1 } }, { range: { a: { lte: 1 } } }],
  [{ a: { match: 'x' } }, { match: { a: 'x' } }],
  [{ a: { matchPhrase: 'x' } }, { match_phrase: { a: 'x' } }],
  [{ a: { matchPhrasePrefix: 'x' } }, { match_phrase_prefix: { a: 'x' } }],
  [{ a: { multiMatch: 'x' } }, { multi_match: { a: 'x' } }],
  [{ a: { regexp: 'x' } }, { regexp: { a: 'x' } }],
  [{ a: { exists: true } }, { exists: { field: 'a' } }],
  [{ a: { exists: false } }, { bool: { must_not: { exists: { field: 'a' } } } }],
  [{ and: [A, B] }, { bool: { must: [a, b] } }],
  [{ or: [A, B] }, { bool: { should: [a, b], minimum_should_match: 1 } }],
  [{ not: A }, { bool: { must_not: a } }],
  [{ not: { ...A, ...B } }, { bool: { must_not: { bool: { must: [a, b] } } } }],
  [{}, null],
])('%j becomes a query', (filter, query) => {
  expect(JSON.parse(toSearchQuery(filter))).toEqual(query);
});

test.each<[reason: string, filter: unknown]>([
  ['null', null],
  ['an unknown operator', { a: { beginsWith: 'x' } }],
  ['a field without operators', { a: 1 }],
  ['a map for and', { and: A }],
  ['a range of one value', { a: { range: [1] } }],
  ['exists with a text', { a: { exists: 'yes' } }],
])('%s cannot be read', (_reason, filter) => {
  expect(() => toSearchQuery(filter)).toThrow(UnreadableFilterError);
});
