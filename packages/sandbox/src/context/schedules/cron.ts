import { Cron } from 'croner';

/** Local times of a time zone, each as if it were UTC, in milliseconds since 1970. */
export type WallTimes = {
  /** The first time after another. */
  next(after: number): number | undefined;
  /** The last time at or before another. */
  latest(at: number): number | undefined;
};

/** A field of an expression: its allowed numbers and their names. */
type Field = {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  /** Values that the field allows besides numbers, lists, ranges and steps. */
  readonly special: RegExp;
};

const NEVER = /(?!)/;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const DAY = `[1-7]|${DAYS.join('|')}`;
const MINUTES: Field = { least: 0, most: 59, names: [], special: NEVER };
const HOURS: Field = { least: 0, most: 23, names: [], special: NEVER };
const DAYS_OF_MONTH: Field = { least: 1, most: 31, names: [], special: /^(\d+W|L|LW)$/ };
const MONTHS_OF_YEAR: Field = { least: 1, most: 12, names: MONTHS, special: NEVER };
const DAYS_OF_WEEK: Field = {
  least: 1,
  most: 7,
  names: DAYS,
  special: new RegExp(`^((${DAY})?L|(${DAY})#[1-5])$`),
};
const YEARS: Field = { least: 1970, most: 2199, names: [], special: NEVER };

/**
 * Parses the six fields of an AWS cron expression: minutes, hours, day of the month, month, day of
 * the week, year. Undefined for an expression that AWS would refuse.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseCron(expression: string): WallTimes | undefined {
  const [minutes, hours, day, month, weekday, year, ...others] = expression
    .trim()
    .toUpperCase()
    .split(/\s+/);
  if (minutes === undefined || hours === undefined || day === undefined) return undefined;
  if (month === undefined || weekday === undefined || year === undefined) return undefined;
  // Exactly one of the two day fields must be `?`.
  if (others.length > 0 || (day === '?') === (weekday === '?')) return undefined;
  const fields = [
    translate(minutes, MINUTES),
    translate(hours, HOURS),
    day === '?' ? '*' : translate(day, DAYS_OF_MONTH),
    translate(month, MONTHS_OF_YEAR),
    weekday === '?' ? '*' : translateWeekday(weekday),
    translate(year, YEARS),
  ];
  if (fields.includes(undefined)) return undefined;
  let cron: Cron;
  try {
    cron = new Cron(`0 ${fields.join(' ')}`, {
      mode: '7-part',
      // In AWS, Sunday is 1.
      alternativeWeekdays: true,
      utcOffset: 0,
    });
  } catch {
    return undefined;
  }
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime(),
    // croner returns runs before a time, not at it.
    latest: (at) => cron.previousRuns(1, new Date(at + 1))[0]?.getTime(),
  };
}

/** A weekday with `#` cannot be part of a list. */
function translateWeekday(text: string): string | undefined {
  if (text.includes('#') && text.includes(',')) return undefined;
  return translate(text, DAYS_OF_WEEK);
}

/** A field in croner's syntax. Undefined for a field that AWS would refuse. */
function translate(text: string, field: Field): string | undefined {
  const items = text.split(',').map((item) => translateItem(item, field));
  return items.includes(undefined) ? undefined : items.join(',');
}

function translateItem(text: string, field: Field): string | undefined {
  if (field.special.test(text)) {
    // `L` of the week is day 7 in croner. `L` of the month is the same as in AWS.
    if (field === DAYS_OF_WEEK) return text === 'L' ? '7' : text.replace(/^(.+)L$/, '$1#L');
    return text;
  }
  const [, first = '', last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(text) ?? [];
  const { least, most } = field;
  if (step !== undefined && (Number(step) < 1 || Number(step) > most)) return undefined;
  if (first === '*') {
    if (last !== undefined) return undefined;
    return step === undefined ? '*' : `${least}-${most}/${step}`;
  }
  const from = numberOf(first, field);
  const to = last === undefined ? from : numberOf(last, field);
  if (from === undefined || to === undefined) return undefined;
  if (last === undefined) return step === undefined ? String(from) : `${from}-${most}/${step}`;
  if (from <= to) return `${from}-${to}/${step ?? 1}`;
  // A range that wraps, such as hours 20-2, becomes two ranges.
  const span = most - least + 1;
  const values: number[] = [];
  for (let value = from; value <= to + span; value += Number(step ?? 1)) {
    values.push(least + ((value - least) % span));
  }
  return values.join(',');
}

function numberOf(text: string, { least, most, names }: Field): number | undefined {
  const name = names.indexOf(text);
  if (name >= 0) return least + name;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
