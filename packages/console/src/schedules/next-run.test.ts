import { expect, it } from 'vitest';
import { fieldTime, timeInZone, untilText } from './next-run.ts';

const now = Date.parse('2026-11-30T12:00:00.000Z');

it.each([
  ['2026-11-30T11:59:00.000Z', 'now'],
  ['2026-11-30T12:00:30.000Z', 'in 30 s'],
  ['2026-11-30T12:05:00.000Z', 'in 5 min'],
  ['2026-11-30T15:20:00.000Z', 'in 3 h 20 min'],
  ['2026-12-01T12:00:00.000Z', 'in 24 h'],
  ['2026-12-12T12:00:00.000Z', 'in 12 days'],
])('says of %s: %s', (at, expected) => {
  expect(untilText(at, now)).toBe(expected);
});

it('writes a time in the zone of the schedule', () => {
  expect(timeInZone('2026-12-01T13:05:00.000Z', 'Europe/Berlin')).toBe('Tue 1 Dec, 14:05');
});

it('gives a field a time that the browser reads back as the same', () => {
  const at = new Date('2026-12-01T13:05:00.000Z');
  expect(new Date(fieldTime(at)).getTime()).toBe(at.getTime());
});
