import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openOutbox } from './outbox.js';

const message = (body: string) => ({
  channel: 'sms' as const,
  to: '+15555550100',
  body,
  reason: 'test',
});

test('messages are reported when they are sent, and exist after a restart', () => {
  const database = new DatabaseSync(':memory:');
  const told: string[] = [];
  const outbox = openOutbox(
    database,
    () => 0,
    ({ body }) => told.push(body),
  );
  const sent = outbox.send(message('first'));
  outbox.send(message('second'));
  expect(told).toEqual(['first', 'second']);
  expect(sent).toMatchObject({ at: '1970-01-01T00:00:00.000Z', body: 'first' });
  expect(openOutbox(database, () => 0).messages).toEqual(outbox.messages);
});

test('the last 1,000 messages are kept, in memory and in the state', () => {
  const database = new DatabaseSync(':memory:');
  const outbox = openOutbox(database, () => 0);
  for (let number = 1; number <= 1002; number++) outbox.send(message(String(number)));
  for (const { messages } of [outbox, openOutbox(database, () => 0)]) {
    expect(messages).toHaveLength(1000);
    expect(messages[0]?.body).toBe('3');
    expect(messages.at(-1)?.body).toBe('1002');
  }
});
