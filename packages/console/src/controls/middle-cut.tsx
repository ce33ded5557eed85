import styles from './middle-cut.module.css';

export type MiddleCutProps = {
  readonly text: string;
  /** How many characters at the end stay visible. Default: 8. */
  readonly end?: number;
};

/** A long name on one line. It is cut in the middle if it does not fit, and whole in its title. */
export function MiddleCut({ text, end = 8 }: MiddleCutProps) {
  const at = text.length > end * 2 ? text.length - end : text.length;
  return (
    <span className={styles.cut} title={text}>
      <span className={styles.start}>{text.slice(0, at)}</span>
      {at === text.length ? null : <span className={styles.end}>{text.slice(at)}</span>}
    </span>
  );
}
