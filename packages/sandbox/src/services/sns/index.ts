import type { MessageDestinations } from '../../context/events/message-destinations.js';
import { answerQuery, queryError } from '../../protocols/query.js';
import type { ServiceDefinition } from '../service.js';
import { createDelivery, nameOf, SERVED_PROTOCOLS } from './delivery.js';
import { plainMessage } from './message.js';
import { snsOperations } from './operations.js';
import { topicPermissions } from './permissions.js';
import { snsResourceTypes } from './resource-types.js';
import { openTopics, type Topics } from './topics.js';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/**
 * Amazon SNS. Messages to phones and topics are sent to the outbox, and to the functions and queues
 * that subscribe to the topic.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/welcome.html
 */
export const sns: ServiceDefinition = {
  name: 'sns',
  resourceTypes: snsResourceTypes,
  create(context) {
    const topics = openTopics(context);
    const delivery = createDelivery(topics, context);
    const operations = snsOperations(topics, delivery);
    context.messageDestinations.add({
      has: (arn) => topics.all.includes(arn),
      send: (arn, body, attributes) => void delivery.toTopic(arn, plainMessage(body, attributes)),
    });
    return {
      signingName: 'sns',
      // Ten messages of 256 KB, each character encoded with three, and the rest of the request.
      maxBodyBytes: 10 * 1024 * 1024,
      deploy: (graph) => topics.deploy(graph),
      matches: ({ signingName }) => signingName === 'sns',
      permissions: (request) => topicPermissions(request, context),
      handle: (request) => answerQuery(NAMESPACE, operations, request),
      errorResponse: (error, { id }) =>
        queryError(error, {
          namespace: NAMESPACE,
          requestId: id,
          accessDenied: 'AuthorizationError',
        }),
      describe({ type, physicalId }) {
        if (type !== 'AWS::SNS::Topic') return undefined;
        const count = topics.subscriptionsOf(physicalId).length;
        return `${nameOf(physicalId)}, ${count} subscription${count === 1 ? '' : 's'}`;
      },
      warnings: () => unserved(topics, context.messageDestinations),
    };
  },
};

/** One sentence for each definition of the backend that the sandbox does not support. */
function unserved(topics: Topics, destinations: MessageDestinations): readonly string[] {
  return [
    ...topics.all
      .filter((arn) => arn.endsWith('.fifo'))
      .map((arn) => `Topic ${nameOf(arn)} is FIFO, which the sandbox does not support.`),
    ...topics.subscriptions
      .filter(({ protocol }) => !SERVED_PROTOCOLS.has(protocol))
      .map(
        ({ topicArn, protocol }) =>
          `A subscription to topic ${nameOf(topicArn)} uses the protocol ${protocol}, which the sandbox does not support: it gets no messages.`,
      ),
    ...topics.subscriptions.flatMap(({ topicArn, unserved }) =>
      unserved === undefined
        ? []
        : `A subscription to topic ${nameOf(topicArn)} is not supported, and gets no messages: ${unserved}`,
    ),
    ...topics.subscriptions
      .filter(({ protocol, endpoint }) => protocol === 'sqs' && !destinations.has(endpoint))
      .map(
        ({ topicArn, endpoint }) =>
          `A subscription to topic ${nameOf(topicArn)} is for the queue ${endpoint}, which the backend does not define: it gets no messages.`,
      ),
  ];
}
