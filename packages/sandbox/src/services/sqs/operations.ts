import type { ServiceContext } from '../../context/service-context.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { filledText } from '../../protocols/request-input.js';
import { batch, checkBatchSize } from './batch.js';
import { invalid, missing, modeled } from './errors.js';
import { type Message, md5 } from './message.js';
import {
  attributeBytes,
  chosenAttributes,
  type MessageAttributes,
  md5OfAttributes,
  readMessageAttributes,
  TEXT,
} from './message-attributes.js';
import type { Queue } from './queue.js';
import type { Queues } from './queues.js';
import { isReceiptHandle } from './receipt-handles.js';
import { redriveOperations } from './redrive-operations.js';
import { nameOf, queueUrl } from './resource-types.js';

const MAXIMUM_DELAY_SECONDS = 900;
const MAXIMUM_VISIBILITY_SECONDS = 43_200;
const MAXIMUM_WAIT_SECONDS = 20;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export function sqsOperations(
  queues: Queues,
  context: ServiceContext,
  isStopped: () => boolean,
): JsonOperations {
  const { accountId } = context;
  const noQueue = () => modeled('QueueDoesNotExist', 'The specified queue does not exist.');
  /** The URL of a queue, with the host that the caller used. */
  const urlOf = (name: string, { headers }: ServiceRequest) =>
    queueUrl(`http://${headers.host}`, accountId, name);
  const find = (input: JsonObject): Queue => {
    const queue = queues.find(nameOf(filledText(input, 'QueueUrl', missing)));
    if (!queue) throw noQueue();
    return queue;
  };
  const remove = (queue: Queue, input: JsonObject) =>
    queues.remove(queue, handleIn(queues, queue, input));

  return {
    GetQueueUrl(input, request) {
      const queue = queues.find(filledText(input, 'QueueName', missing));
      if (!queue) throw noQueue();
      return { QueueUrl: urlOf(queue.name, request) };
    },

    ListQueues(input, request) {
      const prefix =
        input.QueueNamePrefix === undefined ? '' : filledText(input, 'QueueNamePrefix', missing);
      return {
        QueueUrls: queues
          .all()
          .filter(({ name }) => name.startsWith(prefix))
          .map(({ name }) => urlOf(name, request)),
      };
    },

    GetQueueAttributes(input) {
      const queue = find(input);
      const names = list(input.AttributeNames);
      const { visible, taken, delayed } = queues.count(queue);
      const attributes = {
        QueueArn: queue.arn,
        ApproximateNumberOfMessages: visible,
        ApproximateNumberOfMessagesNotVisible: taken,
        ApproximateNumberOfMessagesDelayed: delayed,
        VisibilityTimeout: queue.visibilityTimeoutSeconds,
        MessageRetentionPeriod: queue.retentionSeconds,
        DelaySeconds: queue.delaySeconds,
        ReceiveMessageWaitTimeSeconds: queue.waitTimeSeconds,
        MaximumMessageSize: queue.maximumMessageBytes,
        ...policiesOf(queue),
      };
      checkNames(names, QUEUE_ATTRIBUTES);
      return { Attributes: chosen(attributes, names) };
    },

    SendMessage: (input) => sendMessage(queues, find(input), input),

    SendMessageBatch(input) {
      const queue = find(input);
      return batch(input, (entry) => sendMessage(queues, queue, entry), checkBatchSize);
    },

    ReceiveMessage: (input) =>
      receiveMessages(queues, find(input), input, { accountId, isStopped }),

    DeleteMessage(input) {
      remove(find(input), input);
    },

    DeleteMessageBatch(input) {
      const queue = find(input);
      return batch(input, (entry) => {
        remove(queue, entry);
        return undefined;
      });
    },

    ChangeMessageVisibility(input) {
      changeVisibility(queues, find(input), input);
    },

    ChangeMessageVisibilityBatch(input) {
      const queue = find(input);
      return batch(input, (entry) => {
        changeVisibility(queues, queue, entry);
        return undefined;
      });
    },

    PurgeQueue(input) {
      queues.purge(find(input));
    },

    ...redriveOperations({ queues, now: context.now, find, urlOf }),
  };
}

/** The redrive policies, as JSON. A queue without one does not have the attribute. */
function policiesOf({ redrivePolicy, redriveAllowPolicy }: Queue) {
  const { sourceQueueArns = [], ...allow } = redriveAllowPolicy ?? {};
  const sources = sourceQueueArns.length > 0 && { sourceQueueArns };
  return {
    ...(redrivePolicy && { RedrivePolicy: JSON.stringify(redrivePolicy) }),
    ...(redriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify({ ...allow, ...sources }) }),
  };
}

