import type { TimelineDenial, TimelineDetails } from '../api/contract.ts';
import { CodeBlock, Notice } from '../controls/index.ts';
import styles from './entry-failure.module.css';

/** A call that the policies do not allow, with the line that allows it. */
export function DenialNotice({ denial }: { readonly denial: TimelineDenial }) {
  return (
    <Notice tone="bad">
      <strong>{denial.action}</strong> on <code>{denial.resources.join(', ')}</code> is not allowed.
      <p className={styles.message}>{denial.message}</p>
      {denial.grant === undefined ? null : (
        <>
          <p className={styles.hint}>This line in the resource's access allows it:</p>
          <div className={styles.code}>
            <CodeBlock text={denial.grant} copyLabel="Copy the line" />
          </div>
        </>
      )}
    </Notice>
  );
}

type FailureNoticeProps = { readonly error: NonNullable<TimelineDetails['error']> };

/** What a function threw, with its stack. */
export function FailureNotice({ error }: FailureNoticeProps) {
  const trace = error.trace ?? [];
  return (
    <Notice tone="bad">
      <strong>{error.name}</strong>
      <p>{error.message}</p>
      {trace.length === 0 ? null : (
        <div className={styles.code}>
          <CodeBlock text={trace.join('\n')} copyLabel="Copy the stack" />
        </div>
      )}
    </Notice>
  );
}
