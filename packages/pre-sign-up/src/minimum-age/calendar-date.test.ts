import { describe, expect, it } from 'vitest';
import { calendarDate } from './calendar-date.js';

describe('calendarDate', () => {
  it('reads a day of the calendar', () => {
    expect(calendarDate('2012-02-29')).toBe(20120229);
  });

  it.each(['+012000-01-01', '-000001-01-01', '+020000101'])(
    'does not read %s, a year of six digits',
    (text) => {
      expect(calendarDate(text)).toBeUndefined();
    },
  );
});
