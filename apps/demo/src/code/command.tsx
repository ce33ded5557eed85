import { CopyButton } from '@amplify-recipes/console/controls';
import styles from './code.module.css';

/** A command for a terminal. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div className={styles.head}>
      <code className={styles.command}>
        <span aria-hidden="true">$ </span>
        {text}
      </code>
      <CopyButton text={text} label="Copy the command" iconOnly small />
    </div>
  );
}
