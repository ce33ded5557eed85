import { expect, test } from 'vitest';
import { overview } from '../../testing/overview.ts';
import { overviewGroups, unservedTypes } from './groups.ts';

test('groups what runs, and leaves out what the backend does not have', () => {
  const groups = overviewGroups({ ...overview, buckets: [], schedules: [] });
  expect(groups.map(({ title, items }) => `${title} ${items.length}`)).toEqual([
    'Functions 5',
    'User pools 1',
    'GraphQL APIs 1',
    'Tables 3',
    'Streams, queues and topics 3',
  ]);
});

test('leads to the place of each thing, whatever its name', () => {
  const [bucket] = overviewGroups({
    ...overview,
    functions: [],
    userPools: [],
    apis: [],
    tables: [],
    buckets: [{ name: 'a/b?c', friendlyName: 'files' }],
  });
  expect(bucket?.items[0]?.address).toBe('/objects/a%2Fb%3Fc');
});

test('names the types that are not supported, the most frequent first', () => {
  expect(unservedTypes(overview)).toEqual([
    ['AWS::Location::Map', 2],
    ['AWS::CloudFront::Distribution', 1],
  ]);
});
