import { loggable } from './loggable.js';
import { wallClock } from './wall-clock.js';

/**
 * The event of a scheduled function: that of EventBridge Scheduler or of an EventBridge rule, or
 * the custom `Input` of a schedule.
 */
export type ScheduledEvent = {
  /** ISO 8601: `2026-11-22T10:00:00Z`. */
  readonly time?: string;
  /** Instead of `time`: the value of `<aws.scheduler.scheduled-time>` in an `Input`. */
  readonly scheduledTime?: string;
  /** An object, or its JSON text, which EventBridge Scheduler sends. */
  readonly detail?: unknown;
};

/** The minute for which a schedule called, in the time zone of the recipe's options. */
export type ScheduledTime = {
  readonly at: Date;
  /** With the offset, because one hour in autumn comes twice: `2026-10-25T02:30:00+01:00`. */
  readonly iso: string;
  /** `2026-11-22` */
  readonly date: string;
  /** `2026` */
  readonly year: string;
  /** `01` to `12` */
  readonly month: string;
  /** `01` to `31` */
  readonly day: string;
  /** `00` to `23` */
  readonly hour: string;
  /** `00` to `59` */
  readonly minute: string;
  /** `Europe/Berlin` */
  readonly timeZone: string;
};

/**
 * Reads the time for which a schedule called a function. It is the same for every retry of an
 * event, so it can name a result that must exist only once. Seconds are cut off: schedules have a
 * precision of one minute, and EventBridge Scheduler may call some seconds late.
 *
 * An empty event, such as from Lambda's console, stands for the current minute.
 *
 * @throws {TypeError} When the event is not from a schedule. The message repeats none of its
 *   values.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 * @example
 * scheduledTime({ time: '2026-11-22T23:30:00Z' }, 'Europe/Berlin').date; // 2026-11-23
 */
export function scheduledTime(event: ScheduledEvent, timeZone = 'UTC'): ScheduledTime {
  const time = timeOf(event);
  const at = new Date(time - (time % 60_000));
  const { year, month, day, hour, minute, offset } = wallClock(at.getTime(), timeZone);
  const date = `${year}-${month}-${day}`;
  const iso = `${date}T${hour}:${minute}:00${offset}`;
  return { at, iso, date, year, month, day, hour, minute, timeZone };
}

/**
 * Reads the data of a schedule's event: its `detail`, parsed if it is a string, or all of a custom
 * `Input`.
 */
export function scheduledDetail(event: ScheduledEvent): unknown {
  if (!('detail-type' in event)) return event;
  const { detail } = event;
  if (typeof detail !== 'string') return detail;
  try {
    return JSON.parse(detail);
  } catch {
    throw loggable(new TypeError('The detail of the event is a string, but not valid JSON.'));
  }
}

const SOURCES: readonly unknown[] = ['aws.scheduler', 'aws.events'];
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

function timeOf(event: ScheduledEvent): number {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw notOfASchedule();
  if (Object.keys(event).length === 0) return Date.now();
  // Every event of EventBridge has a time, but only for a schedule is it the scheduled time.
  if ('detail-type' in event && !('source' in event && SOURCES.includes(event.source))) {
    throw notOfASchedule();
  }
  const text = event.scheduledTime ?? event.time;
  const time = typeof text === 'string' && ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw notOfASchedule();
  return time;
}

function notOfASchedule(): TypeError {
  return loggable(
    new TypeError(
      'This is no event of a schedule. Expected one of EventBridge Scheduler or of an EventBridge rule for a schedule, or an Input such as { "time": "<aws.scheduler.scheduled-time>" }.',
    ),
  );
}
