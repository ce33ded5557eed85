import { durationText } from './clock.ts';
import styles from './duration.module.css';

export type DurationProps = {
  /** Milliseconds. Undefined while it runs. */
  readonly ms: number | undefined;
  /** The milliseconds of a cold start, in amber. */
  readonly coldMs?: number | undefined;
};

const LONGEST = 48;

/** A bar and a number. The length grows with the square root, up to one second. */
export function Duration({ ms, coldMs = 0 }: DurationProps) {
  if (ms === undefined) return <span className={styles.duration}>running</span>;
  const width = Math.max(3, Math.round(Math.sqrt(Math.min(ms, 1000) / 1000) * LONGEST));
  const cold = ms > 0 ? Math.min(1, coldMs / ms) : 0;
  return (
    <span className={styles.duration}>
      <svg aria-hidden="true" width={width} height={4} className={styles.bar}>
        <rect width={width} height={4} rx={2} fill="var(--accent-line)" />
        {cold === 0 ? null : <rect width={width * cold} height={4} rx={2} fill="var(--cold)" />}
      </svg>
      {durationText(ms)}
    </span>
  );
}
