/** Shows the time of day of an ISO 8601 time. */
export function ClockTime({ at }: { readonly at: string }) {
  return (
    <time className="clock-time" dateTime={at}>
      {new Date(at).toLocaleTimeString()}
    </time>
  );
}
