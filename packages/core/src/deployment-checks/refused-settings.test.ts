import { App, CfnResource, Duration, NestedStack, Stack, TimeZone } from 'aws-cdk-lib';
import { CfnUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Rule, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type CfnFunction,
  Code,
  EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { assertDeployable } from '../backend/index.js';

let app: App;
let stack: Stack;
let nested: Stack;
let fn: LambdaFunction;

const functionIn = (scope: Stack, name = 'fn') =>
  new LambdaFunction(scope, name, {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });

beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'app');
  nested = new NestedStack(stack, 'function');
  fn = functionIn(nested);
});

const check = () => assertDeployable({ stack });
const override = (property: string, value: unknown) =>
  (fn.node.defaultChild as CfnFunction).addPropertyOverride(property, value);

describe('a setting of a function', () => {
  it.each<[property: string, value: unknown, error: string, words: string]>([
    ['Timeout', 0, 'InvalidTimeoutError', 'has Timeout 0.'],
    ['Timeout', 901, 'InvalidTimeoutError', 'has Timeout 901.'],
    ['Timeout', 2.5, 'InvalidTimeoutError', 'has Timeout 2.5.'],
    ['MemorySize', 127, 'InvalidMemoryMBError', 'has MemorySize 127.'],
    ['MemorySize', 10_241, 'InvalidMemoryMBError', 'has MemorySize 10241.'],
    [
      'EphemeralStorage.Size',
      511,
      'InvalidEphemeralStorageSizeMBError',
      'has EphemeralStorage 511.',
    ],
    [
      'Environment.Variables.AWS_REGION',
      'x',
      'InvalidEnvironmentKeyError',
      'sets the environment variables AWS_REGION,',
    ],
    [
      'Environment.Variables',
      { 'with-dash': 'x', A: 'x', '1ST': 'x', GOOD: 'x' },
      'InvalidEnvironmentKeyError',
      'variables with-dash, A, 1ST,',
    ],
    [
      'Environment.Variables.LARGE',
      'x'.repeat(4092),
      'EnvironmentTooLargeError',
      'takes 4097 bytes',
    ],
    ['FunctionName', 'x'.repeat(65), 'InvalidResourceNameError', 'has 65 characters'],
    ['FunctionName', 'my function', 'InvalidResourceNameError', 'characters that AWS does not'],
  ])('%s: %j is rejected', (property, value, name, words) => {
    override(property, value);
    expect(check).toThrow(
      expect.objectContaining({
        name,
        message: expect.stringContaining(words),
        resolution: expect.any(String),
      }),
    );
    expect(check).toThrow('function/fn');
  });

  it.each<[property: string, value: unknown]>([
    ['Timeout', 900],
    ['MemorySize', 128],
    ['MemorySize', { Ref: 'Memory' }],
    ['EphemeralStorage.Size', 10_240],
    ['Environment.Variables.AWS_LAMBDA_EXEC_WRAPPER', '/opt/wrapper'],
    ['Environment.Variables.AMPLIFY_SSM_ENV_CONFIG', '{}'],
    ['Environment.Variables.LARGE', 'x'.repeat(4091)],
    ['Environment.Variables.LATER', { 'Fn::Join': ['', ['x'.repeat(5000), { Ref: 'A' }]] }],
    ['FunctionName', 'x'.repeat(64)],
  ])('%s: %j is accepted', (property, value) => {
    override(property, value);
    expect(check).not.toThrow();
  });
});

describe('the name of a resource', () => {
  it.each([
    ['AWS::IAM::Role', 'RoleName', 'x'.repeat(65)],
    ['AWS::IAM::Role', 'RoleName', 'my/role'],
    ['AWS::Scheduler::Schedule', 'Name', 'x'.repeat(65)],
    ['AWS::SQS::Queue', 'QueueName', 'jobs.fifo.old'],
    ['AWS::SNS::Topic', 'TopicName', 'my topic'],
    ['AWS::DynamoDB::Table', 'TableName', 'ab'],
    ['AWS::S3::Bucket', 'BucketName', 'MyBucket'],
    ['AWS::S3::Bucket', 'BucketName', '192.168.0.1'],
    ['AWS::S3::Bucket', 'BucketName', 'a..b'],
    ['AWS::S3::Bucket', 'BucketName', 'ends-'],
    ['AWS::S3::Bucket', 'BucketName', 'x'.repeat(64)],
    ['AWS::Kinesis::Stream', 'Name', 'my/stream'],
  ])('of %s is rejected: %s %s', (type, property, name) => {
    new CfnResource(nested, 'named', { type, properties: { [property]: name } });
    expect(check).toThrow(expect.objectContaining({ name: 'InvalidResourceNameError' }));
  });

  it.each([
    ['AWS::IAM::Role', 'RoleName', 'my+role=1'],
    ['AWS::SQS::Queue', 'QueueName', 'jobs.fifo'],
    ['AWS::S3::Bucket', 'BucketName', 'my.bucket-1'],
    ['AWS::S3::Bucket', 'BucketName', { 'Fn::Sub': 'Bucket-$' }],
    ['AWS::Other::Thing', 'Name', 'anything goes!'],
  ])('of %s is accepted: %s %j', (type, property, name) => {
    new CfnResource(nested, 'named', { type, properties: { [property]: name } });
    expect(check).not.toThrow();
  });
});

