import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import {
  allowsSource,
  type RedriveAllowPolicy,
  type RedrivePolicy,
  readRedriveAllowPolicy,
  readRedrivePolicy,
} from './redrive-policy.js';
import { nameOf, queueArn } from './resource-types.js';

/** A queue of the template. */
export type Queue = {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly waitTimeSeconds: number;
  /** The maximum size of a message with its attributes, in bytes. */
  readonly maximumMessageBytes: number;
  readonly redrivePolicy: RedrivePolicy | undefined;
  readonly redriveAllowPolicy: RedriveAllowPolicy | undefined;
};

/** The maximum size of a message, and of all messages of a batch together, in bytes: 1 MiB. */
export const MAXIMUM_MESSAGE_BYTES = 1024 * 1024;

export function isFifo({ name }: Pick<Queue, 'name'>): boolean {
  return name.endsWith('.fifo');
}

/**
 * Reads each `AWS::SQS::Queue`, by its name.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when AWS would refuse a queue.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function readQueues(
  graph: ResourceGraph,
  context: ServiceContext,
): ReadonlyMap<string, Queue> {
  const declared = graph
    .ofType('AWS::SQS::Queue')
    .map((resource) => ({ resource, queue: readQueue(resource, context) }));
  const queues = declared.map(({ queue }) => queue);
  for (const { resource, queue } of declared) checkDeadLetters(queue, queues, resource);
  return new Map(queues.map((queue) => [queue.name, queue]));
}

function readQueue(resource: Resource, context: ServiceContext): Queue {
  const { physicalId, properties } = resource;
  const name = nameOf(physicalId);
  const refused = (reason: string) => refusal(resource, reason);
  const number = (member: string, otherwise: number, least: number, most: number) => {
    const value = Number(properties[member] ?? otherwise);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw refused(
      `Invalid value for the parameter ${member}. It must be a whole number from ${least} to ${most}.`,
    );
  };
  return {
    name,
    arn: queueArn(context, name),
    visibilityTimeoutSeconds: number('VisibilityTimeout', 30, 0, 43_200),
    retentionSeconds: number('MessageRetentionPeriod', 345_600, 60, 1_209_600),
    delaySeconds: number('DelaySeconds', 0, 0, 900),
    waitTimeSeconds: number('ReceiveMessageWaitTimeSeconds', 0, 0, 20),
    maximumMessageBytes: number(
      'MaximumMessageSize',
      MAXIMUM_MESSAGE_BYTES,
      1024,
      MAXIMUM_MESSAGE_BYTES,
    ),
    redrivePolicy: readRedrivePolicy(properties.RedrivePolicy, refused),
    redriveAllowPolicy: readRedriveAllowPolicy(properties.RedriveAllowPolicy, refused),
  };
}

/** A dead-letter queue that the backend does not define is not refused: AWS may have it. */
function checkDeadLetters(queue: Queue, queues: readonly Queue[], resource: Resource): void {
  const target = queues.find(({ arn }) => arn === queue.redrivePolicy?.deadLetterTargetArn);
  if (!target) return;
  if (isFifo(target) !== isFifo(queue)) {
    throw refusal(resource, 'A dead-letter queue must be of the same type as its source queue.');
  }
  if (!allowsSource(target.redriveAllowPolicy, queue.arn)) {
    throw refusal(
      resource,
      `The RedriveAllowPolicy of ${target.name} does not allow it as a source queue.`,
    );
  }
}

function refusal({ path, name }: Resource, reason: string): SandboxError {
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `AWS would refuse the queue ${path || name}: ${reason}`,
    'Fix its definition in amplify/.',
  );
}
