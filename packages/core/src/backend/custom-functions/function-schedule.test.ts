import { Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { parseSchedules } from './function-schedule.js';

type Schedule = Parameters<typeof parseSchedules>[1];

it.each([
  ['every 5m', 'cron(*/5 * * * ? *)'],
  ['every 2h', 'cron(0 */2 * * ? *)'],
  ['every day', 'cron(0 0 * * ? *)'],
  ['every week', 'cron(0 0 ? * 1 *)'],
  ['every month', 'cron(0 0 1 * ? *)'],
  ['every year', 'cron(0 0 1 1 ? *)'],
  ['0 9 ? * 2 *', 'cron(0 9 ? * 2 *)'],
  ['0 9 * * ?', 'cron(0 9 * * ? *)'],
  ['0/15 8-18 ? * MON-FRI 2026-2030', 'cron(0/15 8-18 ? * MON-FRI 2026-2030)'],
  ['0 0 L JAN,jul ? *', 'cron(0 0 L JAN,jul ? *)'],
  ['0 0 ? * 2#1 *', 'cron(0 0 ? * 2#1 *)'],
])('runs %s as %s', (text, expression) => {
  const [parsed] = parseSchedules('report', text as Schedule, 3);
  expect(new Stack().resolve(parsed?.schedule.expressionString)).toBe(expression);
});

it.each([
  ['every 0m', 'does not divide an hour'],
  ['every 7m', 'does not divide an hour'],
  ['every 90m', 'does not divide an hour'],
  ['every 5h', 'does not divide a day'],
  ['every 24h', 'does not divide a day'],
  ['every 1m', 'shorter than the timeout of 61 seconds'],
  ['every 1.5h', 'unknown'],
  ['every monday', 'unknown'],
  ['0 9? * 3 *', '"9?" is not a hours field'],
  ['0 9 * *', '4 fields'],
  ['60 9 * * ?', 'minutes'],
  ['0 18-8 * * ?', 'hours'],
  ['0 0/24 * * ?', 'hours'],
  ['0 0 0 * ?', 'day of month'],
  ['0 0 1 13 ?', 'month'],
  ['0 0 ? * 8', 'day of week'],
  ['0 0 ? JANUARY 1', 'month'],
  ['0 0 1 * 1', 'exactly one'],
  ['0 0 ? * ?', 'exactly one'],
  ['', '1 fields'],
  ['0 0 * * ? *)\n', 'year'],
])('rejects %j: %s', (text, problem) => {
  expect(() => parseSchedules('report', text as Schedule, 61)).toThrow(problem);
});

it('rejects a time zone that does not exist', () => {
  const schedule = { rate: 'every day', timezone: 'Europe/Atlantis' } as const;
  expect(() => parseSchedules('report', schedule, 3)).toThrow('Europe/Atlantis');
});
