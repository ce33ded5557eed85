import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { invalidParameter } from './errors.js';
import { type FilterPolicy, type FilterPolicyScope, parseFilterPolicy } from './filter-policy.js';

/** What a subscription asks for, beside its endpoint. */
export type SubscriptionOptions = {
  /** Whether a queue gets the message alone, and not a notification of it. */
  readonly rawMessageDelivery: boolean;
  readonly wants: FilterPolicy;
  /** ARN of the queue that gets what cannot be delivered. */
  readonly deadLetterArn: string | undefined;
};

/** Attributes of `Subscribe` and properties of a template, by name. */
export type SubscriptionAttributes = Readonly<Record<string, unknown>>;

/** The attributes that `Subscribe` takes. */
const NAMES = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
]);
/** Protocols that can have a message without what is around it. */
const RAW_PROTOCOLS = new Set(['firehose', 'http', 'https', 'sqs']);

/**
 * Reads the attributes of a subscription. Those that the sandbox has no use for are ignored.
 *
 * @throws {AwsError} `InvalidParameter`
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export function readSubscriptionOptions(attributes: SubscriptionAttributes): SubscriptionOptions {
  return {
    rawMessageDelivery: readRawMessageDelivery(attributes.RawMessageDelivery ?? undefined),
    wants: readFilter(attributes),
    deadLetterArn: readRedrivePolicy(attributes.RedrivePolicy ?? undefined),
  };
}

/**
 * Checks the names of the attributes of a request. A template has other properties beside them.
 *
 * @throws {AwsError} `InvalidParameter`
 */
export function checkAttributeNames(attributes: SubscriptionAttributes): void {
  if (!Object.keys(attributes).every((name) => NAMES.has(name))) {
    throw invalidParameter('AttributeName');
  }
}

/**
 * Checks that a protocol can deliver what a subscription asks for.
 *
 * @throws {AwsError} `InvalidParameter`
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 */
export function checkDelivery({ rawMessageDelivery }: SubscriptionOptions, protocol: string): void {
  if (!rawMessageDelivery || RAW_PROTOCOLS.has(protocol)) return;
  throw invalidParameter(
    `Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`,
  );
}

function readRawMessageDelivery(value: unknown): boolean {
  const text = String(value ?? false).toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidParameter(
    `Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
  );
}

function readFilter({
  FilterPolicy: policy,
  FilterPolicyScope: scope = 'MessageAttributes',
}: SubscriptionAttributes): FilterPolicy {
  if (!isScope(scope)) {
    throw invalidParameter(
      `Attributes Reason: FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  const text = jsonOf(policy ?? undefined);
  if (text === undefined || text === '') return () => true;
  try {
    return parseFilterPolicy(text, scope);
  } catch (error) {
    throw invalidParameter(
      `Attributes Reason: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isScope(scope: unknown): scope is FilterPolicyScope {
  return scope === 'MessageAttributes' || scope === 'MessageBody';
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

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const object = parseJsonText(text);
    return isJsonObject(object) ? object : undefined;
  } catch {
    return undefined;
  }
}
