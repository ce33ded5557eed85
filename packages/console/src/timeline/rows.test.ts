import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import { makeTimeline } from '../../testing/flows.ts';
import { noFilter, type TimelineFilter } from './filter.ts';
import { timelineRows } from './rows.ts';

const flow = [
  entry(1, { user: 'ada@example.com' }),
  entry(2, { flow: 1, parent: 1, name: 'pre-sign-up', function: 'pre-sign-up', service: 'lambda' }),
  entry(3, { flow: 1, parent: 2, name: 'GetItem', service: 'dynamodb', state: 'failed' }),
  entry(4, { flow: 1, parent: 1, name: 'E-mail', kind: 'message', service: 'ses' }),
  entry(5, { name: 'SignIn', initDurationMs: 9 }),
];

const shown = (filter: Partial<TimelineFilter>, entries = flow) =>
  timelineRows(entries, { ...noFilter, ...filter }).map(({ entry: { id }, depth }) => [id, depth]);

test('shows the newest flow first, and what an entry caused below it', () => {
  expect(shown({})).toEqual([
    [5, 0],
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 1],
  ]);
});

test('counts the time from the start of the flow', () => {
  expect(timelineRows(flow, noFilter).map(({ sinceStart }) => sinceStart)).toEqual([
    0, 0, 1000, 2000, 3000,
  ]);
});

test.each<[string, Partial<TimelineFilter>, readonly number[]]>([
  ['the cause and the consequences of a match', { text: 'pre-sign' }, [1, 2, 3]],
  ['the causes of a failure', { statuses: ['failed'] }, [1, 2, 3]],
  ['a cold start', { statuses: ['cold'] }, [5]],
  ['a function', { functions: ['pre-sign-up'] }, [1, 2, 3]],
  ['services', { services: ['ses'] }, [1, 4]],
  ['a whole flow of a user', { user: 'ada@example.com' }, [1, 2, 3, 4]],
  ['all words', { text: 'getitem DYNAMODB' }, [1, 2, 3]],
  ['nothing without a match', { text: 'getitem ses' }, []],
  ['nothing of another user', { user: 'eve@example.com' }, []],
])('shows %s', (_name, filter, ids) => {
  expect(shown(filter).map(([id]) => id)).toEqual(ids);
});

test.each([
  ['forgotten', entry(9, { flow: 1, parent: 7 })],
  ['itself', entry(9, { flow: 1, parent: 9 })],
])('shows an entry whose cause is %s', (_name, orphan) => {
  expect(shown({}, [orphan])).toEqual([[9, 0]]);
});

test('shows each entry once, whatever caused it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ flow: fc.integer({ min: 1, max: 4 }), parent: fc.option(fc.nat(30)) })),
      (made) => {
        const entries = made.map(({ flow: inFlow, parent }, index) =>
          entry(index + 1, { flow: inFlow, ...(parent === null ? {} : { parent }) }),
        );
        const ids = timelineRows(entries, noFilter).map(({ entry: { id } }) => id);
        expect(ids.toSorted((a, b) => a - b)).toEqual(entries.map(({ id }) => id));
      },
    ),
  );
});

test('makes rows of 10,000 entries', () => {
  const entries = makeTimeline(10_000, Date.now()).map((made) => made.entry);
  expect(timelineRows(entries, noFilter)).toHaveLength(entries.length);
});
