import { CodeBlock, CopyButton } from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';
import styles from './connection-line.module.css';

const COMMAND = 'npx amplify-recipes sandbox';

/** One line above the page while the sandbox is away. It goes when the sandbox is back. */
export function ConnectionLine() {
  const { connection, deployFailure } = useLive();
  if (connection === 'refused') {
    return (
      <p role="alert" className={styles.line}>
        This tab belongs to an earlier run of the sandbox. Open the address that the terminal
        prints.
      </p>
    );
  }
  if (connection === 'stopped') {
    return (
      <p role="alert" className={styles.line}>
        The sandbox is not running. Start it with <code>{COMMAND}</code>
        <CopyButton text={COMMAND} label="Copy the command" iconOnly small />
        This page comes back by itself.
      </p>
    );
  }
  if (deployFailure === undefined) return null;
  return (
    <details className={styles.failure}>
      <summary>
        The last change of the backend is not deployed. The one before it still runs.
      </summary>
      <CodeBlock text={deployFailure} />
    </details>
  );
}
