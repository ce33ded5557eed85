export type { Invocation } from './lambda/invocation.js';
export type { OutboxMessage } from './outbox.js';
