import type { QueueMessage, QueueSource } from '../../context/events/queue-sources.js';
import type { ServiceContext } from '../../context/service-context.js';
import { parseJson } from '../../protocols/json-value.js';
import { type Message, md5 } from './message.js';
import type { MessageAttributes } from './message-attributes.js';
import { senderOf } from './message-entries.js';
import type { Queue } from './queue.js';
import type { Queues } from './queues.js';

/** A queue for event source mappings. */
export function queueSource(queues: Queues, queue: Queue, context: ServiceContext): QueueSource {
  const { visibilityTimeoutSeconds } = queue;
  return {
    visibilityTimeoutSeconds,
    receive: (limit) =>
      queues
        .receive(queue, limit, visibilityTimeoutSeconds)
        .map((message) => messageFor(message, context)),
    remove: ({ receiptHandle }) => queues.remove(queue, receiptHandle),
    release: ({ receiptHandle }) => void queues.changeVisibility(queue, receiptHandle, 0),
    wait: (signal, milliseconds) => queues.waitFor(queue, signal, milliseconds),
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function messageFor(message: Message, context: ServiceContext): QueueMessage {
  const { id, receiptHandle, body, receives } = message;
  const event = {
    messageId: id,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(message.sentAt),
      SenderId: context.accountId,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      ...(message.sourceArn !== undefined && { DeadLetterQueueSourceArn: message.sourceArn }),
    },
    messageAttributes: attributesOf(message),
    md5OfBody: md5(body),
    eventSource: 'aws:sqs',
    awsRegion: context.region,
  };
  return {
    id,
    receiptHandle,
    receives,
    event,
    filterable: { ...event, body: parseJson(Buffer.from(body)) ?? body },
    cause: senderOf(context.timeline, id),
  };
}

/** The attributes of a message, as Lambda names their members. */
function attributesOf({ attributes }: Message): Readonly<Record<string, unknown>> {
  const given = attributes === undefined ? {} : (JSON.parse(attributes) as MessageAttributes);
  return Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}
