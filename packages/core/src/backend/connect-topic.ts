import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ConnectedFunction } from './connect-bucket.js';

/** What was made to connect a topic. */
export type TopicConnection = {
  /** Where it is kept which digests were published. It forgets them by its attribute `expiresAt`. */
  readonly table: Table;
};

/**
 * Lets a function publish digests to a topic, each once: the function is told the topic as
 * `TOPIC_ARN`, and a table in which it keeps what it published as `DIGESTS_TABLE_NAME`. It may
 * publish to this topic, and read and put items of this table, and nothing else.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 * @example
 * const news = new Topic(backend.createStack('news'), 'news');
 * connectTopic(backend.weeklyDigest, news);
 */
export function connectTopic(
  fn: ConnectedFunction,
  topic: Pick<ITopic, 'masterKey' | 'node' | 'topicArn'>,
): TopicConnection {
  const { lambda } = fn.resources;
  // In the function's own stack, which needs no other for it.
  const table = new Table(lambda.stack, `${lambda.node.id}-${topic.node.id}-digests`, {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const allow = (actions: string[], ...resources: string[]) =>
    lambda.addToRolePolicy(new PolicyStatement({ actions, resources }));
  allow(['sns:Publish'], topic.topicArn);
  allow(['dynamodb:GetItem', 'dynamodb:PutItem'], table.tableArn);
  if (topic.masterKey) allow(['kms:GenerateDataKey', 'kms:Decrypt'], topic.masterKey.keyArn);
  fn.addEnvironment('TOPIC_ARN', topic.topicArn);
  fn.addEnvironment('DIGESTS_TABLE_NAME', table.tableName);
  return { table };
}
