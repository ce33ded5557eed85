import { randomUUID } from 'node:crypto';
import type { ServiceContext } from '../../service.js';
import type { Message } from './message.js';
import type { Subscription, Topics } from './topics.js';

/** Protocols of subscriptions that get their messages here. */
export const SERVED_PROTOCOLS: ReadonlySet<string> = new Set([
  'email',
  'email-json',
  'lambda',
  'sms',
]);

export type Delivery = {
  /** @returns The message's id. */
  toPhone(phoneNumber: string, message: Message): string;
  /** Tells the outbox, and then every subscription. @returns The message's id. */
  toTopic(topicArn: string, message: Message): string;
};

/** Hands out messages: to the outbox and to functions, and never out of this machine. */
export function createDelivery(topics: Topics, context: ServiceContext): Delivery {
  const { outbox, functions, region, now } = context;

  const deliver = (subscription: Subscription, message: Message, notification: Notification) => {
    const { protocol, endpoint } = subscription;
    const body = message.byProtocol[protocol] ?? message.default;
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
          // SNS gives up on an endpoint that is not there: who publishes does not hear of it.
        }
      }
    }
  };

  return {
    toPhone(phoneNumber, message) {
      return outbox.send({
        channel: 'sms',
        to: phoneNumber,
        body: message.byProtocol.sms ?? message.default,
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
        if (!subscription.filtered) deliver(subscription, message, notification);
      }
      return id;
    },
  };
}

const SENDER = 'no-reply@sns.amazonaws.com';

/** A message as its subscribers get it. It is not signed. */
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

/** Lambda's events write two names otherwise. */
function lambdaNotification({ SigningCertURL, UnsubscribeURL, ...rest }: Notification) {
  return { ...rest, SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL };
}

/** A topic's name, from its ARN. */
export function nameOf(topicArn: string): string {
  return topicArn.slice(topicArn.lastIndexOf(':') + 1);
}
