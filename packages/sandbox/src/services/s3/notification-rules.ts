import type { Properties } from '../../assembly/resource-graph.js';
import { listOf, objectOf } from '../../assembly/template-values.js';
import { comparableForm, formEncodeKey, isEncoded } from './key-encoding.js';

/** The events of a bucket that are sent to one destination. */
export type NotificationRule = {
  readonly id: string;
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[];
  /** ARN of the function. Undefined for a queue, a topic or an event bus. */
  readonly functionArn: string | undefined;
  /** Form-encoded, as AWS expects filters: `my+folder/` matches `my folder/a.jpg`. */
  readonly prefix: string;
  readonly suffix: string;
};

/**
 * Reads a notification configuration: that of the template's bucket, or that of the CDK's custom
 * resource, which uses the names of the API.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
 */
export function notificationRules(configuration: Properties): readonly NotificationRule[] {
  const targets = [
    ['LambdaFunctionConfigurations', 'LambdaFunctionArn'],
    ['LambdaConfigurations', 'Function'],
    ['QueueConfigurations', undefined],
    ['TopicConfigurations', undefined],
  ] as const;
  return targets.flatMap(([name, target]) =>
    listOf(configuration[name]).map((entry, index): NotificationRule => {
      const rule = objectOf(entry);
      const { Key, S3Key } = objectOf(rule.Filter);
      const { FilterRules } = objectOf(Key);
      const { Rules } = objectOf(S3Key);
      const filters = listOf(FilterRules ?? Rules).map(objectOf);
      const filter = (wanted: string) =>
        filters.find(({ Name }) => String(Name).toLowerCase() === wanted)?.Value;
      return {
        id: String(rule.Id ?? `${name}-${index}`),
        events: listOf(rule.Events ?? rule.Event).map(String),
        functionArn: target === undefined ? undefined : String(rule[target]),
        prefix: String(filter('prefix') ?? ''),
        suffix: String(filter('suffix') ?? ''),
      };
    }),
  );
}

/**
 * Whether the prefix and the suffix of a rule match a key.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function isForKey({ prefix, suffix }: NotificationRule, key: string): boolean {
  const encoded = comparableForm(formEncodeKey(key));
  const ending = comparableForm(suffix);
  if (!encoded.startsWith(comparableForm(prefix)) || !encoded.endsWith(ending)) return false;
  // A suffix does not begin within an escape.
  return !/%.?$/.test(encoded.slice(0, encoded.length - ending.length));
}

/** A sentence for each filter that no key can match. */
export function filterWarnings(
  bucketName: string,
  { prefix, suffix }: NotificationRule,
): readonly string[] {
  return Object.entries({ prefix, suffix })
    .filter(([, value]) => !isEncoded(value))
    .map(
      ([name, value]) =>
        `An event notification of bucket ${bucketName} has the ${name} ${value}, which S3 compares with encoded keys: it matches nothing. Write it as ${formEncodeKey(value)}.`,
    );
}
