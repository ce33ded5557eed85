import { expect, test } from 'vitest';
import { clockTime, durationText, wholeTime } from './clock.ts';

test.each([
  [0, '0 ms'],
  [0.44, '0.4 ms'],
  [7, '7 ms'],
  [9.96, '10 ms'],
  [184.2, '184 ms'],
  [1000, '1 s'],
  [2440, '2.4 s'],
  [185_000, '3 min 5 s'],
])('says %d ms as %s', (ms, words) => {
  expect(durationText(ms)).toBe(words);
});

test('shows the clock with milliseconds, and the whole time with its zone', () => {
  expect(clockTime('2026-11-30T13:02:31.118Z')).toMatch(/^\d\d:\d\d:31\.118$/);
  expect(wholeTime('2026-11-30T13:02:31.118Z')).toMatch(/GMT.*\(2026-11-30T13:02:31\.118Z\)$/);
});

test('leaves a text that is no time as it is', () => {
  expect(clockTime('soon')).toBe('soon');
  expect(wholeTime('soon')).toBe('soon');
});
