import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { useCallback } from 'react';
import { useDemo } from '../demo.js';
import { TextInput } from '../form/fields.js';
import styles from '../form/form.module.css';
import { ArrivedMessage } from '../messages/arrived-message.js';
import { useCodeTaker } from '../messages/code-taker.js';

export type CodeInputProps = {
  readonly code: string;
  readonly onCode: (code: string) => void;
  /** The address or number to which the code is sent. Undefined if the page does not know it. */
  readonly to: string | undefined;
  /** The reasons of the messages whose code the form takes. */
  readonly reasons: readonly string[];
  readonly digits?: number;
};

/** A code from a message. The message is shown below as soon as it arrives. */
export function CodeInput({ code, onCode, to, reasons, digits = 6 }: CodeInputProps) {
  const { codes, activity } = useDemo();
  const reasonsText = reasons.join();
  const accepts = useCallback(
    (message: OutboxMessage) =>
      message.to.toLowerCase() === to?.toLowerCase() &&
      reasonsText.split(',').includes(message.reason),
    [to, reasonsText],
  );
  useCodeTaker(codes, { accepts, take: onCode });
  return (
    <div className={styles.codeInput}>
      <TextInput
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={digits}
        placeholder={'0'.repeat(digits)}
        value={code}
        onChange={onCode}
      />
      <ArrivedMessage message={activity.outbox.findLast(accepts)} onUseCode={onCode} />
    </div>
  );
}
