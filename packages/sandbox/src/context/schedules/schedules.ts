import { SandboxError } from '../../errors.js';
import { type Delivery, type DeliveryOptions, deliver, deliverNow } from '../events/delivery.js';
import type { InvocationOutcome } from '../events/function-invoker.js';
import type { OpenEntry, Timeline } from '../timeline/timeline.js';
import type { Timing } from './expression.js';

/** A schedule of a service, as the clock and the developer see it. */
export type Schedule = {
  /** The service of the schedule, for the record of its invocations. */
  readonly source: 'scheduler' | 'eventbridge';
  readonly name: string;
  readonly arn: string;
  /** The expression as written: `cron(0 9 * * ? *)`. */
  readonly expression: string;
  /** Name in the IANA database. */
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly timing: Timing;
  /** Milliseconds since 1970. Runs that were due at or before this time are past. */
  readonly since: number;
  readonly targets: readonly ScheduleTarget[];
  /** Called when the clock has run it. */
  onRun?(): void;
};

export type ScheduleTarget = {
  readonly arn: string;
  /** The developer's name for the function, if the target is one. */
  readonly functionName: string | undefined;
  /** @param scheduledTime Milliseconds since 1970. */
  prepare(scheduledTime: number): Delivery;
};

/** The outcome of a run at one target. */
export type ScheduleResult = {
  readonly targetArn: string;
  /** The outcome of the function. The response of a queue or a topic is `null`. */
  readonly outcome: InvocationOutcome;
};

/** The schedules of all services, and the clock that runs them. */
export type Schedules = {
  readonly all: readonly Schedule[];
  /** Replaces the schedules of a service. */
  set(source: Schedule['source'], schedules: readonly Schedule[]): void;
  /** The next run in milliseconds since 1970. Undefined if the schedule is turned off or over. */
  nextRun(schedule: Schedule): number | undefined;
  /**
   * Runs the schedules that are due by the clock. A schedule that was due several times, for
   * example while the machine slept, runs once, for the last time.
   */
  runDue(): void;
  /**
   * Runs a schedule at any time, even if it is turned off, and waits for its targets.
   *
   * @param name Its name, its ARN, or the name of a function that only this schedule runs.
   * @param scheduledTime Milliseconds since 1970.
   * @throws {SandboxError} `SCHEDULE_NOT_FOUND`.
   */
  runNow(name: string, scheduledTime: number): Promise<readonly ScheduleResult[]>;
};

export type SchedulesOptions = DeliveryOptions & {
  /** Milliseconds since 1970. */
  now(): number;
  readonly timeline: Timeline;
};

const LOOK_EVERY_MS = 1000;

export function createSchedules(options: SchedulesOptions): Schedules {
  const { now, timeline } = options;
  const bySource = new Map<Schedule['source'], readonly Schedule[]>();
  /** By ARN: the time up to which a schedule was checked, and the time of the next check. */
  const looked = new Map<string, Looked>();
  const all = () => [...bySource.values()].flat();

  const runDue = () => {
    const at = now();
    for (const schedule of all()) {
      const state = looked.get(schedule.arn);
      if (!state || !schedule.enabled || at < state.due) continue;
      const latest = schedule.timing.latest(at);
      const isDue = latest !== undefined && latest > state.until;
      state.until = at;
      state.due = schedule.timing.next(at) ?? Number.POSITIVE_INFINITY;
      if (!isDue) continue;
      const entry = beginRun(timeline, schedule);
      timeline.runAs(entry.id, () => {
        for (const target of schedule.targets) {
          deliver(options, target.arn, target.prepare(latest), schedule.source);
        }
      });
      entry.end({ state: 'succeeded', outcome: 'sent' });
      schedule.onRun?.();
    }
  };

  return {
    get all() {
      return all();
    },
    set(source, schedules) {
      const arns = new Set(schedules.map(({ arn }) => arn));
      for (const { arn } of bySource.get(source) ?? []) if (!arns.has(arn)) looked.delete(arn);
      bySource.set(source, schedules);
      for (const { arn, expression, timeZone, enabled, timing, since } of schedules) {
        const known = looked.get(arn);
        if (known?.timing === timing) continue;
        const key = `${enabled} ${timeZone} ${expression}`;
        const until = known?.key === key ? known.until : since;
        const due = timing.next(until) ?? Number.POSITIVE_INFINITY;
        looked.set(arn, { key, timing, until, due });
      }
    },
    nextRun: ({ enabled, timing }) => (enabled ? timing.next(now()) : undefined),
    runDue,
    async runNow(name, scheduledTime) {
      const schedule = findSchedule(all(), name);
      const entry = beginRun(timeline, schedule);
      const results = await timeline.runAs(entry.id, () =>
        Promise.all(
          schedule.targets.map(async (target) => ({
            targetArn: target.arn,
            outcome: await deliverNow(
              options,
              target.arn,
              target.prepare(scheduledTime),
              schedule.source,
            ),
          })),
        ),
      );
      const failed = results.some(({ outcome }) => outcome.status !== 'success');
      entry.end({ state: failed ? 'failed' : 'succeeded', outcome: failed ? 'failed' : 'sent' });
      return results;
    },
  };
}

/** A schedule of one function has the function's name, which the developer knows. */
function beginRun(timeline: Timeline, schedule: Schedule): OpenEntry {
  const { source, expression, targets } = schedule;
  const [target, ...others] = targets;
  const name = (others.length === 0 && target?.functionName) || schedule.name;
  const service = source === 'eventbridge' ? 'events' : source;
  return timeline.begin({
    kind: 'schedule',
    service,
    name,
    detail: expression,
    from: timeline.from ?? service,
  });
}

type Looked = {
  /** Changes when the schedule changes. */
  readonly key: string;
  readonly timing: Timing;
  /** Milliseconds since 1970. */
  until: number;
  /** Milliseconds since 1970. */
  due: number;
};

export type ScheduleClock = { stop(): void };

/**
 * Runs due schedules every second. It does not wait for the due time, because a test can move the
 * clock.
 *
 * @param onError Called with an internal error of the sandbox.
 */
export function startScheduleClock(
  schedules: Pick<Schedules, 'runDue'>,
  onError: (error: unknown) => void,
): ScheduleClock {
  const timer = setInterval(() => {
    try {
      schedules.runDue();
    } catch (error) {
      onError(error);
    }
  }, LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** A time in the format of schedules: ISO 8601 without fractions of a second. */
export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** @throws {SandboxError} `SCHEDULE_NOT_FOUND`. */
function findSchedule(schedules: readonly Schedule[], name: string): Schedule {
  const named = schedules.filter((schedule) => schedule.arn === name || schedule.name === name);
  const found =
    named.length > 0
      ? named
      : schedules.filter(({ targets }) => targets.some((each) => each.functionName === name));
  const [schedule, ...others] = found;
  if (schedule && others.length === 0) return schedule;
  const choice = (schedule ? found : schedules).map(
    ({ arn, expression }) => `${arn} ${expression}`,
  );
  throw new SandboxError(
    'SCHEDULE_NOT_FOUND',
    schedule
      ? `${found.length} schedules match the name ${name}.`
      : `The backend has no schedule ${name}, and no schedule runs a function of that name.`,
    choice.length > 0
      ? `Name one of these by its ARN: ${choice.join(', ')}.`
      : 'Define one in the backend, for example with the schedule option of defineFunction.',
  );
}
