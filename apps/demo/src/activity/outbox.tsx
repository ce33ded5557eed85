import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { OutboxEntry } from './outbox-entry.js';

export type OutboxProps = {
  /** The oldest first. */
  readonly messages: readonly OutboxMessage[];
  /** What the button of a message's code does, where the page has a form for it. */
  readonly onUseCode: (message: OutboxMessage) => (() => void) | undefined;
};

/** The messages that a deployed backend would have sent, the newest first. */
export function Outbox({ messages, onUseCode }: OutboxProps) {
  const newest = messages.at(-1);
  return (
    <section className="panel" aria-labelledby="outbox-title">
      <header className="panel-head">
        <h2 id="outbox-title">Outbox</h2>
        <p>Caught here: nothing leaves this machine.</p>
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

/** A newer message to an address makes the code of an older one void. */
function isNewestTo(messages: readonly OutboxMessage[], { to, id }: OutboxMessage): boolean {
  return messages.findLast((message) => message.to === to)?.id === id;
}
