import type { QueueInspector } from '../../context/events/queue-contents.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { modeled } from './errors.js';
import type { PeekedMessage, Queue, Queues } from './queues.js';
import { nameOf } from './resource-types.js';

/** Reads and moves messages for the console. */
export function queueInspector(queues: Queues): QueueInspector {
  const find = (url: string): Queue => {
    const queue = queues.find(nameOf(url));
    if (!queue) throw modeled('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  };
  return {
    peek: (url, limit) => queues.peek(find(url), limit).map(summaryOf),
    move: (fromUrl, toUrl) => queues.move(find(fromUrl), find(toUrl)),
  };
}

function summaryOf({ id, body, attributes, sentAt, receives, visible }: PeekedMessage) {
  const sent = attributes === undefined ? {} : parseJsonText(attributes);
  return {
    id,
    body,
    attributes: isJsonObject(sent) ? sent : {},
    sentAt: new Date(sentAt).toISOString(),
    receiveCount: receives,
    visible,
  };
}
