import { randomUUID } from 'node:crypto';
import type { ServiceContext } from '../../context/service-context.js';
import type { Message } from './message.js';
import type { MessageAttributes } from './message-attributes.js';
import type { SubscriptionOptions } from './subscription-options.js';
import type { Subscription, Topics } from './topics.js';

/** The protocols of subscriptions that the sandbox supports. */
export const SERVED_PROTOCOLS: ReadonlySet<string> = new Set([
  'email',
  'email-json',
  'lambda',
  'sms',
  'sqs',
]);

export type Delivery = {
  /** @returns The message's id. */
  toPhone(phoneNumber: string, message: Message): string;
  /** Sends a message to the outbox and to every subscription, and returns its id. */
  toTopic(topicArn: string, message: Message): string;
};

/** Sends messages to the outbox, functions and queues. No message leaves this machine. */
export function createDelivery(topics: Topics, context: ServiceContext): Delivery {
  const { outbox, functions, messageDestinations, region, now } = context;

  const deliver = (subscription: Subscription, message: Message, notification: Notification) => {
    const { protocol, endpoint, options } = subscription;
    const body = bodyFor(protocol, message);
    const reason = `SNS subscription to ${nameOf(subscription.topicArn)}`;
    const subject = message.subject ?? 'AWS Notification Message';
    switch (protocol) {
      case 'sms':
        outbox.send({ channel: 'sms', to: endpoint, body, reason });
        return;
      case 'email':
        outbox.send({ channel: 'email', to: endpoint, from: SENDER, subject, body, reason });
        return;
      case 'email-json': {
        const json = JSON.stringify({ ...notification, Message: body }, null, 2);
        outbox.send({ channel: 'email', to: endpoint, from: SENDER, subject, body: json, reason });
        return;
      }
      case 'sqs': {
        const queued = options.rawMessageDelivery
          ? { body, attributes: message.attributes }
          : { body: queueNotification(notification, body), attributes: {} };
        const isTooMuch = Object.keys(queued.attributes).length > MAXIMUM_QUEUE_ATTRIBUTES;
        if (!isTooMuch && messageDestinations.send(endpoint, queued.body, queued.attributes))
          return;
        giveUp(options, queued.body, queued.attributes);
        return;
      }
      case 'lambda': {
        const record = {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscription.arn,
          Sns: lambdaNotification({ ...notification, Message: body }),
        };
        try {
          functions.invokeAsync(endpoint, { Records: [record] }, { source: 'sns' });
        } catch {
          giveUp(options, queueNotification(notification, body), {});
        }
      }
    }
  };

  /**
   * A message that cannot be delivered is sent to the dead-letter queue. This is not an error for
   * the publisher.
   */
  const giveUp = (
    { deadLetterArn }: SubscriptionOptions,
    body: string,
    attributes: MessageAttributes,
  ) => {
    if (deadLetterArn !== undefined) messageDestinations.send(deadLetterArn, body, attributes);
  };

  return {
    toPhone(phoneNumber, message) {
      return outbox.send({
        channel: 'sms',
        to: phoneNumber,
        body: bodyFor('sms', message),
        reason: 'SNS Publish',
      }).id;
    },
    toTopic(topicArn, message) {
      const id = randomUUID();
      outbox.send({
        channel: 'topic',
        to: topicArn,
        ...(message.subject !== undefined && { subject: message.subject }),
        body: message.default,
        reason: 'SNS Publish',
      });
      const notification: Notification = {
        Type: 'Notification',
        MessageId: id,
        TopicArn: topicArn,
        Subject: message.subject ?? null,
        Message: message.default,
        Timestamp: new Date(now()).toISOString(),
        SignatureVersion: '1',
        Signature: 'EXAMPLE',
        SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService.pem`,
        UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe`,
        MessageAttributes: Object.fromEntries(
          Object.entries(message.attributes).map(([name, { type, value }]) => [
            name,
            { Type: type, Value: value },
          ]),
        ),
      };
      for (const subscription of topics.subscriptionsOf(topicArn)) {
        const { protocol, options } = subscription;
        if (options.wants(message.attributes, bodyFor(protocol, message))) {
          deliver(subscription, message, notification);
        }
      }
      return id;
    },
  };
}

/** The maximum number of message attributes in a queue. */
const MAXIMUM_QUEUE_ATTRIBUTES = 10;
const SENDER = 'no-reply@sns.amazonaws.com';

/** A message in the form for its subscribers. It has no signature. */
type Notification = {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject: string | null;
  readonly Message: string;
  /** ISO 8601. */
  readonly Timestamp: string;
  readonly SignatureVersion: '1';
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly UnsubscribeURL: string;
  readonly MessageAttributes: Readonly<Record<string, { Type: string; Value: string }>>;
};

/** The text of a message for a protocol. */
function bodyFor(protocol: string, message: Message): string {
  return message.byProtocol[protocol] ?? message.default;
}

/** A notification for a queue. Members that the message does not have are omitted. */
function queueNotification(
  { Subject, MessageAttributes, ...notification }: Notification,
  body: string,
): string {
  return JSON.stringify({
    ...notification,
    ...(Subject !== null && { Subject }),
    Message: body,
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
  });
}

/** Two members have other names in Lambda's events. */
function lambdaNotification({ SigningCertURL, UnsubscribeURL, ...rest }: Notification) {
  return { ...rest, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL };
}

/** The name of a topic, from its ARN. */
export function nameOf(topicArn: string): string {
  return topicArn.slice(topicArn.lastIndexOf(':') + 1);
}
