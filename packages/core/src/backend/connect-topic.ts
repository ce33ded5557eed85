import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ConnectedFunction } from './connect-bucket.js';

/** The resources that connect a topic to a function. */
export type TopicConnection = {
  /** Stores which digests were published. Items expire at the time in their `expiresAt`. */
  readonly table: Table;
};

/**
 * Lets a function publish each digest once to a topic. It creates a table for the published
 * digests, and sets `TOPIC_ARN` and `DIGESTS_TABLE_NAME` in the function's environment. The
 * function gets permission to publish to this topic and to read and put items of this table, and
 * nothing else.
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
  // In the function's own stack, so that no other stack depends on it.
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
