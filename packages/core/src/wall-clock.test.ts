import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wallClock } from './wall-clock.js';

it.each([
  ['UTC', '2026-11-22T10:05:59Z', '2026-11-22T10:05Z'],
  ['Europe/Berlin', '2026-11-22T23:30:00Z', '2026-11-23T00:30+01:00'],
  ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T02:30+02:00'],
  ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T02:30+01:00'],
  ['Europe/London', '2026-12-01T00:00:00Z', '2026-12-01T00:00Z'],
  ['America/Los_Angeles', '2026-03-01T03:00:00Z', '2026-02-28T19:00-08:00'],
  ['Asia/Kathmandu', '2026-12-31T18:15:00Z', '2027-01-01T00:00+05:45'],
  ['Pacific/Kiritimati', '2026-02-28T10:00:00Z', '2026-03-01T00:00+14:00'],
])('shows in %s at %s: %s', (timeZone, time, expected) => {
  const { year, month, day, hour, minute, offset } = wallClock(Date.parse(time), timeZone);
  expect(`${year}-${month}-${day}T${hour}:${minute}${offset}`).toBe(expected);
});

it('is the requested instant, to the minute', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(9999, 11) }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'),
      (time, timeZone) => {
        const { year, month, day, hour, minute, offset } = wallClock(time, timeZone);
        const shown = Date.parse(`${year}-${month}-${day}T${hour}:${minute}${offset}`);
        expect(shown).toBe(time - (time % 60_000));
      },
    ),
  );
});

it('is the same in UTC as in a zone with the same time', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_000_000_000_000, max: 8_640_000_000_000_000 }), (time) => {
      expect(wallClock(time, 'UTC')).toEqual(wallClock(time, 'Etc/UTC'));
    }),
  );
  expect(() => wallClock(Number.NaN, 'UTC')).toThrow(RangeError);
});

it('rejects a time zone that does not exist', () => {
  expect(() => wallClock(0, 'Mars/Olympus')).toThrow(RangeError);
});
