import type { Value } from '../../assembly/resource-graph.js';
import { integerOf, listOf, objectOf, stringOf } from '../../assembly/template-values.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';

/** The queue for messages that were received too often. */
export type RedrivePolicy = {
  readonly deadLetterTargetArn: string;
  /** After this many receives, the next one moves the message. */
  readonly maxReceiveCount: number;
};

/** The queues that may have a queue as their dead-letter queue. */
export type RedriveAllowPolicy = {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  /** Only for `byQueue`. */
  readonly sourceQueueArns: readonly string[];
};

const QUEUE_ARN = /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]{1,75}(\.fifo|[\w-]{0,5})$/;
const MOST_RECEIVES = 1000;
const MOST_SOURCES = 10;
const PERMISSIONS = ['allowAll', 'denyAll', 'byQueue'] as const;

/**
 * Reads a `RedrivePolicy`. CloudFormation accepts it as JSON, too.
 *
 * @param refused Creates the error for a policy that AWS would refuse.
 */
export function readRedrivePolicy(
  value: Value | undefined,
  refused: (reason: string) => Error,
): RedrivePolicy | undefined {
  const policy = policyIn(value, () => refused('RedrivePolicy is not valid JSON.'));
  if (!policy) return undefined;
  const deadLetterTargetArn = stringOf(policy.deadLetterTargetArn) ?? '';
  const maxReceiveCount = integerOf(policy.maxReceiveCount) ?? 0;
  if (!QUEUE_ARN.test(deadLetterTargetArn)) {
    throw refused('Invalid value for deadLetterTargetArn. It must be the ARN of a queue.');
  }
  if (maxReceiveCount < 1 || maxReceiveCount > MOST_RECEIVES) {
    throw refused(`Invalid value for maxReceiveCount. It must be from 1 to ${MOST_RECEIVES}.`);
  }
  return { deadLetterTargetArn, maxReceiveCount };
}

/**
 * Reads a `RedriveAllowPolicy`. By default, every queue is allowed.
 *
 * @param refused Creates the error for a policy that AWS would refuse.
 */
export function readRedriveAllowPolicy(
  value: Value | undefined,
  refused: (reason: string) => Error,
): RedriveAllowPolicy | undefined {
  const policy = policyIn(value, () => refused('RedriveAllowPolicy is not valid JSON.'));
  if (!policy) return undefined;
  const redrivePermission = PERMISSIONS.find((each) => each === policy.redrivePermission);
  const sourceQueueArns = listOf(policy.sourceQueueArns).map(String);
  if (!redrivePermission) {
    throw refused(`Invalid value for redrivePermission. It must be ${PERMISSIONS.join(', ')}.`);
  }
  const isByQueue = redrivePermission === 'byQueue';
  if (isByQueue !== sourceQueueArns.length > 0) {
    throw refused('sourceQueueArns belongs to the redrivePermission byQueue, and only to it.');
  }
  if (sourceQueueArns.length > MOST_SOURCES) {
    throw refused(`sourceQueueArns has more than ${MOST_SOURCES} queues.`);
  }
  return { redrivePermission, sourceQueueArns };
}

/** Whether a queue may have the queue with this policy as its dead-letter queue. */
export function allowsSource(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  switch (policy?.redrivePermission) {
    case 'denyAll':
      return false;
    case 'byQueue':
      return policy.sourceQueueArns.includes(sourceArn);
    default:
      return true;
  }
}

function policyIn(value: Value | undefined, invalid: () => Error) {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return objectOf(value);
  try {
    const parsed = parseJsonText(value);
    if (isJsonObject(parsed)) return objectOf(parsed as Value);
  } catch {
    // Refused below, as JSON that is not an object.
  }
  throw invalid();
}
