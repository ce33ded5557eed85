import { Notice } from '@amplify-recipes/console/controls';
import { type Doing, type Explanation, explain } from './explain.js';
import styles from './form.module.css';

/** An error that belongs to no field. */
export function Failure({
  error,
  doing = 'other',
}: {
  readonly error: unknown;
  readonly doing?: Doing;
}) {
  if (error === undefined) return null;
  return (
    <Notice tone="bad">
      <ErrorWords explanation={explain(error, doing)} />
    </Notice>
  );
}

/** The sentence of an error, and its code for the developer. */
export function ErrorWords({ explanation }: { readonly explanation: Explanation }) {
  const { code, message, trigger } = explanation;
  return (
    <span className={styles.error}>
      {message} <code>{code}</code>
      {trigger && <span className="soft"> from {trigger}</span>}
    </span>
  );
}
