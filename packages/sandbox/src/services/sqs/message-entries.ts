import { contentOf } from '../../context/timeline/content.js';
import type { Timeline } from '../../context/timeline/timeline.js';
import type { PeekedMessage } from './message.js';
import type { Queue } from './queue.js';

/** Keeps which entry of the timeline sent a message. */
export function rememberSender({ causes, current }: Timeline, messageId: string): void {
  causes.remember(messageKey(messageId), current);
}

/** The entry that sent a message. Undefined if it is not known. */
export function senderOf({ causes }: Timeline, messageId: string): number | undefined {
  return causes.find(messageKey(messageId));
}

function messageKey(messageId: string): string {
  return `sqs ${messageId}`;
}

/** Adds the move of a message to a dead-letter queue to the timeline. */
export function recordDeadLetter(
  timeline: Timeline,
  { name }: Pick<Queue, 'name'>,
  { id, body, receives }: Pick<PeekedMessage, 'id' | 'body' | 'receives'>,
): void {
  const parent = senderOf(timeline, id);
  timeline
    .begin({
      kind: 'message',
      service: 'sqs',
      name: `Dead letter to ${name}`,
      detail: `received ${receives === 1 ? 'once' : `${receives} times`}`,
      from: 'sqs',
      input: contentOf(body),
      ...(parent !== undefined && { parent }),
    })
    .end({ state: 'succeeded', outcome: 'message' });
}
