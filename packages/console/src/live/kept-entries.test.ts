import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import { findEntry, keepAll, keepMore, noEntries } from './kept-entries.ts';

const ids = (kept: { entries: readonly { id: number }[] }) => kept.entries.map(({ id }) => id);

test('keeps new entries in the order of their ids', () => {
  const kept = keepMore(keepAll([entry(2), entry(1)], 0), [entry(4), entry(3)]);
  expect(ids(kept)).toEqual([1, 2, 3, 4]);
});

test('replaces an entry that changed, in its place', () => {
  const kept = keepMore(keepAll([entry(1), entry(2)], 0), [entry(1, { outcome: '200' })]);
  expect(kept.entries.map(({ outcome }) => outcome)).toEqual(['200', undefined]);
});

test('forgets the oldest above the limit, and counts them', () => {
  const kept = keepMore(keepAll([entry(1), entry(2)], 7, 2), [entry(3)], 2);
  expect(ids(kept)).toEqual([2, 3]);
  expect(kept.forgotten).toBe(8);
});

test('does not bring a forgotten entry back when it changes', () => {
  const kept = keepMore(keepAll([entry(1), entry(2), entry(3)], 0, 2), [entry(1)], 2);
  expect(ids(kept)).toEqual([2, 3]);
  expect(kept.forgotten).toBe(1);
});

test('takes entries after a clearing', () => {
  expect(ids(keepMore(noEntries, [entry(40)]))).toEqual([40]);
});

test('finds an entry by its id', () => {
  const { entries } = keepAll([entry(3), entry(7)], 0);
  expect(findEntry(entries, 7)?.id).toBe(7);
  expect(findEntry(entries, 5)).toBeUndefined();
  expect(findEntry(entries, undefined)).toBeUndefined();
});

test('holds the newest entries in order, whichever way they arrive', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      (arrivals, size) => {
        let kept = noEntries;
        for (let at = 0; at < arrivals.length; at += size) {
          kept = keepMore(
            kept,
            arrivals.slice(at, at + size).map((id) => entry(id)),
            100,
          );
        }
        expect(ids(kept)).toEqual([...arrivals].sort((a, b) => a - b));
      },
    ),
  );
});
