import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { invalidParameter } from './errors.js';
import { type FilterPolicy, type FilterPolicyScope, parseFilterPolicy } from './filter-policy.js';

/** The options of a subscription. */
export type SubscriptionOptions = {
  /** Whether a queue gets only the message, not a notification that contains it. */
  readonly rawMessageDelivery: boolean;
  readonly wants: FilterPolicy;
  /** The ARN of the queue for messages that cannot be delivered. */
  readonly deadLetterArn: string | undefined;
};

/** Attributes of `Subscribe` and properties of a template, by name. */
export type SubscriptionAttributes = Readonly<Record<string, unknown>>;

/** The attributes that `Subscribe` accepts. */
const NAMES = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
]);
/** The protocols that support raw message delivery. */
const RAW_PROTOCOLS = new Set(['firehose', 'http', 'https', 'sqs']);

/**
 * Reads the attributes of a subscription. Attributes without an effect in the sandbox are ignored.
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
 * Checks the names of a request's attributes. It is not for templates, which have other properties,
 * too.
 *
 * @throws {AwsError} `InvalidParameter`
 */
export function checkAttributeNames(attributes: SubscriptionAttributes): void {
  if (!Object.keys(attributes).every((name) => NAMES.has(name))) {
    throw invalidParameter('AttributeName');
  }
}

/**
 * Checks that a protocol supports the options of a subscription.
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

/** Programs send policies as JSON text, templates contain objects. */
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
