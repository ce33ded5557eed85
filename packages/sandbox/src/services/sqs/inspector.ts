import type { QueueInspector } from '../../context/events/queue-contents.js';
import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { modeled } from './errors.js';
import type { PeekedMessage } from './message.js';
import type { Queue } from './queue.js';
import type { Queues } from './queues.js';
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
    deadLettersOf(url) {
      const { redrivePolicy } = find(url);
      if (!redrivePolicy) return undefined;
      const { deadLetterTargetArn: arn, maxReceiveCount } = redrivePolicy;
      return { queue: arn.slice(arn.lastIndexOf(':') + 1), maxReceives: maxReceiveCount };
    },
    sourcesOf: (url) => queues.sourcesOf(find(url)).map(({ name }) => name),
    move: (fromUrl, toUrl) => {
      const from = find(fromUrl);
      if (toUrl === undefined) return moveBack(queues, from);
      const to = find(toUrl);
      return queues.move(from, () => to);
    },
  };
}

/** Moves each message to the queue that it came from. */
function moveBack(queues: Queues, from: Queue): number {
  const sources = queues.sourcesOf(from);
  const names = sources.map(({ name }) => name).join(', ');
  if (sources.length === 0) {
    throw new AwsError(
      'ValidationException',
      'No queue of the backend sends its messages to this queue. Name the queue to move them to.',
    );
  }
  const only = sources.length === 1 ? sources[0] : undefined;
  const sourceOf = (sourceArn: string | undefined) =>
    sources.find(({ arn }) => arn === sourceArn) ?? only;
  const isUnclear = queues.peek(from, -1).some(({ sourceArn }) => !sourceOf(sourceArn));
  if (!isUnclear) return queues.move(from, sourceOf);
  throw new AwsError(
    'ValidationException',
    `Some messages were sent to this queue itself, and several queues send their messages to it. Name one of them: ${names}`,
  );
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
