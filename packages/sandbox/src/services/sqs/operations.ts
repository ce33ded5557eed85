import { createHash } from 'node:crypto';
import type { DestinationAttributes } from '../../context/events/message-destinations.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { filledText } from '../../protocols/request-input.js';
import { type Message, md5, type Queue, type Queues } from './queues.js';
import { nameOf, queueUrl } from './resource-types.js';

const MAXIMUM_MESSAGE_BYTES = 1024 * 1024;
const MAXIMUM_BATCH_ENTRIES = 10;
const MAXIMUM_DELAY_SECONDS = 900;
const MAXIMUM_VISIBILITY_SECONDS = 43_200;
const MAXIMUM_WAIT_SECONDS = 20;
/** XML's characters, which a body may have. */
const BODY = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export function sqsOperations(
  queues: Queues,
  context: ServiceContext,
  isStopped: () => boolean,
): JsonOperations {
  const { accountId } = context;
  const noQueue = () =>
    new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
  /** Where the caller has found the sandbox. */
  const urlOf = (name: string, { headers }: ServiceRequest) =>
    queueUrl(`http://${headers.host}`, accountId, name);
  const find = (input: JsonObject): Queue => {
    const queue = queues.find(nameOf(filledText(input, 'QueueUrl', missing)));
    if (!queue) throw noQueue();
    return queue;
  };
  const send = (queue: Queue, input: JsonObject) => {
    const body = filledText(input, 'MessageBody', missing);
    if (!BODY.test(body)) {
      throw new AwsError(
        'com.amazonaws.sqs#InvalidMessageContents',
        'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
      );
    }
    const attributes = readAttributes(input.MessageAttributes);
    const bytes = Buffer.byteLength(body) + (attributes ? JSON.stringify(attributes).length : 0);
    if (bytes > MAXIMUM_MESSAGE_BYTES) {
      throw invalid(
        `One or more parameters are invalid. Reason: Message must be shorter than ${MAXIMUM_MESSAGE_BYTES} bytes.`,
      );
    }
    const delay = seconds(input, 'DelaySeconds', queue.delaySeconds, MAXIMUM_DELAY_SECONDS);
    return {
      MessageId: queues.send(queue, body, attributes && JSON.stringify(attributes), delay),
      MD5OfMessageBody: md5(body),
      ...(attributes && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    };
  };
  const changeVisibility = (queue: Queue, input: JsonObject) => {
    const handle = filledText(input, 'ReceiptHandle', missing);
    if (input.VisibilityTimeout === undefined) throw missing('VisibilityTimeout');
    const timeout = seconds(input, 'VisibilityTimeout', 0, MAXIMUM_VISIBILITY_SECONDS);
    if (queues.changeVisibility(queue, handle, timeout)) return;
    throw new AwsError(
      'com.amazonaws.sqs#MessageNotInflight',
      'The message referred to is not in flight.',
    );
  };

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
      const { visible, taken } = queues.count(queue);
      const attributes = {
        QueueArn: queue.arn,
        ApproximateNumberOfMessages: visible,
        ApproximateNumberOfMessagesNotVisible: taken,
        ApproximateNumberOfMessagesDelayed: 0,
        VisibilityTimeout: queue.visibilityTimeoutSeconds,
        MessageRetentionPeriod: queue.retentionSeconds,
        DelaySeconds: queue.delaySeconds,
        ReceiveMessageWaitTimeSeconds: queue.waitTimeSeconds,
        MaximumMessageSize: MAXIMUM_MESSAGE_BYTES,
      };
      return { Attributes: chosen(attributes, names) };
    },

    SendMessage: (input) => send(find(input), input),

    SendMessageBatch(input) {
      const queue = find(input);
      return batch(input, (entry) => send(queue, entry));
    },

    async ReceiveMessage(input) {
      const queue = find(input);
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
      const waitMs =
        seconds(input, 'WaitTimeSeconds', waitTimeSeconds, MAXIMUM_WAIT_SECONDS) * 1000;
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
    },

    DeleteMessage(input) {
      queues.remove(find(input), filledText(input, 'ReceiptHandle', missing));
    },

    DeleteMessageBatch(input) {
      const queue = find(input);
      return batch(input, (entry) => {
        queues.remove(queue, filledText(entry, 'ReceiptHandle', missing));
        return undefined;
      });
    },

    ChangeMessageVisibility(input) {
      changeVisibility(find(input), input);
    },

    ChangeMessageVisibilityBatch(input) {
      const queue = find(input);
      return batch(input, (entry) => {
        changeVisibility(queue, entry);
        return undefined;
      });
    },

    PurgeQueue(input) {
      queues.purge(find(input));
    },
  };
}