function sendMessage(queues: Queues, queue: Queue, input: JsonObject) {
  const body = filledText(input, 'MessageBody', missing);
  if (!TEXT.test(body)) {
    throw modeled(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
  const attributes = readMessageAttributes(input.MessageAttributes);
  if (Buffer.byteLength(body) + attributeBytes(attributes) > queue.maximumMessageBytes) {
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maximumMessageBytes} bytes.`,
    );
  }
  const delay = seconds(input, 'DelaySeconds', queue.delaySeconds, MAXIMUM_DELAY_SECONDS);
  return {
    MessageId: queues.send(queue, body, attributes && JSON.stringify(attributes), delay),
    MD5OfMessageBody: md5(body),
    ...(attributes && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

/** Waits for messages as long as the request asks for, but not longer than the sandbox runs. */
async function receiveMessages(
  queues: Queues,
  queue: Queue,
  input: JsonObject,
  { accountId, isStopped }: { readonly accountId: string; isStopped(): boolean },
) {
  const limit = input.MaxNumberOfMessages ?? 1;
  if (!isWhole(limit) || limit < 1 || limit > 10) {
    throw invalid(
      'Value for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    );
  }
  const { visibilityTimeoutSeconds, waitTimeSeconds } = queue;
  const timeout = seconds(
    input,
    'VisibilityTimeout',
    visibilityTimeoutSeconds,
    MAXIMUM_VISIBILITY_SECONDS,
  );
  const waitMs = seconds(input, 'WaitTimeSeconds', waitTimeSeconds, MAXIMUM_WAIT_SECONDS) * 1000;
  checkNames(systemNames(input), SYSTEM_ATTRIBUTES);
  const end = performance.now() + waitMs;
  for (;;) {
    const messages = queues.receive(queue, limit, timeout);
    const left = end - performance.now();
    if (messages.length > 0 || left <= 0) {
      return {
        ...(messages.length > 0 && {
          Messages: messages.map((message) => describe(message, input, accountId)),
        }),
      };
    }
    await queues.wait(left);
    if (isStopped()) return {};
  }
}

/** @throws {AwsError} `ReceiptHandleIsInvalid` */
function handleIn(queues: Queues, queue: Queue, input: JsonObject): string {
  const handle = filledText(input, 'ReceiptHandle', missing);
  if (queues.findByHandle(queue, handle) || isReceiptHandle(queue.arn, handle)) return handle;
  throw modeled(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

function changeVisibility(queues: Queues, queue: Queue, input: JsonObject): void {
  const handle = handleIn(queues, queue, input);
  if (input.VisibilityTimeout === undefined) throw missing('VisibilityTimeout');
  const timeout = seconds(input, 'VisibilityTimeout', 0, MAXIMUM_VISIBILITY_SECONDS);
  if (queues.changeVisibility(queue, handle, timeout)) return;
  if (queues.findByHandle(queue, handle)) {
    throw modeled('MessageNotInflight', 'The message referred to is not in flight.');
  }
  throw invalid(
    `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  );
}

function describe(message: Message, input: JsonObject, accountId: string) {
  const { id, body, attributes, sentAt, firstReceivedAt, receives, receiptHandle } = message;
  const { sourceArn } = message;
  const system = chosen(
    {
      SenderId: accountId,
      SentTimestamp: sentAt,
      ApproximateReceiveCount: receives,
      ApproximateFirstReceiveTimestamp: firstReceivedAt,
      ...(sourceArn !== undefined && { DeadLetterQueueSourceArn: sourceArn }),
    },
    systemNames(input),
  );
  const own = attributes === undefined ? {} : (JSON.parse(attributes) as MessageAttributes);
  const given = chosenAttributes(own, list(input.MessageAttributeNames));
  const hasGiven = Object.keys(given).length > 0;
  return {
    MessageId: id,
    ReceiptHandle: receiptHandle,
    Body: body,
    MD5OfBody: md5(body),
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(hasGiven && {
      MessageAttributes: given,
      MD5OfMessageAttributes: md5OfAttributes(given),
    }),
  };
}

const QUEUE_ATTRIBUTES = new Set([
  ...['All', 'Policy', 'VisibilityTimeout', 'MaximumMessageSize', 'MessageRetentionPeriod'],
  ...['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  ...['ApproximateNumberOfMessagesDelayed', 'CreatedTimestamp', 'LastModifiedTimestamp'],
  ...['QueueArn', 'DelaySeconds', 'ReceiveMessageWaitTimeSeconds', 'RedrivePolicy', 'FifoQueue'],
  ...['ContentBasedDeduplication', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'],
  ...['DeduplicationScope', 'FifoThroughputLimit', 'RedriveAllowPolicy', 'SqsManagedSseEnabled'],
]);
const SYSTEM_ATTRIBUTES = new Set([
  ...['All', 'SenderId', 'SentTimestamp', 'ApproximateReceiveCount', 'SequenceNumber'],
  ...['ApproximateFirstReceiveTimestamp', 'MessageDeduplicationId', 'MessageGroupId'],
  ...['AWSTraceHeader', 'DeadLetterQueueSourceArn'],
]);

function systemNames(input: JsonObject): readonly unknown[] {
  return [...list(input.AttributeNames), ...list(input.MessageSystemAttributeNames)];
}

/** @throws {AwsError} `InvalidAttributeName` */
function checkNames(names: readonly unknown[], known: ReadonlySet<unknown>): void {
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw modeled('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  }
}

/** The values of the requested names, as text. */
function chosen(values: Readonly<Record<string, unknown>>, names: readonly unknown[]) {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => names.includes('All') || names.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

function seconds(input: JsonObject, member: string, otherwise: number, most: number): number {
  const value = input[member] ?? otherwise;
  if (isWhole(value) && value >= 0 && value <= most) return value;
  throw invalid(
    `Value for parameter ${member} is invalid. Reason: Must be between 0 and ${most}, if provided.`,
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
