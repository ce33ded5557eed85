import { bareAddress } from '../../context/email-address.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { QueryInput, QueryOperations } from '../../protocols/query.js';
import { type Delivery, SERVED_PROTOCOLS } from './delivery.js';
import { invalidParameter, notServed } from './errors.js';
import { MAXIMUM_MESSAGE_BYTES, readMessage } from './message.js';
import type { Subscription, Topics } from './topics.js';

/** E.164. */
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;
/** The maximum length of a text to a phone, in characters. */
const MAXIMUM_SMS_LENGTH = 1600;
const MAXIMUM_BATCH_ENTRIES = 10;
const PAGE_SIZE = 100;
const UNSERVED_PROTOCOLS = new Set(['http', 'https', 'application', 'firehose']);

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Operations.html */
export function snsOperations(topics: Topics, delivery: Delivery): QueryOperations {
  return {
    Publish(input) {
      const { phoneNumber, topicArn } = readDestination(input);
      if (phoneNumber === undefined) {
        topics.check(topicArn);
        checkNotFifo(topicArn);
        return { MessageId: delivery.toTopic(topicArn, readMessage(input)) };
      }
      const message = readMessage(input);
      if ((message.byProtocol.sms ?? message.default).length > MAXIMUM_SMS_LENGTH) {
        throw invalidParameter('Message too long');
      }
      return { MessageId: delivery.toPhone(phoneNumber, message) };
    },

    PublishBatch(input) {
      const topicArn = required(input, 'TopicArn');
      topics.check(topicArn);
      checkNotFifo(topicArn);
      const entries = input.structures('PublishBatchRequestEntries');
      checkBatch(entries);
      const read = entries.map((entry) => ({ id: entry.text('Id'), ...attempt(entry) }));
      const bytes = read.reduce((sum, { message }) => sum + (message?.bytes ?? 0), 0);
      if (bytes > MAXIMUM_MESSAGE_BYTES) {
        throw new AwsError(
          'BatchRequestTooLong',
          `The length of all the messages in a batch must not exceed ${MAXIMUM_MESSAGE_BYTES} bytes.`,
        );
      }
      return {
        Successful: read.flatMap(({ id, message }) =>
          message ? [{ Id: id, MessageId: delivery.toTopic(topicArn, message) }] : [],
        ),
        Failed: read.flatMap(({ id, error }) =>
          error ? [{ Id: id, Code: error.name, Message: error.message, SenderFault: true }] : [],
        ),
      };
    },

    CreateTopic(input) {
      const name = required(input, 'Name');
      checkNotFifo(name);
      if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
      return { TopicArn: topics.create(name) };
    },

    ListTopics(input) {
      const { items, nextToken } = page(topics.all, input);
      return { Topics: items.map((arn) => ({ TopicArn: arn })), NextToken: nextToken };
    },

    Subscribe(input) {
      const topicArn = required(input, 'TopicArn');
      const protocol = required(input, 'Protocol');
      const endpoint = input.text('Endpoint') ?? '';
      if (UNSERVED_PROTOCOLS.has(protocol)) throw notServed(`subscriptions by ${protocol}`);
      if (!SERVED_PROTOCOLS.has(protocol)) {
        throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
      }
      const attributes = Object.fromEntries(
        input
          .structures('Attributes', 'entry')
          .map((entry) => [entry.text('key') ?? '', entry.text('value')]),
      );
      checkEndpoint(protocol, endpoint);
      return { SubscriptionArn: topics.subscribe(topicArn, protocol, endpoint, attributes).arn };
    },

    ListSubscriptionsByTopic(input) {
      const topicArn = required(input, 'TopicArn');
      topics.check(topicArn);
      const { items, nextToken } = page(topics.subscriptionsOf(topicArn), input);
      return { Subscriptions: items.map(describe), NextToken: nextToken };
    },
  };
}

function readDestination(input: QueryInput) {
  const topicArn = input.text('TopicArn') ?? input.text('TargetArn');
  const phoneNumber = input.text('PhoneNumber');
  if (topicArn === undefined && phoneNumber === undefined) {
    throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  }
  if (topicArn !== undefined && phoneNumber !== undefined) {
    throw invalidParameter(
      'TopicArn or TargetArn or PhoneNumber Reason: only one of them can be given',
    );
  }
  // AWS repeats the number in this message. The sandbox does not.
  if (phoneNumber !== undefined && !PHONE_NUMBER.test(phoneNumber)) {
    throw invalidParameter('PhoneNumber Reason: it is not valid to publish to');
  }
  return { phoneNumber, topicArn: topicArn ?? '' };
}

/** FIFO topics deliver only to SQS queues. */
function checkNotFifo(name: string): void {
  if (name.endsWith('.fifo')) throw notServed('FIFO topics');
}

function checkBatch(entries: readonly QueryInput[]): void {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAXIMUM_BATCH_ENTRIES) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    );
  }
  const ids = entries.map((entry) => entry.text('Id') ?? '');
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}

/**
 * Reads an entry of a batch. An invalid one does not affect the others, so its error is returned.
 */
function attempt(entry: QueryInput) {
  try {
    return { message: readMessage(entry), error: undefined };
  } catch (error) {
    if (error instanceof AwsError) return { message: undefined, error };
    throw error;
  }
}

function checkEndpoint(protocol: string, endpoint: string): void {
  if (protocol === 'sms' && !PHONE_NUMBER.test(endpoint)) {
    throw invalidParameter('Invalid SMS endpoint');
  }
  if (protocol === 'lambda' && !/^arn:[^:]+:lambda:[^:]+:\d{12}:function:.+$/.test(endpoint)) {
    throw invalidParameter('Lambda endpoint ARN');
  }
  if (protocol === 'sqs' && !/^arn:[^:]+:sqs:[^:]+:\d{12}:.+$/.test(endpoint)) {
    throw invalidParameter('SQS endpoint ARN');
  }
  if (protocol.startsWith('email')) {
    try {
      bareAddress(endpoint);
    } catch {
      throw invalidParameter('Email address');
    }
  }
}

function describe({ arn, topicArn, protocol, endpoint }: Subscription) {
  return {
    SubscriptionArn: arn,
    Owner: arn.split(':')[4],
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}

function page<T>(list: readonly T[], input: QueryInput) {
  const start = Number(input.text('NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('NextToken');
  const end = start + PAGE_SIZE;
  return {
    items: list.slice(start, end),
    nextToken: end < list.length ? String(end) : undefined,
  };
}

function required(input: QueryInput, name: string): string {
  const value = input.text(name) ?? '';
  if (value === '') throw invalidParameter(`${name} Reason: no value for required parameter`);
  return value;
}
