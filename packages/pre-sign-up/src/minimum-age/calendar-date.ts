import { wallClock } from '@amplify-recipes/core';

/** A date of the calendar, without a time or a time zone: `20120229` is 29 February 2012. */
export type CalendarDate = number & { readonly calendarDate: unique symbol };

/**
 * Reads a date of ISO 8601, written out as `YYYY-MM-DD`, as OpenID Connect writes a birthdate.
 *
 * @returns `undefined` for everything else, and for days that no calendar has.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
export function calendarDate(text: string): CalendarDate | undefined {
  const midnight = `${text}T00:00:00.000Z`;
  // JavaScript takes 30 February for 1 March, and signed years of six digits: only what has the
  // length of a date, and comes back as it went in, is one.
  const exists = text.length === 10 && new Date(midnight).toJSON() === midnight;
  return exists ? asCalendarDate(text) : undefined;
}

/**
 * What the calendar on the wall says.
 *
 * @param time Milliseconds since 1970.
 * @param timeZone IANA name of the place of that wall: `Europe/Berlin`.
 */
export function calendarDateIn(timeZone: string, time: number): CalendarDate {
  const { year, month, day } = wallClock(time, timeZone);
  return asCalendarDate(`${year}-${month}-${day}`);
}

/**
 * How old somebody is, in completed years. Who was born on 29 February completes a year on that
 * day in leap years, and on 1 March in others. Negative before the birth.
 */
export function completedYears(birth: CalendarDate, today: CalendarDate): number {
  return Math.floor((today - birth) / 10_000);
}

function asCalendarDate(text: string): CalendarDate {
  return Number(text.replaceAll('-', '')) as CalendarDate;
}
