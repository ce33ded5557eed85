import { SandboxError } from '../../errors.js';
import { type Delivery, type DeliveryOptions, deliver, deliverNow } from '../events/delivery.js';
import type { InvocationOutcome } from '../events/function-invoker.js';
import type { Timing } from './expression.js';

/** A schedule of a service, as the clock and the developer see it. */
export type Schedule = {
  /** Whose it is, for the record of its invocations. */
  readonly source: 'scheduler' | 'eventbridge';
  readonly name: string;
  readonly arn: string;
  /** As it is written: `cron(0 9 * * ? *)`. */
  readonly expression: string;
  /** Name of the IANA database. */
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly timing: Timing;
  /** Milliseconds since 1970. What was due then or before is past. */
  readonly since: number;
  readonly targets: readonly ScheduleTarget[];
  /** Told when the clock has run it. */
  onRun?(): void;
};

export type ScheduleTarget = {
  readonly arn: string;
  /** The name that the developer gave the function, if it is one. */
  readonly functionName: string | undefined;
  /** @param scheduledTime Milliseconds since 1970. */
  prepare(scheduledTime: number): Delivery;
};

/** What came of a run at one target. */
export type ScheduleResult = {
  readonly targetArn: string;
  /** What the function did; `null` is the response of a queue or a topic. */
  readonly outcome: InvocationOutcome;
};

/** The schedules of all services, and the clock that runs them. */
export type Schedules = {
  readonly all: readonly Schedule[];
  /** Takes over the schedules of a service, in place of those that it had. */
  set(source: Schedule['source'], schedules: readonly Schedule[]): void;
  /** Milliseconds since 1970, by the clock; undefined for one that is off or over. */
  nextRun(schedule: Schedule): number | undefined;
  /**
   * Runs what is due by the clock. A schedule that was due several times meanwhile, as on a machine
   * that slept, runs once, for the last of them.
   */
  runDue(): void;
  /**
   * Runs a schedule and waits for its targets, whatever its time and whether it is on.
   *
   * @param name Its name, its ARN, or the name of the function that it alone runs.
   * @param scheduledTime Milliseconds since 1970.
   * @throws {SandboxError} `SCHEDULE_NOT_FOUND`.
   */
  runNow(name: string, scheduledTime: number): Promise<readonly ScheduleResult[]>;
};

export type SchedulesOptions = DeliveryOptions & {
  /** Milliseconds since 1970. */
  now(): number;
};

const LOOK_EVERY_MS = 1000;

export function createSchedules(options: SchedulesOptions): Schedules {
  const { now } = options;
  const bySource = new Map<Schedule['source'], readonly Schedule[]>();
  /** By ARN, up to when a schedule has been looked at, and when to look again. */
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
      for (const target of schedule.targets) {
        deliver(options, target.arn, target.prepare(latest), schedule.source);
      }
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
      return Promise.all(
        schedule.targets.map(async (target) => ({
          targetArn: target.arn,
          outcome: await deliverNow(
            options,
            target.arn,
            target.prepare(scheduledTime),
            schedule.source,
          ),
        })),
      );
    },
  };
}

type Looked = {
  /** Tells whether a schedule is another than it was. */
  readonly key: string;
  readonly timing: Timing;
  /** Milliseconds since 1970. */
  until: number;
  /** Milliseconds since 1970. */
  due: number;
};

export type ScheduleClock = { stop(): void };

/**
 * Runs what comes due, within a second: the services' clock may jump, so nothing waits for a time.
 *
 * @param onError Told of a fault of the sandbox itself.
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

/** A time as schedules write it: ISO 8601 without parts of a second. */
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
      ? `${found.length} schedules go by ${name}.`
      : `There is no schedule ${name}, and no function of that name that a schedule runs.`,
    choice.length > 0
      ? `Name one of these by its ARN: ${choice.join(', ')}.`
      : 'Define one in the backend, such as with schedule of defineFunction.',
  );
}
