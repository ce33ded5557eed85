import { createHash, randomUUID } from 'node:crypto';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../service.js';
import { AwsError } from '../aws-error.js';

export type Subscription = {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  /** An address, a phone number, or the ARN of a function. */
  readonly endpoint: string;
  /** Whether it has a filter policy, which the sandbox does not read: it gets nothing. */
  readonly filtered: boolean;
};

/** The topics of the template, and those that a program creates. */
export type Topics = {
  /** ARNs. */
  readonly all: readonly string[];
  /** @throws {AwsError} `NotFound` when there is no such topic. */
  check(arn: string): void;
  subscriptionsOf(arn: string): readonly Subscription[];
  readonly subscriptions: readonly Subscription[];
  /** Creates a topic, unless there is one of that name, and gives its ARN. */
  create(name: string): string;
  /** Subscribes an endpoint, or gives the subscription that it has. */
  subscribe(topicArn: string, protocol: string, endpoint: string): Subscription;
  deploy(graph: ResourceGraph): void;
};

export function openTopics({ database, partition, region, accountId }: ServiceContext): Topics {
  database.exec(`
    CREATE TABLE IF NOT EXISTS sns_topics (arn TEXT PRIMARY KEY) STRICT;
    CREATE TABLE IF NOT EXISTS sns_subscriptions (
      arn TEXT PRIMARY KEY, topic_arn TEXT NOT NULL, protocol TEXT NOT NULL, endpoint TEXT NOT NULL
    ) STRICT`);
  const insertTopic = database.prepare('INSERT INTO sns_topics (arn) VALUES (?)');
  const selectTopics = database.prepare('SELECT arn FROM sns_topics');
  const insertSubscription = database.prepare(
    'INSERT INTO sns_subscriptions (arn, topic_arn, protocol, endpoint) VALUES (?, ?, ?, ?)',
  );
  const selectSubscriptions = database.prepare('SELECT * FROM sns_subscriptions ORDER BY rowid');

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
      filtered: false,
    })),
  ];
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
    subscribe(topicArn, protocol, endpoint) {
      check(topicArn);
      const known = subscriptionsOf(topicArn).find(
        (each) => each.protocol === protocol && each.endpoint === endpoint,
      );
      if (known) return known;
      const arn = `${topicArn}:${randomUUID()}`;
      insertSubscription.run(arn, topicArn, protocol, endpoint);
      return { arn, topicArn, protocol, endpoint, filtered: false };
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

/** Subscriptions that stand in the topic itself have no name of their own. */
function inlineSubscriptions({ physicalId, properties }: Resource): readonly Subscription[] {
  const list = Array.isArray(properties.Subscription) ? properties.Subscription : [];
  return list.map(({ Protocol, Endpoint }) => {
    const id = createHash('sha256').update(`${physicalId} ${Protocol} ${Endpoint}`).digest('hex');
    return {
      arn: `${physicalId}:${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}`,
      topicArn: physicalId,
      protocol: String(Protocol),
      endpoint: String(Endpoint),
      filtered: false,
    };
  });
}

function readSubscription({ physicalId, properties }: Resource): Subscription {
  return {
    arn: physicalId,
    topicArn: String(properties.TopicArn),
    protocol: String(properties.Protocol),
    endpoint: String(properties.Endpoint),
    filtered: properties.FilterPolicy !== undefined,
  };
}
