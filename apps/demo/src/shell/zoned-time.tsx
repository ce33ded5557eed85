import { wholeTime } from '@amplify-recipes/console/controls';

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

export type ZonedTimeProps = {
  /** ISO 8601. */
  readonly at: string;
  /** Default: false. Only the time of day. */
  readonly withDay?: boolean;
};

/** A time with its zone: `14:02:31 CET`. Its title has the time in UTC too. */
export function ZonedTime({ at, withDay = false }: ZonedTimeProps) {
  return (
    <time dateTime={at} title={wholeTime(at)} className="numbers">
      {(withDay ? day : clock).format(new Date(at))}
    </time>
  );
}
