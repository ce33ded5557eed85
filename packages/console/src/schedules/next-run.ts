const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `in 5 min`, `in 3 h 20 min`, `in 12 days`. Times that are over are `now`. */
export function untilText(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (left < 1000) return 'now';
  if (left < MINUTE) return `in ${Math.round(left / 1000)} s`;
  const minutes = Math.round(left / MINUTE);
  if (minutes < 60) return `in ${minutes} min`;
  if (left < 2 * DAY) {
    const rest = minutes % 60;
    return `in ${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
  }
  return `in ${Math.round(left / DAY)} days`;
}

/** A time as people of a zone read it: `Tue 1 Dec, 14:05`. */
export function timeInZone(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at));
}

/** The value of a `datetime-local` field for a time, in the zone of the browser. */
export function fieldTime(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}
