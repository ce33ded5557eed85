import type { Schedules } from './schedules.js';

/** A schedule, as the sandbox reports it. */
export type ScheduleSummary = {
  readonly name: string;
  readonly arn: string;
  /** `cron(0 9 * * ? *)`, `rate(5 minutes)` or `at(2030-01-01T09:00:00)`. */
  readonly expression: string;
  /** Name in the IANA database: `Europe/Berlin`. */
  readonly timeZone: string;
  readonly enabled: boolean;
  /** ISO 8601. Undefined if the schedule is turned off or over. */
  readonly nextRun: string | undefined;
  readonly targets: readonly {
    readonly arn: string;
    /** The developer's name for the function, if the target is one. */
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
