import { CopyButton } from '../controls/index.ts';
import styles from './log-lines.module.css';

/** What a function wrote, one line for each message. */
export function LogLines({ logs }: { readonly logs: readonly string[] }) {
  if (logs.length === 0) return null;
  return (
    <div className={styles.frame}>
      <div className={styles.copy}>
        <CopyButton text={logs.join('\n')} label="Copy the logs" iconOnly small />
      </div>
      <ol className={styles.logs}>
        {logs.map((log, index) => (
          <li key={index} className={styles.log} data-level={levelOf(log)}>
            {log}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The level that Lambda's formats write: in JSON, or between tabs. */
function levelOf(log: string): string {
  const found = /"level"\s*:\s*"(\w+)"|\t(ERROR|WARN|INFO|DEBUG)\t|^(ERROR|WARN)\b/i.exec(log);
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').toUpperCase();
}
