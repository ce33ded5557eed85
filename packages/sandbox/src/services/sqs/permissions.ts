import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import { nameOf, queueArn } from './resource-types.js';

/**
 * The permissions that a request of SQS needs. A batch needs the same as a single entry.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function queuePermissions(
  request: ServiceRequest,
  context: ServiceContext,
): readonly Permission[] {
  const operation = request.target?.operation ?? '';
  const input = inputOf(request);
  if (Object.hasOwn(MOVE_TASKS, operation)) {
    return movePermissions(operation, input, context);
  }
  const name = queueIn(operation, input);
  return [
    {
      action: `sqs:${operation.replace(/Batch$/, '')}`,
      resources: [name === undefined ? '*' : queueArn(context, name)],
    },
  ];
}

/**
 * The actions that an operation of move tasks needs on the dead-letter queue, in addition to its
 * own.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
const MOVE_TASKS: Readonly<Record<string, readonly string[]>> = {
  StartMessageMoveTask: ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'],
  ListMessageMoveTasks: [],
  CancelMessageMoveTask: [],
};

function movePermissions(
  operation: string,
  input: JsonObject,
  context: ServiceContext,
): readonly Permission[] {
  const source = textIn(input, 'SourceArn') ?? sourceInHandle(input) ?? '*';
  const destination = textIn(input, 'DestinationArn');
  const destinations = destination === undefined ? sourcesOf(source, context) : [destination];
  return [
    ...[operation, ...(MOVE_TASKS[operation] ?? [])].map((action) => ({
      action: `sqs:${action}`,
      resources: [source],
    })),
    ...(operation === 'StartMessageMoveTask'
      ? destinations.map((arn) => ({ action: 'sqs:SendMessage', resources: [arn] }))
      : []),
  ];
}

/** The queues to which the messages of a dead-letter queue go back. */
function sourcesOf(deadLetterArn: string, context: ServiceContext): readonly string[] {
  const name = deadLetterArn.slice(deadLetterArn.lastIndexOf(':') + 1);
  const isKnown = context.messageDestinations.has(queueArn(context, name));
  const names = isKnown ? context.queueContents.sourcesOf(name) : [];
  return names.length === 0 ? ['*'] : names.map((source) => queueArn(context, source));
}

/** The queue in the handle of a task. */
function sourceInHandle(input: JsonObject): string | undefined {
  const handle = Buffer.from(textIn(input, 'TaskHandle') ?? '', 'base64').toString();
  return handle.split(' ')[1];
}

/** The queue of an operation. Other members of the input are ignored. */
function queueIn(operation: string, input: JsonObject): string | undefined {
  if (operation === 'ListQueues') return undefined;
  if (operation === 'GetQueueUrl') return textIn(input, 'QueueName');
  const url = textIn(input, 'QueueUrl');
  return url === undefined ? undefined : nameOf(url);
}
