import { optionalString, requireNumber, requireString } from './arguments.js';
import { formatTime, parseTime } from './date-time-format.js';
import type { Namespace, ResolverEffects } from './effects.js';
import { isNull } from './value-types.js';

/** The largest distance from 1970 that a date can have, in milliseconds. */
const MAXIMUM_TIME = 8.64e15;

/**
 * `util.time`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/time-helpers-in-util-time-js.html
 */
export function timeFunctions(effects: ResolverEffects): Namespace {
  return {
    nowISO8601: () => new Date(effects.now()).toISOString(),
    nowEpochSeconds: () => Math.floor(effects.now() / 1000),
    nowEpochMilliSeconds: () => effects.now(),
    nowFormatted: (pattern, zone) => formatted('nowFormatted', effects.now(), pattern, zone),
    parseFormattedToEpochMilliSeconds,
    parseISO8601ToEpochMilliSeconds,
    epochMilliSecondsToSeconds: (time) =>
      Math.floor(requireNumber('util.time.epochMilliSecondsToSeconds', time) / 1000),
    epochMilliSecondsToISO8601: (time) =>
      new Date(requireTime('epochMilliSecondsToISO8601', time)).toISOString(),
    epochMilliSecondsToFormatted: (time, pattern, zone) =>
      formatted('epochMilliSecondsToFormatted', time, pattern, zone),
  };
}

function formatted(name: string, time: unknown, pattern: unknown, zone: unknown): string {
  const functionName = `util.time.${name}`;
  return formatTime(
    functionName,
    requireTime(name, time),
    requireString(functionName, pattern),
    optionalString(functionName, zone),
  );
}

function requireTime(name: string, value: unknown): number {
  const functionName = `util.time.${name}`;
  const time = requireNumber(functionName, value);
  if (Math.abs(time) > MAXIMUM_TIME) {
    throw new RangeError(`${functionName}: ${time} milliseconds are not a date.`);
  }
  return Math.trunc(time);
}

/** Null if the text does not have the pattern. */
function parseFormattedToEpochMilliSeconds(
  text: unknown,
  pattern: unknown,
  zone: unknown,
): number | null {
  const name = 'util.time.parseFormattedToEpochMilliSeconds';
  if (isNull(text)) return null;
  return parseTime(
    name,
    requireString(name, text),
    requireString(name, pattern),
    optionalString(name, zone),
  );
}

const ISO8601_WITH_OFFSET =
  /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Null if the text is not a date and time with an offset. */
function parseISO8601ToEpochMilliSeconds(text: unknown): number | null {
  if (isNull(text)) return null;
  const timestamp = requireString('util.time.parseISO8601ToEpochMilliSeconds', text);
  const [match, year, month, day] = ISO8601_WITH_OFFSET.exec(timestamp) ?? [];
  // Date.parse takes February 30 for March 2.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const time = match === undefined ? Number.NaN : Date.parse(match);
  return Number.isNaN(time) || date.getUTCDate() !== Number(day) ? null : time;
}