/** What is wrong with one entry leaves the others alone. */
function batch(input: JsonObject, run: (entry: JsonObject) => object | undefined) {
  const entries = list(input.Entries);
  if (entries.length === 0) {
    throw new AwsError(
      'com.amazonaws.sqs#EmptyBatchRequest',
      'There should be at least one entry in the request.',
    );
  }
  if (entries.length > MAXIMUM_BATCH_ENTRIES) {
    throw new AwsError(
      'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAXIMUM_BATCH_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const read = entries.map((entry) => {
    if (!isJsonObject(entry)) throw invalid('Entries must be structures.');
    return { id: filledText(entry, 'Id', missing), entry };
  });
  if (!read.every(({ id }) => /^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      'com.amazonaws.sqs#InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (new Set(read.map(({ id }) => id)).size < read.length) {
    throw new AwsError('com.amazonaws.sqs#BatchEntryIdsNotDistinct', 'Id repeated.');
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { id, entry } of read) {
    try {
      Successful.push({ Id: id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.name.slice(error.name.indexOf('#') + 1);
      Failed.push({ Id: id, Code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function describe(message: Message, input: JsonObject, accountId: string) {
  const { id, body, attributes, sentAt, firstReceivedAt, receives, receiptHandle } = message;
  const system = chosen(
    {
      SenderId: accountId,
      SentTimestamp: sentAt,
      ApproximateReceiveCount: receives,
      ApproximateFirstReceiveTimestamp: firstReceivedAt,
    },
    [...list(input.AttributeNames), ...list(input.MessageSystemAttributeNames)],
  );
  const wanted = list(input.MessageAttributeNames);
  const own = attributes === undefined ? {} : (JSON.parse(attributes) as MessageAttributes);
  const given = Object.fromEntries(
    Object.entries(own).filter(([name]) =>
      wanted.some(
        (each) =>
          each === 'All' ||
          each === name ||
          (typeof each === 'string' && each.endsWith('.*') && name.startsWith(each.slice(0, -1))),
      ),
    ),
  );
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

type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
};
type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** Attributes of a message that another service sends, as a queue keeps them. */
export function keptAttributes(attributes: DestinationAttributes): string | undefined {
  const entries = Object.entries(attributes).map(([name, attribute]) => {
    const { type, value } =
      typeof attribute === 'string' ? { type: 'String', value: attribute } : attribute;
    const member = type.startsWith('Binary') ? 'BinaryValue' : 'StringValue';
    return [name, { DataType: type, [member]: value }];
  });
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

function readAttributes(given: unknown): MessageAttributes | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isJsonObject(given)) throw invalid('MessageAttributes must be a map of structures.');
  const entries = Object.entries(given).map(([name, attribute]) => {
    const { DataType, StringValue, BinaryValue } = isJsonObject(attribute) ? attribute : {};
    const type = typeof DataType === 'string' ? DataType : '';
    const value = type.startsWith('Binary') ? BinaryValue : StringValue;
    if (!/^(String|Number|Binary)(\..+)?$/.test(type) || typeof value !== 'string') {
      throw invalid(`The message attribute '${name}' must have a type and a value of that type.`);
    }
    const member = type.startsWith('Binary') ? 'BinaryValue' : 'StringValue';
    return [name, { DataType: type, [member]: value }] as const;
  });
  if (entries.length > 10) {
    throw invalid('Number of message attributes exceeds the allowed maximum [10].');
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { DataType, StringValue, BinaryValue } = attribute;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([StringValue === undefined ? 2 : 1]));
    add(
      StringValue === undefined
        ? Buffer.from(BinaryValue ?? '', 'base64')
        : Buffer.from(StringValue),
    );
  }
  return hash.digest('hex');
}

/** Values as text, of the names that were asked for. */
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

function missing(member: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${member}.`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
