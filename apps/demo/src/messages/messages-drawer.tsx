import { Button, CopyButton, EmptyState, IconButton } from '@amplify-recipes/console/controls';
import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useDemo } from '../demo.js';
import { ZonedTime } from '../shell/zoned-time.js';
import type { CodeTaker } from './code-taker.js';
import { EmailBody } from './email-body.js';
import { codeIn } from './message-code.js';
import styles from './messages.module.css';

export type MessagesDrawerProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

/** The messages that a deployed backend would have sent, the newest first. */
export function MessagesDrawer({ isOpen, onClose }: MessagesDrawerProps) {
  const { activity, codes } = useDemo();
  const messages = activity.outbox;
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles.overlay ?? ''}
    >
      <Modal className={styles.drawer ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <div>
              <Heading slot="title" className={styles.title ?? ''}>
                Messages
              </Heading>
              <p className="soft">They are caught here. Nothing leaves this machine.</p>
            </div>
            <IconButton label="Close" onPress={onClose}>
              <X />
            </IconButton>
          </header>
          {messages.length === 0 ? (
            <EmptyState title="No message yet">Sign up, and the code arrives here.</EmptyState>
          ) : (
            <ul className={styles.list} aria-label="Messages">
              {messages.toReversed().map((message) => (
                <Message
                  key={message.id}
                  message={message}
                  taker={isNewestTo(messages, message) ? codes.taker : undefined}
                  onTaken={onClose}
                />
              ))}
            </ul>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Only the newest message to an address has a valid code. */
function isNewestTo(messages: readonly OutboxMessage[], { to, id }: OutboxMessage): boolean {
  return messages.findLast((message) => message.to === to)?.id === id;
}

type MessageProps = {
  readonly message: OutboxMessage;
  readonly taker: CodeTaker | undefined;
  readonly onTaken: () => void;
};

function Message({ message, taker, onTaken }: MessageProps) {
  const { to, subject, reason, at } = message;
  const [open, setOpen] = useState(false);
  const code = codeIn(message);
  return (
    <li className={styles.message}>
      <div className={styles.line}>
        <strong>{subject ?? 'Text message'}</strong>
        <ZonedTime at={at} />
      </div>
      <div className={styles.line}>
        <span className="soft">to {to}</span>
        <code className="soft">{reason}</code>
      </div>
      {code && (
        <div className={styles.codeLine}>
          <code className={styles.code}>{code}</code>
          <CopyButton text={code} label={`Copy the code ${code}`} iconOnly small />
          {taker?.accepts(message) && (
            <Button
              small
              look="primary"
              onPress={() => {
                taker.take(code);
                onTaken();
              }}
            >
              Use this code
            </Button>
          )}
        </div>
      )}
      {message.channel === 'sms' ? (
        <MessageBody message={message} />
      ) : (
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Whole message</summary>
          {open && <MessageBody message={message} />}
        </details>
      )}
    </li>
  );
}

/** The body of a message, as its reader sees it. */
export function MessageBody({ message }: { readonly message: OutboxMessage }) {
  const { channel, from, body } = message;
  // An e-mail from the user pool is HTML. An e-mail from a function says which part is HTML.
  const html = message.html ?? (channel === 'email' && !from ? body : undefined);
  if (html !== undefined) return <EmailBody html={html} />;
  return <p className={channel === 'sms' ? styles.bubble : styles.text}>{body}</p>;
}
