import { describe, expect, test } from 'vitest';
import { parseExpression } from './expression.js';

const CREATED = '2026-01-01T00:00:00Z';

/** The next times of an expression, without the part that all of them share. */
function next(
  expression: string,
  from: string,
  { timeZone = 'UTC', count = 3, startDate = '', endDate = '' } = {},
): readonly string[] {
  const timing = parseExpression(
    expression,
    timeZone,
  )?.({
    createdAt: Date.parse(CREATED),
    ...(startDate && { startDate: Date.parse(startDate) }),
    ...(endDate && { endDate: Date.parse(endDate) }),
  });
  if (!timing) return ['refused'];
  const times: string[] = [];
  for (let at = Date.parse(from); times.length < count; ) {
    const time = timing.next(at);
    if (time === undefined) break;
    // `latest` must find the same time as `next`.
    expect(timing.latest(time)).toBe(time);
    expect(timing.latest(time + 1)).toBe(time);
    times.push(new Date(time).toISOString().replace(':00.000Z', ''));
    at = time;
  }
  return times;
}

describe('a cron expression', () => {
  // Wednesday.
  const FROM = '2026-07-01T00:00:00Z';

  // The examples of AWS's reference, in its order, then its rules for each wildcard.
  test.each<[expression: string, meaning: string, times: readonly string[]]>([
    ['0 10 * * ? *', 'at 10:00 every day', ['2026-07-01T10:00', '2026-07-02T10:00']],
    ['15 12 * * ? *', 'at 12:15 every day', ['2026-07-01T12:15', '2026-07-02T12:15']],
    [
      '0 18 ? * MON-FRI *',
      'at 18:00 from Monday to Friday',
      ['2026-07-01T18:00', '2026-07-02T18:00', '2026-07-03T18:00', '2026-07-06T18:00'],
    ],
    ['0 8 1 * ? *', 'at 8:00 on the 1st', ['2026-07-01T08:00', '2026-08-01T08:00']],
    ['0/15 * * * ? *', 'every 15 minutes', ['2026-07-01T00:15', '2026-07-01T00:30']],
    ['0/10 * ? * MON-FRI *', 'every 10 minutes', ['2026-07-01T00:10', '2026-07-01T00:20']],
    ['0/5 8-17 ? * MON-FRI *', 'every 5 minutes', ['2026-07-01T08:00', '2026-07-01T08:05']],
    [
      '0/30 20-2 ? * MON-FRI *',
      'every 30 minutes from 20:00 to 2:30 of the next day',
      ['2026-07-01T00:30', '2026-07-01T01:00', '2026-07-01T01:30', '2026-07-01T02:00'],
    ],
    ['15 10 ? * 6L 2026-2027', 'on the last Friday', ['2026-07-31T10:15', '2026-08-28T10:15']],
    ['0 0 1,15 JAN,JUL ? *', 'on the days of a list', ['2026-07-15T00:00', '2027-01-01T00:00']],
    ['1/10 0 * * ? *', 'from the 1st minute', ['2026-07-01T00:01', '2026-07-01T00:11']],
    ['*/20 0 * * ? *', 'from the first', ['2026-07-01T00:20', '2026-07-01T00:40']],
    ['0 0 L * ? *', 'on the last of the month', ['2026-07-31T00:00', '2026-08-31T00:00']],
    ['0 0 LW * ? *', 'on its last working day', ['2026-07-31T00:00', '2026-08-31T00:00']],
    ['0 0 ? * L *', 'on the last of the week', ['2026-07-04T00:00', '2026-07-11T00:00']],
    ['0 0 3W * ? *', 'on the weekday next to the 3rd', ['2026-07-03T00:00', '2026-08-03T00:00']],
    ['0 0 1W AUG ? *', 'in the month that it says', ['2026-08-03T00:00', '2027-08-02T00:00']],
    ['0 0 ? * 3#2 *', 'on the second Tuesday', ['2026-07-14T00:00', '2026-08-11T00:00']],
    ['0 0 ? * tue#2 *', 'in small letters', ['2026-07-14T00:00', '2026-08-11T00:00']],
    ['0 0 ? * FRIL *', 'on the last Friday by name', ['2026-07-31T00:00', '2026-08-28T00:00']],
    ['0 0 ? * 1 *', 'on Sunday, which is 1', ['2026-07-05T00:00', '2026-07-12T00:00']],
    ['0 9 ? * 2 *', 'on Monday, which is 2', ['2026-07-06T09:00', '2026-07-13T09:00']],
    [
      '0 0 ? * FRI-MON *',
      'over the end of a week',
      ['2026-07-03T00:00', '2026-07-04T00:00', '2026-07-05T00:00', '2026-07-06T00:00'],
    ],
    [
      '0 0 1 NOV-FEB/2 ? *',
      'over the end of a year, in steps',
      ['2026-11-01T00:00', '2027-01-01T00:00', '2027-11-01T00:00'],
    ],
    ['0 0 29 2 ? *', 'in leap years', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['0 0 1 1 ? 2027/2', 'every other year', ['2027-01-01T00:00', '2029-01-01T00:00']],
    ['0 0 1 1 ? 2025-2026', 'in years that are over', []],
    ['0 0 31 2 ? *', 'on a day that never comes', []],
    ['0-15/15 8-8 ? * 2,3,4 *', 'in ranges of one', ['2026-07-01T08:00', '2026-07-01T08:15']],
    ['0  10\t* * ? *', 'with more space', ['2026-07-01T10:00', '2026-07-02T10:00']],
  ])('cron(%s) is %s', (expression, _, times) => {
    expect(next(`cron(${expression})`, FROM, { count: times.length || 1 })).toEqual(times);
  });

  test.each([
    ['five fields', '0 10 * * ?'],
    ['seven fields', '0 0 10 * * ? *'],
    ['no fields', ''],
    ['commas between the fields', '0/5, 9-18, ?, *, MON-FRI, *'],
    ['both days', '0 10 * * * *'],
    ['neither day', '0 10 ? * ? *'],
    ['a question mark for the hour', '0 ? * * ? *'],
    ['minute 60', '60 * * * ? *'],
    ['hour 24', '0 24 * * ? *'],
    ['day 0', '0 0 0 * ? *'],
    ['day 32', '0 0 32 * ? *'],
    ['month 13', '0 0 1 13 ? *'],
    ['weekday 0', '0 0 ? * 0 *'],
    ['weekday 8', '0 0 ? * 8 *'],
    ['year 1969', '0 0 1 1 ? 1969'],
    ['year 2200', '0 0 1 1 ? 2200'],
    ['a step of 0', '*/0 * * * ? *'],
    ['every 60 minutes', '*/60 * * * ? *'],
    ['every 90 minutes, as Amplify writes every 90m', '*/90 * * * ? *'],
    ['a step of a name', '0 0 ? * MON/TUE *'],
    ['a name of another field', '0 0 ? MON 1 *'],
    ['L of the month', '0 0 1 L ? *'],
    ['W of the week', '0 0 ? * 3W *'],
    ['a sixth Tuesday', '0 0 ? * 3#6 *'],
    ['two kinds of a day', '0 0 ? * 3#1,6#3 *'],
    ['an empty item', '0,,5 0 * * ? *'],
    ['a negative minute', '-5 * * * ? *'],
    ['syntax that only croner supports', '0 0 1 * +MON *'],
    ['letters', 'a b c d e f'],
  ])('with %s is refused', (_, expression) => {
    expect(next(`cron(${expression})`, FROM)).toEqual(['refused']);
  });
});

describe('in a zone with daylight saving time', () => {
  const timeZone = 'Europe/Berlin';

  test.each<[what: string, expression: string, from: string, times: readonly string[]]>([
    [
      'a time of day stays that of the clocks',
      'cron(0 9 * * ? *)',
      '2026-03-28T00:00:00Z',
      ['2026-03-28T08:00', '2026-03-29T07:00'],
    ],
    [
      'a time that clocks skip in spring does not occur',
      'cron(30 2 * * ? *)',
      '2026-03-28T00:00:00Z',
      ['2026-03-28T01:30', '2026-03-30T00:30'],
    ],
    [
      'a time that clocks show twice in autumn occurs once, the first time',
      'cron(30 2 * * ? *)',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'so do all times of the hour that clocks show twice',
      'cron(0/30 * * * ? *)',
      '2026-10-24T23:40:00Z',
      ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T02:00'],
    ],
    [
      'also starting within its second half',
      'cron(0/30 * * * ? *)',
      '2026-10-25T01:10:00Z',
      ['2026-10-25T02:00', '2026-10-25T02:30'],
    ],
    [
      'a day of a rate has 24 hours',
      'rate(1 day)',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T00:00', '2026-03-30T00:00'],
    ],
    ['a single time is local time', 'at(2026-07-01T09:00:00)', CREATED, ['2026-07-01T07:00']],
    ['a single time that clocks skip does not occur', 'at(2026-03-29T02:30:00)', CREATED, []],
  ])('%s', (_, expression, from, times) => {
    expect(next(expression, from, { timeZone, count: times.length || 1 })).toEqual(times);
  });

  test('what was last due is known in an hour that clocks show twice', () => {
    const timing = parseExpression('cron(0/15 * * * ? *)', timeZone)?.({ createdAt: 0 });
    const latest = timing?.latest(Date.parse('2026-10-25T01:10:00Z'));
    expect(new Date(latest ?? 0).toISOString()).toBe('2026-10-25T00:45:00.000Z');
  });

  test('clocks can also change by half an hour', () => {
    const times = next('cron(45 1 * * ? *)', '2026-10-03T00:00:00Z', {
      timeZone: 'Australia/Lord_Howe',
      count: 2,
    });
    // On October 4th, at 2:00, clocks change to 2:30.
    expect(times).toEqual(['2026-10-03T15:15', '2026-10-04T14:45']);
  });
});

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', ['2026-07-01T00:01', '2026-07-01T00:02']],
    ['rate(5 minutes)', ['2026-07-01T00:05', '2026-07-01T00:10']],
    ['rate(12 hours)', ['2026-07-01T12:00', '2026-07-02T00:00']],
    ['rate(7 days)', ['2026-07-02T00:00', '2026-07-09T00:00']],
  ])('%s counts from its creation', (expression, times) => {
    expect(next(expression, '2026-07-01T00:00:00Z', { count: 2 })).toEqual(times);
  });

  test('after the year 9999 does not occur', () => {
    expect(next('rate(999999999 days)', '2026-07-01T00:00:00Z')).toEqual([]);
  });

  test('begins at its creation or its start date', () => {
    const from = '2025-01-01T00:00:00Z';
    expect(next('rate(7 days)', from, { count: 2 })).toEqual([
      '2026-01-01T00:00',
      '2026-01-08T00:00',
    ]);
    expect(next('rate(7 days)', from, { count: 2, startDate: '2026-02-03T04:05:00Z' })).toEqual([
      '2026-02-03T04:05',
      '2026-02-10T04:05',
    ]);
  });

  test.each([
    'rate(0 minutes)',
    'rate(-1 minutes)',
    'rate(1.5 hours)',
    'rate(1 second)',
    'rate(minutes)',
    'rate(1)',
    'rate(5 minutes',
    'rate(9999999999 days)',
  ])('%s is refused', (expression) => {
    expect(next(expression, CREATED)).toEqual(['refused']);
  });
});

