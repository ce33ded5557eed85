import { TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
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

const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';

const FIELDS = [
  { field: 'minutes', least: 0, most: 59 },
  { field: 'hours', least: 0, most: 23 },
  { field: 'day of month', least: 1, most: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { field: 'month', least: 1, most: 12, names: MONTHS },
  {
    field: 'day of week',
    least: 1,
    most: 7,
    names: DAYS,
    special: new RegExp(`^(\\?|L|([1-7]|${DAYS})(L|#[1-5]))$`, 'i'),
  },
  { field: 'year', least: 1970, most: 2199 },
] as const;

function cronOf(text: string, refuse: Refuse): string {
  const given = text.split(' ');
  if (given.length < 5 || given.length > 6) {
    return refuse(`it has ${given.length} fields. Cron needs 5, or 6 with the year.`);
  }
  const values = given.length === 5 ? [...given, '*'] : given;
  for (const [index, rule] of FIELDS.entries()) {
    const value = values[index] ?? '';
    if ('special' in rule && rule.special.test(value)) continue;
    if (!value.split(',').every((item) => isCronItem(item, rule))) {
      return refuse(`"${value}" is not a ${rule.field} field.`);
    }
  }
  if ((values[2] === '?') === (values[4] === '?')) {
    return refuse('exactly one of day of month and day of week must be "?".');
  }
  return values.join(' ');
}

type Field = { readonly least: number; readonly most: number; readonly names?: string };

/** `*`, `5`, `1-5`, `MON-FRI`, and each with a step: `0/15`. */
function isCronItem(item: string, { least, most, names }: Field): boolean {
  const [, all, from, to, step] =
    /^(?:(\*)|([A-Z]+|\d+)(?:-([A-Z]+|\d+))?)(?:\/(\d+))?$/i.exec(item) ?? [];
  if (all === undefined && from === undefined) return false;
  if (step !== undefined && (Number(step) < 1 || Number(step) > most)) return false;
  const isValue = (value: string | undefined) =>
    value === undefined ||
    (/^\d+$/.test(value)
      ? Number(value) >= least && Number(value) <= most
      : names?.split('|').includes(value.toUpperCase()) === true);
  return isValue(from) && isValue(to) && !(Number(from) > Number(to));
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
