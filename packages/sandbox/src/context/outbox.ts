import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** A message that a deployed backend would have sent. */
export type OutboxMessage = {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly channel: 'email' | 'sms' | 'topic';
  /** An address, a phone number, or the ARN of an SNS topic. */
  readonly to: string;
  /** The sender, for an e-mail that the app's code sent. */
  readonly from?: string;
  /** The subject of an e-mail, or of a topic's message that has one. */
  readonly subject?: string;
  readonly body: string;
  /**
   * The HTML body of an e-mail that the app's code sent. `body` is the text body, if there is one.
   */
  readonly html?: string;
  /** The reason for the message, such as `CustomMessage_SignUp`. */
  readonly reason: string;
  /** The confirmation code or temporary password in the message, if there is one. */
  readonly code?: string;
};

const KEPT_MESSAGES = 1000;

/** The last 1,000 messages, the oldest first. They never leave this machine. */
export type Outbox = {
  send(message: Omit<OutboxMessage, 'id' | 'at'>): OutboxMessage;
  readonly messages: readonly OutboxMessage[];
};

/** @param onMessage Called with each message when it is sent. */
export function openOutbox(
  database: DatabaseSync,
  now: () => number,
  onMessage: (message: OutboxMessage) => void = () => {},
): Outbox {
  database.exec(
    'CREATE TABLE IF NOT EXISTS outbox_messages (position INTEGER PRIMARY KEY, message TEXT NOT NULL) STRICT',
  );
  const insert = database.prepare('INSERT INTO outbox_messages (message) VALUES (?)');
  const forget = database.prepare(
    'DELETE FROM outbox_messages WHERE position <= (SELECT MAX(position) FROM outbox_messages) - ?',
  );
  const messages = database
    .prepare('SELECT message FROM outbox_messages ORDER BY position')
    .all()
    .map((row) => JSON.parse(String(row.message)) as OutboxMessage);
  return {
    messages,
    send(message) {
      const sent = { id: randomUUID(), at: new Date(now()).toISOString(), ...message };
      insert.run(JSON.stringify(sent));
      forget.run(KEPT_MESSAGES);
      messages.push(sent);
      if (messages.length > KEPT_MESSAGES) messages.shift();
      onMessage(sent);
      return sent;
    },
  };
}
