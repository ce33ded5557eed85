const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

const whole = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
});

const short = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** `14:02:31.118`, in the zone of the browser. */
export function clockTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : clock.format(date);
}

/** `Mon 30 Nov 2026, 14:02:31 GMT+01:00 (2026-11-30T13:02:31.118Z)`. */
export function wholeTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${whole.format(date)} (${date.toISOString()})`;
}

/** `30 Nov, 14:02`, in the zone of the browser. */
export function dayTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : short.format(date);
}

/** `184 ms`, `2.4 s`, `3 min 5 s`. Below 10 ms with one decimal. */
export function durationText(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The zone of the browser: `Europe/Berlin`. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
