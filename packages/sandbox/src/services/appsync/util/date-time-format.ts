import { createRequire } from 'node:module';
import type * as Core from '@js-joda/core';
import type * as English from '@js-joda/locale_en';

type Joda = typeof Core & { readonly english: InstanceType<typeof English.Locale> };

const require = createRequire(import.meta.url);
let loaded: Joda | undefined;

/** Java's date and time classes. Loading takes a third of a second, and few resolvers need them. */
function joda(): Joda {
  if (!loaded) {
    const core: typeof Core = require('@js-joda/core');
    require('@js-joda/timezone');
    const { Locale }: typeof English = require('@js-joda/locale_en');
    loaded = { ...core, english: Locale.US };
  }
  return loaded;
}

/**
 * Formats a time with a pattern of Java's DateTimeFormatter.
 *
 * @throws {Error} The pattern or the time zone is invalid.
 * @see https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html
 */
export function formatTime(
  functionName: string,
  milliseconds: number,
  pattern: string,
  zone = 'UTC',
): string {
  const { Instant, ZonedDateTime } = joda();
  const instant = Instant.ofEpochMilli(milliseconds);
  const time = ZonedDateTime.ofInstant(instant, zoneOf(functionName, zone));
  const formatter = formatterOf(functionName, pattern);
  try {
    return time.format(formatter);
  } catch (error) {
    throw invalid(functionName, `pattern ${pattern}`, error);
  }
}

/**
 * Parses a time with a pattern of Java's DateTimeFormatter. A zone in the text wins over the
 * argument.
 *
 * @returns Milliseconds since 1970. Null if the text does not have the pattern, or no zone.
 * @throws {Error} The pattern or the time zone is invalid.
 */
export function parseTime(
  functionName: string,
  text: string,
  pattern: string,
  zone?: string,
): number | null {
  const { LocalDateTime, TemporalQueries } = joda();
  const formatter = formatterOf(functionName, pattern);
  const fallback = zone === undefined ? null : zoneOf(functionName, zone);
  try {
    const parsed = formatter.parse(text);
    const parsedZone = parsed.query(TemporalQueries.zone()) ?? fallback;
    if (!parsedZone) return null;
    return LocalDateTime.from(parsed).atZone(parsedZone).toInstant().toEpochMilli();
  } catch (error) {
    if (isDateTimeError(error)) return null;
    throw error;
  }
}

function isDateTimeError(error: unknown): boolean {
  const { DateTimeException, DateTimeParseException } = joda();
  return error instanceof DateTimeException || error instanceof DateTimeParseException;
}

function formatterOf(functionName: string, pattern: string): Core.DateTimeFormatter {
  const { DateTimeFormatter, english } = joda();
  try {
    return DateTimeFormatter.ofPattern(pattern).withLocale(english);
  } catch (error) {
    throw invalid(functionName, `pattern ${pattern}`, error);
  }
}

function zoneOf(functionName: string, zone: string): Core.ZoneId {
  try {
    return joda().ZoneId.of(zone);
  } catch (error) {
    throw invalid(functionName, `time zone ${zone}`, error);
  }
}

function invalid(functionName: string, what: string, cause: unknown): Error {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  return new Error(`${functionName}: the ${what} is invalid. ${reason}`, { cause });
}
