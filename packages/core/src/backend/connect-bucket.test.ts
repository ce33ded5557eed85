import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectBucket, RecipeError } from './index.js';

let storage: Stack;
let functions: Stack;

beforeEach(() => {
  const root = new Stack(new App(), 'app');
  storage = new NestedStack(root, 'storage');
  functions = new NestedStack(root, 'function');
});

function functionIn(scope: Stack) {
  const lambda = new LambdaFunction(scope, 'weekly-report', {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });
  return {
    resources: { lambda },
    addEnvironment: (key: string, value: string) => void lambda.addEnvironment(key, value),
  };
}

function statementsOf(stack: Stack): unknown[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  return Object.values(policies).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as unknown[],
  );
}

describe('the connection of a bucket', () => {
  it('lets the function write under the prefix, and nothing else', () => {
    const bucket = new Bucket(storage, 'files');
    connectBucket(functionIn(storage), bucket, { prefix: 'reports/weekly/' });
    const arn = storage.resolve(bucket.bucketArn);
    expect(statementsOf(storage)).toEqual([
      {
        Action: ['s3:PutObject', 's3:AbortMultipartUpload'],
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', [arn, '/reports/weekly/*']] },
      },
    ]);
  });

  it('sets the name of the bucket in the environment of the function', () => {
    const bucket = new Bucket(storage, 'files');
    connectBucket(functionIn(storage), bucket, { prefix: 'reports/' });
    Template.fromStack(storage).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { REPORTS_BUCKET_NAME: storage.resolve(bucket.bucketName) } },
    });
  });

  it('lets the function use the key of an encrypted bucket, by name', () => {
    const encryptionKey = new Key(storage, 'key');
    const bucket = new Bucket(storage, 'files', { encryptionKey });
    connectBucket(functionIn(storage), bucket, { prefix: 'reports/' });
    expect(statementsOf(storage)).toContainEqual({
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Effect: 'Allow',
      Resource: storage.resolve(encryptionKey.keyArn),
    });
  });

  it.each(['', '/', '/reports/', 'reports', 'reports//', '*/', 'reports/*', 'a?/', '${aws:x}/'])(
    'rejects %j, which is not a valid prefix',
    (prefix) => {
      const fn = functionIn(storage);
      expect(() => connectBucket(fn, new Bucket(storage, 'files'), { prefix })).toThrow(
        RecipeError,
      );
      expect(statementsOf(storage)).toEqual([]);
    },
  );

  it('rejects a function in another nested stack than Amplify Storage', () => {
    const connect = () =>
      connectBucket(functionIn(functions), new Bucket(storage, 'files'), { prefix: 'reports/' });
    expect(connect).toThrow(
      expect.objectContaining({
        name: 'ResourceGroupError',
        resolution: "Define the function with resourceGroupName: 'storage'.",
      }),
    );
  });

  it("accepts a bucket of the app's own in another stack", () => {
    const own = new NestedStack(functions.nestedStackParent ?? functions, 'reports');
    connectBucket(functionIn(functions), new Bucket(own, 'files'), { prefix: 'reports/' });
    expect(statementsOf(functions)).toHaveLength(1);
  });
});
