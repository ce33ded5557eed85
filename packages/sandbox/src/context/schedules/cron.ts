import { Cron } from 'croner';

/** Times by what a clock on a wall shows, each as if it were UTC, in milliseconds since 1970. */
export type WallTimes = {
  /** The first one after a time. */
  next(after: number): number | undefined;
  /** The last one at or before a time. */
  latest(at: number): number | undefined;
};

/** A field of an expression: the numbers that it takes, and their names. */
type Field = {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  /** What it takes beside numbers, lists, ranges and steps. */
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
 * Reads the six fields of a cron expression of AWS: minutes, hours, day of the month, month, day
 * of the week, year. Undefined for what AWS would refuse.
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
  // One of the two days has to be left open, and only one.
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
      // AWS counts from Sunday, which is 1.
      alternativeWeekdays: true,
      utcOffset: 0,
    });
  } catch {
    return undefined;
  }
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime(),
    // Of croner, it is one before a time.
    latest: (at) => cron.previousRuns(1, new Date(at + 1))[0]?.getTime(),
  };
}

/** One of a kind of day in a month (`#`) stands alone. */
function translateWeekday(text: string): string | undefined {
  if (text.includes('#') && text.includes(',')) return undefined;
  return translate(text, DAYS_OF_WEEK);
}

/** A field as croner writes it. Undefined for what AWS would refuse. */
function translate(text: string, field: Field): string | undefined {
  const items = text.split(',').map((item) => translateItem(item, field));
  return items.includes(undefined) ? undefined : items.join(',');
}

function translateItem(text: string, field: Field): string | undefined {
  if (field.special.test(text)) {
    // The last day of a week is its seventh; that of a month croner writes as AWS does.
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
  // Past the end, as 20-2 of the hours, and on from the beginning.
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
