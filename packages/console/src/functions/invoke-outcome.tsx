import { Link } from 'wouter';
import type { InvokeResult } from '../api/contract.ts';
import { Chip, CodeBlock, Duration, JsonView } from '../controls/index.ts';
import styles from './invoke-form.module.css';

const words = { success: 'returned', error: 'threw', timeout: 'timed out', crash: 'crashed' };

export type InvokeOutcomeProps = {
  readonly result: InvokeResult;
  /** Whether the function runs again. */
  readonly isOld: boolean;
};

/** How an invocation ended: its result or its error, and its logs. */
export function InvokeOutcome({ result, isOld }: InvokeOutcomeProps) {
  const { invocation, entry } = result;
  const { outcome, logs } = invocation;
  return (
    <section aria-label="Result" className={styles.outcome} data-old={isOld}>
      <div className={styles.line} role="status">
        <Chip tone={outcome.status === 'success' ? 'ok' : 'bad'}>{words[outcome.status]}</Chip>
        <Duration
          ms={invocation.durationMs + (invocation.initDurationMs ?? 0)}
          coldMs={invocation.initDurationMs}
        />
        {invocation.initDurationMs === undefined ? null : (
          <Chip tone="warn">cold {Math.round(invocation.initDurationMs)} ms</Chip>
        )}
        {entry === undefined ? null : <Link href={`/timeline/${entry}`}>Show in the timeline</Link>}
      </div>
      {outcome.status === 'success' ? (
        <>
          <h4 className={styles.part}>Result</h4>
          <JsonView value={outcome.response} copyLabel="Copy the result" />
        </>
      ) : (
        <>
          <p className={styles.error}>
            <b>{outcome.error.errorType}</b>: {outcome.error.errorMessage}
          </p>
          {outcome.error.trace === undefined ? null : (
            <CodeBlock text={outcome.error.trace.join('\n')} copyLabel="Copy the trace" />
          )}
        </>
      )}
      {logs.length === 0 ? null : (
        <>
          <h4 className={styles.part}>Logs</h4>
          <CodeBlock text={logs.join('\n')} copyLabel="Copy the logs" />
        </>
      )}
    </section>
  );
}
