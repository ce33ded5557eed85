import { Button } from '@amplify-recipes/console/controls';
import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { Mail, MessageSquareText } from 'lucide-react';
import { useDemo } from '../demo.js';
import { codeIn } from './message-code.js';
import styles from './messages.module.css';

export type ArrivedMessageProps = {
  /** The newest message for a form. */
  readonly message: OutboxMessage | undefined;
  readonly onUseCode: (code: string) => void;
};

/** The message that the backend sent, beside the form that waits for its code. */
export function ArrivedMessage({ message, onUseCode }: ArrivedMessageProps) {
  const { sandbox } = useDemo();
  if (sandbox === undefined) return null;
  const code = message && codeIn(message);
  const Icon = message?.channel === 'sms' ? MessageSquareText : Mail;
  return (
    <div className={styles.arrived} role="status" data-arrived={code !== undefined}>
      <Icon aria-hidden size={15} />
      {message === undefined || code === undefined ? (
        <span className="soft">The message appears here. Nothing leaves this machine.</span>
      ) : (
        <>
          <span className={styles.arrivedWords}>
            <strong>{message.subject ?? 'Text message'}</strong>
            <span className="soft">to {message.to}</span>
          </span>
          <code className={styles.code}>{code}</code>
          <Button small onPress={() => onUseCode(code)}>
            Use this code
          </Button>
        </>
      )}
    </div>
  );
}
