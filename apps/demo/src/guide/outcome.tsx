import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useGuide } from './flow.js';
import styles from './guide.module.css';

export type OutcomeProps = {
  readonly title: string;
  readonly children?: ReactNode;
  /** Another thing to do in this flow. Default: the next flow. */
  readonly next?: ReactNode;
};

/** What came back, and the next step. */
export function Outcome({ title, children, next }: OutcomeProps) {
  const guide = useGuide();
  return (
    <div className={styles.outcome} role="status">
      <strong>{title}</strong>
      <p className="soft">
        {children}{' '}
        {next ??
          (guide.next && (
            <>
              Next: <Link href={`/${guide.next.id}`}>{guide.next.title}</Link>
            </>
          ))}
      </p>
    </div>
  );
}
