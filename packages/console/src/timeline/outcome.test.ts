import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import type { TimelineEntry } from '../api/contract.ts';
import { outcomeOf } from './outcome.ts';

test.each<[string, Partial<TimelineEntry>, string, string]>([
  ['a success', { outcome: '200' }, '200', 'ok'],
  ['a cold start', { outcome: 'returned', initDurationMs: 98 }, 'cold 98 ms', 'warn'],
  ['a retry', { outcome: 'returned', attempt: 2 }, 'returned (2)', 'warn'],
  ['a failed retry', { state: 'failed', outcome: 'threw', attempt: 3 }, 'threw (3)', 'bad'],
  ['a failure when cold', { state: 'failed', outcome: 'threw', initDurationMs: 9 }, 'threw', 'bad'],
  ['a denial', { state: 'denied', status: 403 }, '403', 'bad'],
  ['a message', { kind: 'message' }, 'message', 'neutral'],
  ['a running call', { state: 'running' }, 'running', 'accent'],
])('says how %s ended', (_name, fields, text, tone) => {
  expect(outcomeOf(entry(1, fields))).toMatchObject({ text, tone });
});

test('says all of it in the title', () => {
  const fields = { outcome: 'returned', initDurationMs: 98, attempt: 2 };
  expect(outcomeOf(entry(1, fields)).title).toBe('returned, cold 98 ms, attempt 2');
});
