import clsx from 'clsx';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

export type NoticeProps = {
  /** Default: `info`. */
  readonly tone?: 'info' | 'warn' | 'bad';
  readonly children: ReactNode;
  /** A button that leads out. */
  readonly action?: ReactNode;
};

const icons = { info: Info, warn: TriangleAlert, bad: CircleAlert };

/** A line that stays: something to know, with a way to act on it. */
export function Notice({ tone = 'info', children, action }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={clsx(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon aria-hidden size={15} />
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  );
}
