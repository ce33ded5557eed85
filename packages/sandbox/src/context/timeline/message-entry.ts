import type { OutboxMessage } from '../outbox.js';
import type { Timeline } from './timeline.js';

const CHANNELS = {
  email: { word: 'E-mail', service: 'ses' },
  sms: { word: 'SMS', service: 'sns' },
  topic: { word: 'Message', service: 'sns' },
} as const;

/** Adds a message that a deployed backend would have sent. */
export function recordMessage(
  timeline: Timeline,
  { id, channel, to, subject, reason }: OutboxMessage,
): void {
  const { word, service } = CHANNELS[channel];
  const cause = timeline.current === undefined ? undefined : timeline.find(timeline.current);
  const entry = timeline.begin({
    kind: 'message',
    service: cause?.kind === 'request' ? cause.service : service,
    name: `${word} to ${to.slice(to.lastIndexOf(':') + 1)}`,
    detail: subject ?? reason,
    messageId: id,
  });
  entry.end({ state: 'succeeded', outcome: 'message' });
}
