import { Field } from '../controls/field.js';
import type { AccountFlow } from './use-account-flow.js';

/** The code of a message, typed in or taken from the outbox. */
export function CodeField({ flow }: { readonly flow: AccountFlow }) {
  return (
    <Field
      label="Code"
      name="code"
      className="code-input"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      placeholder="••••••"
      value={flow.code}
      onChange={(event) => flow.enterCode(event.target.value)}
    />
  );
}
