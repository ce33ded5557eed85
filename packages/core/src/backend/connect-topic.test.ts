import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectTopic } from './index.js';

let functions: Stack;
let news: Stack;

beforeEach(() => {
  const root = new Stack(new App(), 'app');
  functions = new NestedStack(root, 'function');
  news = new NestedStack(root, 'news');
});

function connect(scope: Stack, props: TopicProps = {}) {
  const lambda = new LambdaFunction(functions, 'weekly-digest', {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });
  const addEnvironment = (key: string, value: string) => void lambda.addEnvironment(key, value);
  const topic = new Topic(scope, 'topic', props);
  const { table } = connectTopic({ resources: { lambda }, addEnvironment }, topic);
  return { topic, table };
}

function statementsOf(stack: Stack): unknown[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  return Object.values(policies).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as unknown[],
  );
}

describe('the connection of a topic', () => {
  it('lets the function publish to it and store published digests, and nothing else', () => {
    const { topic, table } = connect(functions);
    expect(statementsOf(functions)).toEqual([
      { Action: 'sns:Publish', Effect: 'Allow', Resource: functions.resolve(topic.topicArn) },
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Effect: 'Allow',
        Resource: functions.resolve(table.tableArn),
      },
    ]);
  });

  it('sets the topic and the table in the environment of the function', () => {
    const { topic, table } = connect(functions);
    Template.fromStack(functions).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          TOPIC_ARN: functions.resolve(topic.topicArn),
          DIGESTS_TABLE_NAME: functions.resolve(table.tableName),
        },
      },
    });
  });

  it('stores published digests in the stack of the function, on demand, until they expire', () => {
    connect(news);
    Template.fromStack(news).resourceCountIs('AWS::DynamoDB::Table', 0);
    const template = Template.fromStack(functions);
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  it('lets the function use the key of an encrypted topic, by name', () => {
    const masterKey = new Key(functions, 'key');
    connect(functions, { masterKey });
    expect(statementsOf(functions)).toContainEqual({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Effect: 'Allow',
      Resource: functions.resolve(masterKey.keyArn),
    });
  });

  it('does not make the stack of the topic depend on the function', () => {
    connect(news);
    expect(JSON.stringify(Template.fromStack(news).toJSON())).not.toContain('digest');
  });
});
