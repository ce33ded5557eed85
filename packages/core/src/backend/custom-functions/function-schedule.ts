import { TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { cronProblem, isTimeZone } from '../../schedule-expression.js';
import { RecipeError } from '../recipe-error.js';
import type { CustomFunctionProps } from './custom-function-props.js';

type Schedules = NonNullable<CustomFunctionProps['schedule']>;

/** When EventBridge Scheduler calls a function. */
export type FunctionSchedule = {
  readonly schedule: ScheduleExpression;
  readonly description: string | undefined;
};

/**
 * Turns Amplify's schedules into those of EventBridge Scheduler, with the cron expressions that
 * Amplify itself generates.
 *
 * @throws {RecipeError} When a schedule is not valid, would run at other times than it says, such as
 *   `every 7m`, or calls the function again while it may still be running.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedules(
  name: string,
  schedules: Schedules,
  timeoutSeconds: number,
): readonly FunctionSchedule[] {
  const refuse = (text: string, problem: string): never => {
    throw new RecipeError('InvalidScheduleError', {
      message: `The schedule "${text}" of the function "${name}" is not valid: ${problem}`,
      resolution:
        "Use 'every 5m', 'every 2h', 'every day', 'every week', 'every month', 'every year', or a cron expression such as '0 9 ? * 2 *'.",
    });
  };
  return (Array.isArray(schedules) ? schedules : [schedules]).map((each) => {
    const zoned = typeof each === 'string' ? undefined : each;
    const text = typeof each === 'string' ? each : 'rate' in each ? each.rate : each.cron;
    const problemWith = (problem: string) => refuse(text, problem);
    const cron = text.startsWith('every')
      ? cronOfRate(text, timeoutSeconds, problemWith)
      : cronOf(text, problemWith);
    const timezone = zoned?.timezone ?? 'UTC';
    if (!isTimeZone(timezone)) refuse(text, `there is no time zone ${timezone}.`);
    return {
      schedule: ScheduleExpression.expression(`cron(${cron})`, TimeZone.of(timezone)),
      description: zoned?.description,
    };
  });
}

type Refuse = (problem: string) => never;

const CALENDAR: Readonly<Record<string, string>> = {
  day: '0 0 * * ? *',
  week: '0 0 ? * 1 *',
  month: '0 0 1 * ? *',
  year: '0 0 1 1 ? *',
};

function cronOfRate(text: string, timeoutSeconds: number, refuse: Refuse): string {
  const [, count = '', unit = '', period = ''] =
    /^every (?:(\d+)([mh])|(day|week|month|year))$/.exec(text) ?? [];
  if (period) return CALENDAR[period] ?? refuse('the period is unknown.');
  if (!unit) return refuse('the words after "every" are unknown.');
  const step = Number(count);
  const all = unit === 'm' ? 60 : 24;
  if (step < 1 || step >= all || all % step !== 0) {
    const hour = unit === 'm' ? 'an hour' : 'a day';
    return refuse(`${step} does not divide ${hour}, and cron starts again after it.`);
  }
  const seconds = step * (unit === 'm' ? 60 : 3600);
  if (seconds < timeoutSeconds) {
    return refuse(`it is shorter than the timeout of ${timeoutSeconds} seconds.`);
  }
  return unit === 'm' ? `*/${step} * * * ? *` : `0 */${step} * * ? *`;
}

function cronOf(text: string, refuse: Refuse): string {
  const given = text.split(' ');
  if (given.length < 5 || given.length > 6) {
    return refuse(`it has ${given.length} fields. Cron needs 5, or 6 with the year.`);
  }
  const values = given.length === 5 ? [...given, '*'] : given;
  const problem = cronProblem(values);
  return problem === undefined ? values.join(' ') : refuse(problem);
}
