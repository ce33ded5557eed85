import { contentOf } from '../timeline/content.js';
import type { Timeline } from '../timeline/timeline.js';

/** The queues and topics of all services, for services that send to them by ARN. */
export type MessageDestinations = {
  /** Adds a service, which sends messages to its own ARNs. */
  add(service: MessageDestination): void;
  has(arn: string): boolean;
  /** @returns Whether the destination exists. */
  send(arn: string, body: string, attributes?: DestinationAttributes): boolean;
};

export type MessageDestination = {
  has(arn: string): boolean;
  send(arn: string, body: string, attributes: DestinationAttributes): void;
};

/** Attributes of a message by name: a text, or a value of another type, base64 for `Binary`. */
export type DestinationAttributes = Readonly<
  Record<string, string | { readonly type: string; readonly value: string }>
>;

/** @param timeline Records the messages to queues. A topic's own messages are in the outbox. */
export function createMessageDestinations(timeline?: Timeline): MessageDestinations {
  const services: MessageDestination[] = [];
  const find = (arn: string) => services.find((service) => service.has(arn));
  return {
    add(service) {
      services.push(service);
    },
    has: (arn) => find(arn) !== undefined,
    send(arn, body, attributes = {}) {
      const service = find(arn);
      if (service && arn.split(':')[2] === 'sqs') recordQueued(timeline, arn, body);
      service?.send(arn, body, attributes);
      return service !== undefined;
    },
  };
}

function recordQueued(timeline: Timeline | undefined, arn: string, body: string): void {
  timeline
    ?.begin({
      kind: 'message',
      service: 'sqs',
      name: `Message to ${arn.slice(arn.lastIndexOf(':') + 1)}`,
      input: contentOf(body),
    })
    .end({ state: 'succeeded', outcome: 'message' });
}
