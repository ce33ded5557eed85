import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { OutboxEntry } from './outbox-entry.js';

export type OutboxProps = {
  /** Oldest first. */
  readonly messages: readonly OutboxMessage[];
  /** Returns the action of the button "Use this code"; undefined if no form takes the code. */
  readonly onUseCode: (message: OutboxMessage) => (() => void) | undefined;
};

/** The messages that a deployed backend would have sent, newest first. */
export function Outbox({ messages, onUseCode }: OutboxProps) {
  const newest = messages.at(-1);
  return (
    <section className="panel" aria-labelledby="outbox-title">
      <header className="panel-head">
        <h2 id="outbox-title">Outbox</h2>
        <p>Messages are caught here. Nothing leaves this machine.</p>
      </header>
      <p className="visually-hidden" role="status">
        {newest && `Newest message: ${newest.subject ?? newest.reason} to ${newest.to}`}
      </p>
      {messages.length === 0 ? (
        <p className="panel-empty">No message yet. Sign up, and the code arrives here.</p>
      ) : (
        <ul className="panel-list">
          {messages.toReversed().map((message) => (
            <OutboxEntry
              key={message.id}
              message={message}
              onUseCode={isNewestTo(messages, message) ? onUseCode(message) : undefined}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Only the newest message to an address has a valid code. */
function isNewestTo(messages: readonly OutboxMessage[], { to, id }: OutboxMessage): boolean {
  return messages.findLast((message) => message.to === to)?.id === id;
}
