import { Field } from '../controls/field.js';
import type { AccountFlow } from './use-account-flow.js';

export type CodeFieldProps = {
  readonly flow: AccountFlow;
  readonly digits?: number;
};

/** The code from a message, typed or copied from the outbox. */
export function CodeField({ flow, digits = 6 }: CodeFieldProps) {
  return (
    <Field
      label="Code"
      name="code"
      className="code-input"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={digits}
      placeholder={'•'.repeat(digits)}
      value={flow.code}
      onChange={(event) => flow.enterCode(event.target.value)}
    />
  );
}
