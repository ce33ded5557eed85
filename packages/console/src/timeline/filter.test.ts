import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import { entryTest, isEmpty, noFilter, readFilter, writeFilter } from './filter.ts';
import { holdEntries } from './held.ts';

test('keeps the filter in the address, beside the rest of it', () => {
  const filter = {
    text: 'pre sign',
    services: ['s3', 'sqs'],
    functions: ['watch-todos'],
    statuses: ['failed' as const],
    user: 'ada@example.com',
  };
  const address = writeFilter(filter, new URLSearchParams('tab=logs&q=old'));
  expect(address.get('tab')).toBe('logs');
  expect(readFilter(address)).toEqual(filter);
  expect(writeFilter(noFilter, address).toString()).toBe('tab=logs');
});

test('ignores a status that it does not know', () => {
  expect(isEmpty(readFilter(new URLSearchParams('status=lost')))).toBe(true);
});

test.each([
  ['its request id', '9abf'],
  ['its number', '7'],
  ['its reason', 'not_allowed'],
  ['its user', 'ada@'],
])('finds an entry by %s', (_name, text) => {
  const found = entryTest({ ...noFilter, text });
  expect(
    found(
      entry(7, {
        invocationId: '9abf73c3',
        reason: 'EMAIL_DOMAIN_NOT_ALLOWED',
        user: 'ada@example.com',
      }),
    ),
  ).toBe(true);
  expect(found(entry(1))).toBe(false);
});

test('holds new entries back, and lets the shown ones change', () => {
  const entries = [entry(1, { outcome: '200' }), entry(2), entry(3, { name: 'SignIn' })];
  expect(holdEntries(entries, 1, noFilter)).toEqual({ shown: [entries[0]], waiting: 2 });
  expect(holdEntries(entries, 1, { ...noFilter, text: 'signin' }).waiting).toBe(1);
  expect(holdEntries(entries, 3, noFilter)).toEqual({ shown: entries, waiting: 0 });
  expect(holdEntries(entries, undefined, noFilter).shown).toBe(entries);
});
