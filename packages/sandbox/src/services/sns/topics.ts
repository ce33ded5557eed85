import { createHash, randomUUID } from 'node:crypto';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import { invalidParameter } from './errors.js';
import {
  checkAttributeNames,
  checkDelivery,
  readSubscriptionOptions,
  type SubscriptionAttributes,
  type SubscriptionOptions,
} from './subscription-options.js';

export type Subscription = {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  /** An address, a phone number, or the ARN of a function or a queue. */
  readonly endpoint: string;
  readonly options: SubscriptionOptions;
  /**
   * The reason why its options are not supported, as a clause. Such a subscription gets nothing.
   */
  readonly unserved?: string;
};

/** The topics of the template, and those that programs create. */
export type Topics = {
  /** ARNs. */
  readonly all: readonly string[];
  /** @throws {AwsError} `NotFound` when the topic does not exist. */
  check(arn: string): void;
  subscriptionsOf(arn: string): readonly Subscription[];
  readonly subscriptions: readonly Subscription[];
  /** Creates a topic, unless one with the name exists, and returns its ARN. */
  create(name: string): string;
  /**
   * Subscribes an endpoint, or returns its existing subscription.
   *
   * @throws {AwsError} `NotFound`, or `InvalidParameter` when the attributes are not valid or
   *   differ from those of the existing subscription.
   */
  subscribe(
    topicArn: string,
    protocol: string,
    endpoint: string,
    attributes: SubscriptionAttributes,
  ): Subscription;
  deploy(graph: ResourceGraph): void;
};

export function openTopics({ database, partition, region, accountId }: ServiceContext): Topics {
  database.exec(`
    CREATE TABLE IF NOT EXISTS sns_topics (arn TEXT PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS sns_subscriptions (
      arn TEXT PRIMARY KEY, topic_arn TEXT NOT NULL, protocol TEXT NOT NULL, endpoint TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS sns_subscription_attributes (
      arn TEXT PRIMARY KEY, attributes TEXT NOT NULL
    ) STRICT`);
  const insertTopic = database.prepare('INSERT INTO sns_topics (arn) VALUES (?)');
  const selectTopics = database.prepare('SELECT arn FROM sns_topics');
  const insertSubscription = database.prepare(
    'INSERT INTO sns_subscriptions (arn, topic_arn, protocol, endpoint) VALUES (?, ?, ?, ?)',
  );
  const insertAttributes = database.prepare(
    'INSERT INTO sns_subscription_attributes (arn, attributes) VALUES (?, ?)',
  );
  const selectAttributes = database.prepare(
    'SELECT attributes FROM sns_subscription_attributes WHERE arn = ?',
  );
  const selectSubscriptions = database.prepare(`
    SELECT * FROM sns_subscriptions LEFT JOIN sns_subscription_attributes USING (arn)
    ORDER BY sns_subscriptions.rowid`);

  let templateTopics: readonly string[] = [];
  let templateSubscriptions: readonly Subscription[] = [];

  const all = (): readonly string[] => {
    const created = selectTopics.all().map(({ arn }) => String(arn));
    return [...new Set([...templateTopics, ...created])].sort();
  };
  const check = (arn: string) => {
    if (!all().includes(arn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
  };
  const subscriptions = (): readonly Subscription[] => [
    ...templateSubscriptions,
    ...selectSubscriptions.all().map((row) => ({
      arn: String(row.arn),
      topicArn: String(row.topic_arn),
      protocol: String(row.protocol),
      endpoint: String(row.endpoint),
      options: readSubscriptionOptions(JSON.parse(String(row.attributes ?? '{}'))),
    })),
  ];
  const attributesOf = (arn: string) => selectAttributes.get(arn)?.attributes;
  const subscriptionsOf = (arn: string) =>
    subscriptions().filter(({ topicArn }) => topicArn === arn);

  return {
    get all() {
      return all();
    },
    get subscriptions() {
      return subscriptions();
    },
    check,
    subscriptionsOf,
    create(name) {
      const arn = `arn:${partition}:sns:${region}:${accountId}:${name}`;
      if (!all().includes(arn)) insertTopic.run(arn);
      return arn;
    },
    subscribe(topicArn, protocol, endpoint, attributes) {
      check(topicArn);
      checkAttributeNames(attributes);
      const options = readSubscriptionOptions(attributes);
      const written = JSON.stringify(attributes);
      const known = subscriptionsOf(topicArn).find(
        (each) => each.protocol === protocol && each.endpoint === endpoint,
      );
      if (known) {
        if (written === '{}' || written === attributesOf(known.arn)) return known;
        throw invalidParameter(
          'Attributes Reason: Subscription already exists with different attributes',
        );
      }
      checkDelivery(options, protocol);
      const arn = `${topicArn}:${randomUUID()}`;
      insertSubscription.run(arn, topicArn, protocol, endpoint);
      insertAttributes.run(arn, written);
      return { arn, topicArn, protocol, endpoint, options };
    },
    deploy(graph) {
      const topics = graph.ofType('AWS::SNS::Topic');
      templateTopics = topics.map(({ physicalId }) => physicalId);
      templateSubscriptions = [
        ...topics.flatMap(inlineSubscriptions),
        ...graph.ofType('AWS::SNS::Subscription').map(readSubscription),
      ];
    },
  };
}

/** Subscriptions that are defined in the topic itself have no names. */
function inlineSubscriptions({ physicalId, properties }: Resource): readonly Subscription[] {
  const list = Array.isArray(properties.Subscription) ? properties.Subscription : [];
  return list.map(({ Protocol, Endpoint }) => {
    const id = createHash('sha256').update(`${physicalId} ${Protocol} ${Endpoint}`).digest('hex');
    return {
      arn: `${physicalId}:${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}`,
      topicArn: physicalId,
      protocol: String(Protocol),
      endpoint: String(Endpoint),
      options: readSubscriptionOptions({}),
    };
  });
}

function readSubscription(resource: Resource): Subscription {
  const { physicalId, properties } = resource;
  return {
    arn: physicalId,
    topicArn: String(properties.TopicArn),
    protocol: String(properties.Protocol),
    endpoint: String(properties.Endpoint),
    ...readOptions(resource),
  };
}

function readOptions({
  properties,
  path,
  name,
}: Resource): Pick<Subscription, 'options' | 'unserved'> {
  try {
    const options = readSubscriptionOptions(properties);
    checkDelivery(options, String(properties.Protocol));
    return { options };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { wants: _, ...options } = readSubscriptionOptions({});
    const unserved = `AWS would refuse ${path || name}. ${error.message}`;
    return { options: { ...options, wants: () => false }, unserved };
  }
}
