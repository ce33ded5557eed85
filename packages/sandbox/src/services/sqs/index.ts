import { namedByInput } from '../../context/timeline/named-input.js';
import { answerJson, signedOperations } from '../../protocols/json.js';
import type { ServiceDefinition } from '../service.js';
import { queueInspector } from './inspector.js';
import { keptAttributes } from './message-attributes.js';
import { sqsOperations } from './operations.js';
import { queuePermissions } from './permissions.js';
import { isFifo } from './queue.js';
import { queueSource } from './queue-source.js';
import { openQueues } from './queues.js';
import { nameOf, sqsResourceTypes } from './resource-types.js';

/**
 * Amazon SQS: the standard queues of the template.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
 */
export const sqs: ServiceDefinition = {
  name: 'sqs',
  resourceTypes: sqsResourceTypes,
  create(context) {
    const queues = openQueues(context);
    context.queueContents.offer(queueInspector(queues));
    let stopped = false;
    const operations = signedOperations(sqsOperations(queues, context, () => stopped));
    context.queueSources.offer((arn) => {
      const queue = find(arn);
      return queue && queueSource(queues, queue, context);
    });
    const find = (arn: string) => queues.all().find((queue) => queue.arn === arn);
    context.messageDestinations.add({
      has: (arn) => find(arn) !== undefined,
      send(arn, body, attributes) {
        const queue = find(arn);
        if (queue) queues.send(queue, body, keptAttributes(attributes));
      },
    });
    return {
      signingName: 'sqs',
      timeline: namedByInput('QueueUrl', 'QueueName'),
      // Ten messages of one megabyte, and the rest of the request.
      maxBodyBytes: 12 * 1024 * 1024,
      deploy: (graph) => queues.deploy(graph),
      matches: ({ target }) => target?.prefix === 'AmazonSQS',
      permissions: (request) => queuePermissions(request, context),
      handle: (request) => answerJson(operations, request),
      describe: ({ type, physicalId }) =>
        type === 'AWS::SQS::Queue' ? nameOf(physicalId) : undefined,
      warnings: () => [
        ...queues
          .all()
          .filter(isFifo)
          .map(({ name }) => `Queue ${name} is FIFO: the sandbox treats it as a standard queue.`),
        ...queues
          .all()
          .flatMap(({ name, redrivePolicy }) =>
            redrivePolicy === undefined || find(redrivePolicy.deadLetterTargetArn)
              ? []
              : [
                  `The dead-letter queue of ${name}, ${redrivePolicy.deadLetterTargetArn}, is not defined by the backend: messages that were received too often stay in ${name}.`,
                ],
          ),
      ],
      stop() {
        stopped = true;
        queues.stop();
      },
    };
  },
};
