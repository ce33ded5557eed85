import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectKinesis, connectTableStream, RecipeError } from './index.js';

let root: Stack;
let data: Stack;

beforeEach(() => {
  root = new Stack(new App(), 'app');
  data = new NestedStack(root, 'data');
});

const partitionKey = { name: 'id', type: AttributeType.STRING };
const tableIn = (scope: Stack, stream?: StreamViewType) =>
  new Table(scope, 'Todo', { partitionKey, ...(stream && { stream }) });

const functionIn = (scope: Stack) => ({
  resources: {
    lambda: new LambdaFunction(scope, 'index-todos', {
      code: Code.fromInline('exports.handler = async () => {}'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    }),
  },
});

const MAPPING = 'AWS::Lambda::EventSourceMapping';

/** The policy statements of the function's role in the template. */
function statementsOf(stack: Stack) {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  return Object.values(policies).flatMap(
    ({ Properties }) =>
      Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
  );
}

function errorOf(run: () => void) {
  try {
    run();
  } catch (error) {
    if (error instanceof RecipeError) return error;
    throw error;
  }
  return undefined;
}

describe.each(['a table', 'a Kinesis stream'])('the connection of %s', (kind) => {
  function connect(options = {}) {
    const fn = functionIn(data);
    return kind === 'a table'
      ? connectTableStream(tableIn(data), fn, options)
      : connectKinesis(new Stream(data, 'clicks'), fn, options);
  }

  it('reads partial failures, splits batches and discards records', () => {
    connect();
    Template.fromStack(data).hasResourceProperties(MAPPING, {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 43_200,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  it('uses the given options', () => {
    connect({
      batchSize: 1000,
      batchingWindowSeconds: 5,
      startingPosition: 'LATEST',
      parallelizationFactor: 10,
      retryAttempts: 3,
      maximumRecordAgeSeconds: 3600,
      filters: [{ eventName: ['INSERT'] }, { eventName: ['REMOVE'] }],
    });
    Template.fromStack(data).hasResourceProperties(MAPPING, {
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 5,
      StartingPosition: 'LATEST',
      ParallelizationFactor: 10,
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: 3600,
      FilterCriteria: {
        Filters: [{ Pattern: '{"eventName":["INSERT"]}' }, { Pattern: '{"eventName":["REMOVE"]}' }],
      },
    });
  });

  it.each([
    ['a batch', { batchSize: 10_001 }],
    ['a batching window', { batchingWindowSeconds: 301 }],
    ['a parallelization factor', { parallelizationFactor: 11 }],
    ['a number of attempts', { retryAttempts: 10_001 }],
    ['an age', { maximumRecordAgeSeconds: 59 }],
  ])('rejects %s outside of the limits of Lambda', (_, options) => {
    expect(() => {
      connect(options);
      Template.fromStack(data);
    }).toThrow();
  });

  it('sends discarded batches to an encrypted queue that requires TLS', () => {
    const { deadLetterQueue } = connect();
    const template = Template.fromStack(data);
    const queueArn = data.resolve(deadLetterQueue.queueArn);
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
    template.hasResourceProperties(MAPPING, {
      DestinationConfig: { OnFailure: { Destination: queueArn } },
    });
  });

  it('uses the given queue and creates none', () => {
    const queue = new Queue(root, 'failures');
    expect(connect({ deadLetterQueue: queue }).deadLetterQueue).toBe(queue);
    Template.fromStack(data).resourceCountIs('AWS::SQS::Queue', 0);
  });

  it('allows reading this stream and writing to this queue, and nothing else', () => {
    connect();
    const statements = statementsOf(data);
    const actions = statements.flatMap(({ Action }) => Action).sort();
    const reading =
      kind === 'a table'
        ? [
            'dynamodb:DescribeStream',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:ListStreams',
          ]
        : [
            'kinesis:DescribeStream',
            'kinesis:DescribeStreamConsumer',
            'kinesis:DescribeStreamSummary',
            'kinesis:GetRecords',
            'kinesis:GetShardIterator',
            'kinesis:ListShards',
            'kinesis:ListStreams',
            'kinesis:SubscribeToShard',
          ];
    const writing = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];
    expect(actions.filter((action) => !action.startsWith('kms:'))).toEqual([
      ...reading,
      ...writing,
    ]);
    expect(JSON.stringify(statements)).not.toContain('*');
  });
});

describe('connectTableStream', () => {
  it("enables a table's stream with both images", () => {
    connectTableStream(tableIn(data), functionIn(data));
    const template = Template.fromStack(data);
    const [table] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    template.hasResourceProperties(MAPPING, {
      EventSourceArn: { 'Fn::GetAtt': [table, 'StreamArn'] },
    });
  });

  it('accepts a stream that has both images, also for two functions', () => {
    const table = tableIn(data, StreamViewType.NEW_AND_OLD_IMAGES);
    connectTableStream(table, functionIn(data));
    connectTableStream(table, functionIn(new NestedStack(data, 'other')));
    Template.fromStack(data).hasResourceProperties(MAPPING, {
      EventSourceArn: data.resolve(table.tableStreamArn),
    });
  });

  it('accepts a table of another backend that was imported with its stream', () => {
    const tableStreamArn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Todo/stream/2026';
    const table = Table.fromTableAttributes(data, 'imported', {
      tableName: 'Todo',
      tableStreamArn,
    });
    connectTableStream(table, functionIn(data));
    Template.fromStack(data).hasResourceProperties(MAPPING, { EventSourceArn: tableStreamArn });
  });

  it('lets the function decrypt the stream of a table with a key of its own', () => {
    const encryptionKey = new Key(data, 'key');
    const encryption = TableEncryption.CUSTOMER_MANAGED;
    const table = new Table(data, 'Todo', { partitionKey, encryption, encryptionKey });
    connectTableStream(table, functionIn(data));
    expect(statementsOf(data)).toContainEqual({
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource: data.resolve(encryptionKey.keyArn),
    });
  });

  it.each(['function', 'auth'])(
    "rejects a function in the group '%s' for a table of Amplify Data",
    (group) => {
      const model = new NestedStack(data, 'Todo');
      const fn = functionIn(new NestedStack(root, group));
      const table = tableIn(model);
      expect(errorOf(() => connectTableStream(table, fn))).toMatchObject({
        name: 'ResourceGroupError',
        message: expect.stringContaining('"index-todos" is in another nested stack than the table'),
        resolution: "Define the function with resourceGroupName: 'data'.",
      });
      Template.fromStack(model).hasResourceProperties('AWS::DynamoDB::Table', {});
      expect(JSON.stringify(Template.fromStack(model))).not.toContain('StreamSpecification');
    },
  );

  it("accepts a function of the group 'data' for a table of a model, and any for the app's own table", () => {
    connectTableStream(tableIn(new NestedStack(data, 'model')), functionIn(data));
    const own = new NestedStack(root, 'own');
    const functions = new NestedStack(root, 'function');
    connectTableStream(tableIn(own), functionIn(functions));
    Template.fromStack(functions).resourceCountIs(MAPPING, 1);
  });

  it.each<[string, () => Parameters<typeof connectTableStream>[0], string]>([
    ['a missing table', () => undefined, 'MissingTableError'],
    ['a stream of keys', () => tableIn(data, StreamViewType.KEYS_ONLY), 'TableStreamError'],
    ['a stream of new images', () => tableIn(data, StreamViewType.NEW_IMAGE), 'TableStreamError'],
    [
      'a table of another backend without its stream',
      () => Table.fromTableName(data, 'imported', 'Todo'),
      'TableStreamError',
    ],
  ])('rejects %s and connects nothing', (_, table, name) => {
    const fn = functionIn(data);
    expect(errorOf(() => connectTableStream(table(), fn))).toMatchObject({ name });
    Template.fromStack(data).resourceCountIs(MAPPING, 0);
  });
});

it('lets the function decrypt a Kinesis stream with a key of its own', () => {
  const encryptionKey = new Key(data, 'key');
  const stream = new Stream(data, 'clicks', { encryption: StreamEncryption.KMS, encryptionKey });
  connectKinesis(stream, functionIn(data));
  expect(statementsOf(data)).toContainEqual({
    Action: 'kms:Decrypt',
    Effect: 'Allow',
    Resource: data.resolve(encryptionKey.keyArn),
  });
});
