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

/**
 * The problem of a cron expression of EventBridge, such as a month 13.
 *
 * @param values Its six fields.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function cronProblem(values: readonly string[]): string | undefined {
  if (values.length !== FIELDS.length) {
    return `it has ${values.length} fields. Cron needs ${FIELDS.length}.`;
  }
  for (const [index, rule] of FIELDS.entries()) {
    const value = values[index] ?? '';
    if ('special' in rule && rule.special.test(value)) continue;
    if (!value.split(',').every((item) => isCronItem(item, rule))) {
      return `"${value}" is not a ${rule.field} field.`;
    }
  }
  return (values[2] === '?') === (values[4] === '?')
    ? 'exactly one of day of month and day of week must be "?".'
    : undefined;
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

export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
