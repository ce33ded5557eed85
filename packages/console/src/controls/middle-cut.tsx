import clsx from 'clsx';
import styles from './middle-cut.module.css';

export type MiddleCutProps = {
  readonly text: string;
  /** How many characters at the end stay visible. Default: 8. */
  readonly end?: number;
};

/** A long name on one line. It is cut in the middle if it does not fit, and whole in its title. */
export function MiddleCut({ text, end = 8 }: MiddleCutProps) {
  if (text.length <= end * 2) {
    return (
      <span className={styles.cut} title={text}>
        <span className={styles.start}>{text}</span>
      </span>
    );
  }
  const at = text.length - end;
  return (
    <span className={styles.cut} title={text}>
      {/* A screen reader would pause between the two parts. */}
      <span className={clsx('visually-hidden', styles.whole)}>{text}</span>
      <span aria-hidden className={styles.start}>
        {text.slice(0, at)}
      </span>
      <span aria-hidden className={styles.end}>
        {text.slice(at)}
      </span>
    </span>
  );
}
