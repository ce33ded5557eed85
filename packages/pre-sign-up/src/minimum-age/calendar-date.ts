import { wallClock } from '@amplify-recipes/core';

/** A calendar date without a time or a time zone: `20120229` is 29 February 2012. */
export type CalendarDate = number & { readonly calendarDate: unique symbol };

/**
 * Reads an ISO 8601 date in the form `YYYY-MM-DD`, the form of a birthdate in OpenID Connect.
 *
 * @returns `undefined` for any other text and for days that do not exist.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
export function calendarDate(text: string): CalendarDate | undefined {
  const midnight = `${text}T00:00:00.000Z`;
  // JavaScript reads 30 February as 1 March, and accepts signed years of six digits. So the text
  // must have the length of a date and must not change when it is formatted again.
  const exists = text.length === 10 && new Date(midnight).toJSON() === midnight;
  return exists ? asCalendarDate(text) : undefined;
}

/**
 * Returns the local date in a time zone.
 *
 * @param time Milliseconds since 1970.
 * @param timeZone IANA name, such as `Europe/Berlin`.
 */
export function calendarDateIn(timeZone: string, time: number): CalendarDate {
  const { year, month, day } = wallClock(time, timeZone);
  return asCalendarDate(`${year}-${month}-${day}`);
}

/**
 * Returns an age in completed years. For a birth on 29 February, a year is completed on that day in
 * leap years, and on 1 March in other years. The age is negative before the birth.
 */
export function completedYears(birth: CalendarDate, today: CalendarDate): number {
  return Math.floor((today - birth) / 10_000);
}

function asCalendarDate(text: string): CalendarDate {
  return Number(text.replaceAll('-', '')) as CalendarDate;
}
