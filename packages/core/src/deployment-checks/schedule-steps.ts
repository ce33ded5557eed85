import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { RecipeError } from '../backend/recipe-error.js';
import { type Mistake, placeOf } from './mistake.js';

/** The fields of the cron expressions that Amplify generates for `every 5m` and `every 2h`. */
const STEPS = [
  { field: 0, unit: 'm', all: 60, whole: 'an hour' },
  { field: 1, unit: 'h', all: 24, whole: 'a day' },
] as const;

/** Finds schedules whose step does not divide the hour or the day, such as `every 7m`. */
export function unevenSteps(schedule: CfnSchedule | CfnRule): readonly Mistake[] {
  const expression: unknown = schedule.stack.resolve(schedule.scheduleExpression);
  const [, cron = ''] = /^cron\((.*)\)$/.exec(String(expression)) ?? [];
  return STEPS.flatMap(({ field, unit, all, whole }) => {
    const [, text] = /^\*\/(\d+)$/.exec(cron.split(' ')[field] ?? '') ?? [];
    if (text === undefined) return [];
    const step = Number(text);
    if (step > 0 && step < all && all % step === 0) return [];
    const divisors = Array.from({ length: all - 1 }, (_, index) => index + 1).filter(
      (divisor) => all % divisor === 0,
    );
    return new RecipeError('InvalidScheduleError', {
      message: `The schedule "${placeOf(schedule)}" does not run every ${step}${unit}: it becomes the cron expression "${cron}", which starts again every ${whole.split(' ')[1]}.`,
      resolution: `Use a number that divides ${whole}: ${divisors.join(', ')}. Or write the times as a cron expression.`,
    });
  });
}