describe('a schedule', () => {
  const scheduled = (expression: string, timeZone = 'Etc/UTC') =>
    new Schedule(nested, 'schedule', {
      schedule: ScheduleExpression.expression(expression, TimeZone.of(timeZone)),
      target: new LambdaInvoke(fn),
    });

  it.each([
    ['cron(0 9 * * *)', 'it has 5 fields'],
    ['cron(0 9 * * 2 *)', 'exactly one of day of month and day of week'],
    ['cron(0 9 ? * ? *)', 'exactly one'],
    ['cron(60 9 * * ? *)', '"60" is not a minutes field'],
    ['cron(0 9 31 FOO ? *)', '"FOO" is not a month field'],
    ['rate(5)', 'a rate is'],
    ['rate(0 minutes)', 'a rate is'],
    ['rate(1.5 hours)', 'a rate is'],
    ['rate(5 seconds)', 'a rate is'],
    ['at(2026-02-30T10:00:00)', 'at(...) takes a time'],
    ['at(tomorrow)', 'at(...) takes a time'],
    ['every 5 minutes', 'write it as cron(...)'],
  ])('%s is rejected', (expression, words) => {
    scheduled(expression);
    expect(check).toThrow(
      expect.objectContaining({
        name: 'InvalidScheduleError',
        message: expect.stringContaining(`"${expression}", which is not valid: ${words}`),
      }),
    );
  });

  it('in a time zone that does not exist is rejected', () => {
    scheduled('cron(0 9 * * ? *)', 'Europe/Atlantis');
    expect(check).toThrow('there is no time zone Europe/Atlantis.');
  });

  it.each(['rate(1 hours)', 'rate(1 hour)', 'at(2030-01-31T09:00:00)', 'cron(0 9 L * ? 2030)'])(
    '%s is accepted',
    (expression) => {
      scheduled(expression, 'Europe/Berlin');
      expect(check).not.toThrow();
    },
  );

  it.each([
    ['rate(1 minutes)', 'a rule needs "minute"'],
    ['rate(5 minute)', 'a rule needs "minute"'],
    ['at(2030-01-31T09:00:00)', 'write it as cron(...) or rate(...)'],
  ])('of a rule, %s is rejected', (expression, words) => {
    new Rule(nested, 'rule', { schedule: RuleSchedule.expression(expression) });
    expect(check).toThrow(words);
  });
});

describe('a queue', () => {
  const connect = (seconds: number | undefined, timeout: number, scope = nested) => {
    const queue = new Queue(scope, 'jobs', {
      ...(seconds !== undefined && { visibilityTimeout: Duration.seconds(seconds) }),
    });
    override('Timeout', timeout);
    new EventSourceMapping(nested, 'mapping', { target: fn, eventSourceArn: queue.queueArn });
  };

  it.each<[where: string, seconds: number | undefined, timeout: number]>([
    ['with the default', undefined, 31],
    ['with a time of its own', 59, 60],
  ])('%s that is shorter than the timeout of its function is rejected', (_, seconds, timeout) => {
    connect(seconds, timeout);
    expect(check).toThrow(
      `The messages of the queue "function/jobs" are visible again after ${seconds ?? 30} seconds, but the function "function/fn" may take ${timeout} seconds.`,
    );
  });

  it('of another stack is checked as well', () => {
    connect(10, 11, new NestedStack(stack, 'other'));
    expect(check).toThrow('The messages of the queue "other/jobs"');
  });

  it('that is as long as the timeout is accepted', () => {
    connect(60, 60);
    expect(check).not.toThrow();
  });
});

describe('resources of one stack', () => {
  it('that need each other are rejected: a trigger with the id of its own user pool', () => {
    const pool = new UserPool(nested, 'pool', { lambdaTriggers: { preSignUp: fn } });
    fn.addEnvironment('USER_POOL_ID', pool.userPoolId);
    check();
    expect(() => app.synth()).toThrow(
      /The resources "function\/fn", "function\/pool" need each other/,
    );
  });

  it('that need each other through a policy are rejected', () => {
    const pool = new UserPool(nested, 'pool', { lambdaTriggers: { preSignUp: fn } });
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ['cognito-idp:AdminGetUser'], resources: [pool.userPoolArn] }),
    );
    check();
    expect(() => app.synth()).toThrow(
      '"function/fn", "function/fn/ServiceRole/DefaultPolicy", "function/pool" need each other',
    );
  });

  it.each<[reference: string, name: unknown]>([
    ['Fn::Sub', { 'Fn::Sub': `\${fn.Arn}-x` }],
    ['Fn::GetAtt in one text', { 'Fn::GetAtt': 'fn.Arn' }],
  ])('that need each other through %s are rejected', (_, name) => {
    const cfn = fn.node.defaultChild as CfnFunction;
    const id = String(stack.resolve(cfn.logicalId));
    const named = JSON.parse(JSON.stringify(name).replaceAll('fn.', `${id}.`));
    const pool = new CfnUserPool(nested, 'pool', { userPoolName: named });
    fn.addEnvironment('POOL', pool.ref);
    check();
    expect(() => app.synth()).toThrow('need each other');
  });

  it('of which only one needs the other are accepted', () => {
    new UserPool(nested, 'pool', { lambdaTriggers: { preSignUp: fn } });
    check();
    expect(() => app.synth()).not.toThrow();
  });
});
