import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { RecipeError } from '../backend/recipe-error.js';
import { cronProblem, isTimeZone } from '../schedule-expression.js';
import { type Mistake, placeOf, templateProperties } from './mistake.js';

/**
 * Finds schedules that EventBridge refuses: a cron expression with a field that is not valid, a rate
 * without a unit, a time that does not exist, and an unknown time zone.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function refusedSchedules(schedule: CfnSchedule | CfnRule): readonly Mistake[] {
  const { ScheduleExpression, ScheduleExpressionTimezone } = templateProperties(schedule);
  if (typeof ScheduleExpression !== 'string') return [];
  const isRule = schedule.cfnResourceType === 'AWS::Events::Rule';
  const problem =
    problemOf(ScheduleExpression, isRule) ??
    (typeof ScheduleExpressionTimezone === 'string' && !isTimeZone(ScheduleExpressionTimezone)
      ? `there is no time zone ${ScheduleExpressionTimezone}.`
      : undefined);
  if (problem === undefined) return [];
  return [
    new RecipeError('InvalidScheduleError', {
      message: `The schedule "${placeOf(schedule)}" has the expression "${ScheduleExpression}", which is not valid: ${problem}`,
      resolution:
        "Write 'every 5m', 'every day' or a cron expression such as '0 9 ? * 2 *' in defineFunction. In the CDK, write cron(0 9 ? * 2 *), rate(5 minutes) or, for EventBridge Scheduler, at(2030-01-31T09:00:00).",
    }),
  ];
}

function problemOf(expression: string, isRule: boolean): string | undefined {
  const [, kind, text = ''] = /^(cron|rate|at)\((.*)\)$/s.exec(expression) ?? [];
  if (kind === 'cron') return cronProblem(text.split(' '));
  if (kind === 'rate') return rateProblem(text, isRule);
  if (kind === 'at' && !isRule) return timeProblem(text);
  return `write it as ${isRule ? 'cron(...) or rate(...)' : 'cron(...), rate(...) or at(...)'}.`;
}

function rateProblem(text: string, isRule: boolean): string | undefined {
  const [, count, plural] = /^(\d+) (?:minute|hour|day)(s?)$/.exec(text) ?? [];
  if (count === undefined || Number(count) < 1) {
    return 'a rate is a whole number of 1 or more and minutes, hours or days.';
  }
  const isSingular = plural === '';
  if (isRule && isSingular !== (Number(count) === 1)) {
    return 'a rule needs "minute", "hour" or "day" with 1, and "minutes", "hours" or "days" with more.';
  }
  return undefined;
}

function timeProblem(text: string): string | undefined {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text);
  const time = isTime ? new Date(`${text}Z`) : undefined;
  const exists = time && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
  return exists ? undefined : 'at(...) takes a time such as 2030-01-31T09:00:00.';
}
