import { clockTime, dayTime, wholeTime } from './clock.ts';

export type TimeProps = {
  /** ISO 8601. */
  readonly at: string;
  /** Default: `clock`, `14:02:31.118`. `day` is `30 Nov, 14:02`. */
  readonly style?: 'clock' | 'day';
};

/** A time of the browser's zone. Its title says the day, the zone and the time in UTC. */
export function Time({ at, style = 'clock' }: TimeProps) {
  return (
    <time dateTime={at} title={wholeTime(at)} className="numbers">
      {style === 'clock' ? clockTime(at) : dayTime(at)}
    </time>
  );
}
