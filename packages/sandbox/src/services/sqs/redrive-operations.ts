import { randomUUID } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { filledText } from '../../protocols/request-input.js';
import { invalid, missing } from './errors.js';
import type { Queue } from './queue.js';
import type { Queues } from './queues.js';

/** A task that moved the messages of a dead-letter queue. It is complete when it is started. */
type MoveTask = {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly maxPerSecond: number | undefined;
  readonly moved: number;
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
};

export type RedriveOptions = {
  readonly queues: Queues;
  now(): number;
  /** @throws {AwsError} `QueueDoesNotExist` */
  find(input: JsonObject): Queue;
  urlOf(name: string, request: ServiceRequest): string;
};

const MOST_TASKS = 10;
const MOST_PER_SECOND = 500;
const MOST_SOURCES = 1000;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export function redriveOperations({ queues, now, find, urlOf }: RedriveOptions): JsonOperations {
  let tasks: readonly MoveTask[] = [];
  const queueOf = (input: JsonObject, member: 'SourceArn' | 'DestinationArn'): Queue => {
    const wanted = filledText(input, member, missing);
    const queue = queues.all().find(({ arn }) => arn === wanted);
    if (queue) return queue;
    throw notFound(`The resource that you specified for the ${member} parameter doesn't exist.`);
  };

  return {
    ListDeadLetterSourceQueues(input, request) {
      const sources = queues.sourcesOf(find(input)).map(({ name }) => urlOf(name, request));
      const size = number(input, 'MaxResults', MOST_SOURCES, MOST_SOURCES);
      const start = Number(input.NextToken ?? 0);
      if (!Number.isInteger(start) || start < 0) throw invalid('Invalid NextToken value.');
      const end = start + size;
      return {
        queueUrls: sources.slice(start, end),
        ...(input.MaxResults !== undefined && end < sources.length && { NextToken: String(end) }),
      };
    },

    StartMessageMoveTask(input) {
      const source = queueOf(input, 'SourceArn');
      if (queues.sourcesOf(source).length === 0) {
        throw invalid('Source queue must be configured as a Dead Letter Queue.');
      }
      const destination =
        input.DestinationArn === undefined ? undefined : queueOf(input, 'DestinationArn');
      const maxPerSecond =
        input.MaxNumberOfMessagesPerSecond === undefined
          ? undefined
          : number(input, 'MaxNumberOfMessagesPerSecond', 1, MOST_PER_SECOND);
      const byArn = (arn: string | undefined) => queues.all().find((queue) => queue.arn === arn);
      const startedAt = now();
      const moved = queues.move(source, (arn) => destination ?? byArn(arn));
      const { visible, taken, delayed } = queues.count(source);
      const task = {
        handle: Buffer.from(`${randomUUID()} ${source.arn}`).toString('base64'),
        sourceArn: source.arn,
        destinationArn: destination?.arn,
        maxPerSecond,
        moved,
        left: visible + taken + delayed,
        startedAt,
      };
      const others = tasks.filter(({ sourceArn }) => sourceArn !== source.arn);
      const earlier = tasks.filter(({ sourceArn }) => sourceArn === source.arn);
      tasks = [...others, task, ...earlier.slice(0, MOST_TASKS - 1)];
      return { TaskHandle: task.handle };
    },

    ListMessageMoveTasks(input) {
      const { arn } = queueOf(input, 'SourceArn');
      const size = number(input, 'MaxResults', 1, MOST_TASKS);
      const found = tasks.filter(({ sourceArn }) => sourceArn === arn).slice(0, size);
      return { Results: found.map(describe) };
    },

    CancelMessageMoveTask(input) {
      const handle = filledText(input, 'TaskHandle', missing);
      if (tasks.some((task) => task.handle === handle)) {
        throw new AwsError('UnsupportedOperation', 'Only active tasks can be cancelled.');
      }
      throw notFound('Task does not exist.');
    },
  };
}

/** A message that was sent to the dead-letter queue itself has no source, and stays there. */
function describe({ moved, left, ...task }: MoveTask) {
  const isFailure = left > 0 && task.destinationArn === undefined;
  return {
    Status: isFailure ? 'FAILED' : 'COMPLETED',
    SourceArn: task.sourceArn,
    ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
    ...(task.maxPerSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.maxPerSecond }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: isFailure ? moved + left : moved,
    ...(isFailure && { FailureReason: 'CouldNotDetermineMessageSource' }),
    StartedTimestamp: task.startedAt,
  };
}

/** A whole number from one on. */
function number(input: JsonObject, member: string, otherwise: number, most: number): number {
  const value = input[member] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) {
    return value;
  }
  throw invalid(
    `Value for parameter ${member} is invalid. Reason: Must be between 1 and ${most}, if provided.`,
  );
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}
