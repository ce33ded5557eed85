import clsx from 'clsx';
import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type Tone = 'neutral' | 'ok' | 'bad' | 'warn' | 'accent';

export type ChipProps = {
  readonly children: ReactNode;
  /** Default: `neutral`. Green, amber and red are for outcomes only. */
  readonly tone?: Tone;
  readonly title?: string;
};

/** A short word about a thing: an outcome, a count, a kind. */
export function Chip({ children, tone = 'neutral', title }: ChipProps) {
  return (
    <span className={clsx(styles.chip, styles[tone])} title={title}>
      {children}
    </span>
  );
}
