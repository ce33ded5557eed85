import { parseCron } from './cron.js';
import { instantOf, isTimeZone, LAST_TIME, wallClock } from './time-zone.js';

/** The times of a schedule, in milliseconds since 1970. */
export type Timing = {
  /** The first time after another. */
  next(after: number): number | undefined;
  /** The last time at or before another. */
  latest(at: number): number | undefined;
};

/** Times in milliseconds since 1970. */
export type Bounds = {
  /** The time from which a rate counts. */
  readonly createdAt: number;
  /** No time is before it, and a rate counts from it. */
  readonly startDate?: number | undefined;
  /** No time is after it. */
  readonly endDate?: number | undefined;
};

/** A parsed expression, which is independent of a schedule. */
export type Expression = (bounds: Bounds) => Timing;

const DAY_MS = 24 * 60 * 60 * 1000;
const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 60 * 60_000,
  day: DAY_MS,
};

/**
 * Parses a schedule expression: `cron(0 9 * * ? *)`, `rate(5 minutes)` or
 * `at(2030-01-01T09:00:00)`. Undefined for an expression that AWS would refuse.
 *
 * A time that the clocks of the zone skip in spring does not occur. A time that they show twice in
 * autumn occurs once.
 *
 * @param timeZone Name in the IANA database.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseExpression(text: string, timeZone: string): Expression | undefined {
  const [, kind, argument = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  if (!isTimeZone(timeZone)) return undefined;
  switch (kind) {
    case 'cron':
      return parseZonedCron(argument, timeZone);
    case 'rate':
      return parseRate(argument);
    case 'at':
      return parseAt(argument, timeZone);
    default:
      return undefined;
  }
}

function parseZonedCron(text: string, timeZone: string): Expression | undefined {
  const times = parseCron(text);
  if (!times) return undefined;
  const timing: Timing = {
    next(after) {
      let wall = times.next(wallClock(after, timeZone));
      while (wall !== undefined) {
        const instant = instantOf(wall, timeZone);
        if (instant !== undefined && instant > after) return instant;
        wall = times.next(wall);
      }
      return undefined;
    },
    latest(at) {
      // In an hour that clocks show twice, a later local time may have been earlier.
      const offset = Math.max(
        wallClock(at, timeZone) - at,
        wallClock(at - DAY_MS, timeZone) - (at - DAY_MS),
      );
      let wall = times.latest(at + offset);
      while (wall !== undefined) {
        const instant = instantOf(wall, timeZone);
        if (instant !== undefined && instant <= at) return instant;
        wall = times.latest(wall - 1);
      }
      return undefined;
    },
  };
  return (bounds) => within(bounds, timing);
}

function parseRate(text: string): Expression | undefined {
  const [, count = '', unit = ''] = /^([1-9]\d{0,8}) (minute|hour|day)s?$/.exec(text) ?? [];
  const every = Number(count) * (UNITS[unit] ?? 0);
  if (every === 0) return undefined;
  return (bounds) => {
    const first = bounds.startDate ?? bounds.createdAt;
    const at = (turns: number) => (turns < 0 ? undefined : first + turns * every);
    return within(bounds, {
      next: (after) => at(Math.max(0, Math.floor((after - first) / every) + 1)),
      latest: (time) => at(Math.floor((time - first) / every)),
    });
  };
}

/** A single time, which the bounds do not affect. */
function parseAt(text: string, timeZone: string): Expression | undefined {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // JavaScript may read February 31 as March 3. AWS refuses it.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== text) return undefined;
  const instant = instantOf(wall, timeZone);
  return () => ({
    next: (after) => (instant !== undefined && instant > after ? instant : undefined),
    latest: (at) => (instant !== undefined && instant <= at ? instant : undefined),
  });
}

function within({ startDate, endDate }: Bounds, timing: Timing): Timing {
  const start = startDate ?? Number.NEGATIVE_INFINITY;
  const end = endDate ?? LAST_TIME;
  return {
    next(after) {
      const time = timing.next(Math.max(after, start - 1));
      return time !== undefined && time <= end ? time : undefined;
    },
    latest(at) {
      const time = timing.latest(Math.min(at, end));
      return time !== undefined && time >= start ? time : undefined;
    },
  };
}