describe('a single time', () => {
  test('occurs once, with any dates', () => {
    const bounds = { startDate: '2030-01-01T00:00:00Z', endDate: '2031-01-01T00:00:00Z' };
    expect(next('at(2026-07-01T09:00:00)', CREATED, bounds)).toEqual(['2026-07-01T09:00']);
    expect(next('at(2026-07-01T09:00:00)', '2026-07-01T09:00:00Z')).toEqual([]);
  });

  test.each([
    'at(2026-07-01T09:00)',
    'at(2026-07-01T09:00:00Z)',
    'at(2026-02-31T09:00:00)',
    'at(2026-07-01 09:00:00)',
    'at(2026-07-01T25:00:00)',
    'at(tomorrow)',
  ])('%s is refused', (expression) => {
    expect(next(expression, CREATED)).toEqual(['refused']);
  });
});

test('nothing occurs before the start and after the end', () => {
  expect(
    next('cron(0 0 1 * ? *)', CREATED, {
      count: 9,
      startDate: '2026-03-01T00:00:00Z',
      endDate: '2026-05-01T00:00:00Z',
    }),
  ).toEqual(['2026-03-01T00:00', '2026-04-01T00:00', '2026-05-01T00:00']);
  const timing = parseExpression(
    'cron(0 0 1 * ? *)',
    'UTC',
  )?.({
    createdAt: 0,
    startDate: Date.parse('2026-03-01T00:00:00Z'),
    endDate: Date.parse('2026-05-01T00:00:00Z'),
  });
  expect(timing?.latest(Date.parse('2026-02-10T00:00:00Z'))).toBeUndefined();
  expect(timing?.latest(Date.parse('2027-01-01T00:00:00Z'))).toBe(
    Date.parse('2026-05-01T00:00:00Z'),
  );
});

test.each([
  ['another kind', 'every(5 minutes)', 'UTC'],
  ['nothing', '', 'UTC'],
  ['a zone that does not exist', 'rate(5 minutes)', 'Europe/Atlantis'],
])('%s is refused', (_, expression, timeZone) => {
  expect(next(expression, CREATED, { timeZone })).toEqual(['refused']);
});
