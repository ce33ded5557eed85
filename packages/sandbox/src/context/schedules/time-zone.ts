const DAY_MS = 24 * 60 * 60 * 1000;

/** The last time with a four-digit year in ISO 8601, in milliseconds since 1970. */
export const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a time zone exists in the IANA database: `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The local time of a zone, as if it were UTC.
 *
 * @param instant Milliseconds since 1970.
 */
export function wallClock(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const milliseconds = ((instant % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

/**
 * The first instant at which the clocks of a zone show a time. Undefined for a time that they skip
 * when they are put forward.
 */
export function instantOf(wall: number, timeZone: string): number | undefined {
  // Clocks do not change twice within two days.
  return [wall - DAY_MS, wall + DAY_MS]
    .map((near) => wall - (wallClock(near, timeZone) - near))
    .sort((a, b) => a - b)
    .find((instant) => wallClock(instant, timeZone) === wall);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
