import { type FilterPattern, parseFilterPattern } from '../../context/events/filter-pattern.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { invalidParameter } from './errors.js';
import type { MessageAttributes } from './message-attributes.js';

/** What a subscription asks for, beside its endpoint. */
export type SubscriptionOptions = {
  /** Whether a queue gets the message alone, and not a notification of it. */
  readonly rawMessageDelivery: boolean;
  /** Whether it wants a message. */
  wants(attributes: MessageAttributes, body: string): boolean;
  /** ARN of the queue that gets what cannot be delivered. */
  readonly deadLetterArn: string | undefined;
};

/** Attributes of `Subscribe` and properties of a template, by name. */
export type SubscriptionAttributes = Readonly<Record<string, unknown>>;

/**
 * Reads the attributes of a subscription; those that it does not know are left to AWS.
 *
 * @throws {AwsError} `InvalidParameter`
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export function readSubscriptionOptions(attributes: SubscriptionAttributes): SubscriptionOptions {
  return {
    rawMessageDelivery: String(attributes.RawMessageDelivery) === 'true',
    wants: readFilter(attributes),
    deadLetterArn: readRedrivePolicy(attributes.RedrivePolicy ?? undefined),
  };
}

function readFilter({
  FilterPolicy,
  FilterPolicyScope,
}: SubscriptionAttributes): SubscriptionOptions['wants'] {
  const policy = jsonOf(FilterPolicy ?? undefined);
  // An empty policy is none.
  if (policy === undefined || policy === '{}') return () => true;
  let pattern: FilterPattern;
  try {
    pattern = parseFilterPattern(policy);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw invalidParameter(`Attributes Reason: FilterPolicy: ${reason}`);
  }
  switch (FilterPolicyScope ?? 'MessageAttributes') {
    case 'MessageAttributes':
      return (attributes) => pattern(filterable(attributes));
    case 'MessageBody':
      return (_, body) => pattern(parseObject(body));
    default:
      throw invalidParameter(
        'Attributes Reason: FilterPolicyScope: Invalid value. Please use either MessageBody or MessageAttributes',
      );
  }
}

/** What a policy is held against: numbers are numbers, lists are lists, and bytes are not looked at. */
function filterable(attributes: MessageAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { type, value }]) => {
      if (type.startsWith('Binary')) return [];
      if (type.startsWith('Number')) return [[name, Number(value)]];
      return [[name, type === 'String.Array' ? parseList(value) : value]];
    }),
  );
}

function readRedrivePolicy(value: unknown): string | undefined {
  const text = jsonOf(value);
  if (text === undefined) return undefined;
  const arn = parseObject(text)?.deadLetterTargetArn;
  if (typeof arn === 'string' && arn !== '') return arn;
  throw invalidParameter('Attributes Reason: RedrivePolicy: deadLetterTargetArn is missing');
}

/** Programs write policies in JSON, templates as objects. */
function jsonOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function parseList(text: string): unknown {
  try {
    const list = parseJsonText(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const object = parseJsonText(text);
    return isJsonObject(object) ? object : undefined;
  } catch {
    return undefined;
  }
}
