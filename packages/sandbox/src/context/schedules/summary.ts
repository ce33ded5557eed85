import type { Schedules } from './schedules.js';

/** A schedule, as the sandbox tells of it. */
export type ScheduleSummary = {
  readonly name: string;
  readonly arn: string;
  /** `cron(0 9 * * ? *)`, `rate(5 minutes)` or `at(2030-01-01T09:00:00)`. */
  readonly expression: string;
  /** Name of the IANA database: `Europe/Berlin`. */
  readonly timeZone: string;
  readonly enabled: boolean;
  /** ISO 8601; undefined for one that is off or over. */
  readonly nextRun: string | undefined;
  readonly targets: readonly {
    readonly arn: string;
    /** The name that the developer gave the function, if it is one. */
    readonly function: string | undefined;
  }[];
};

export function summarise(schedules: Schedules): readonly ScheduleSummary[] {
  return schedules.all.map((schedule) => {
    const { name, arn, expression, timeZone, enabled } = schedule;
    const nextRun = schedules.nextRun(schedule);
    return {
      name,
      arn,
      expression,
      timeZone,
      enabled,
      nextRun: nextRun === undefined ? undefined : new Date(nextRun).toISOString(),
      targets: schedule.targets.map((target) => ({
        arn: target.arn,
        function: target.functionName,
      })),
    };
  });
}
