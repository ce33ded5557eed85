import { CopyButton } from '@amplify-recipes/console/controls';
import { useDemo } from '../demo.js';
import styles from './shell.module.css';

const COMMAND = 'npx --yes pnpm@12 demo';

/** One line above the page while the sandbox is away. It goes when the sandbox is back. */
export function StoppedLine() {
  const { activity } = useDemo();
  if (activity.status !== 'stopped') return null;
  return (
    <p role="alert" className={styles.stopped}>
      The sandbox is not running. Start it with <code>{COMMAND}</code>
      <CopyButton text={COMMAND} label="Copy the command" iconOnly small />
      This page comes back by itself.
    </p>
  );
}
