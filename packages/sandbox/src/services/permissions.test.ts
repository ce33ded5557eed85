import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import * as dynamodbSdk from '@aws-sdk/client-dynamodb';
import * as streamsSdk from '@aws-sdk/client-dynamodb-streams';
import * as eventbridgeSdk from '@aws-sdk/client-eventbridge';
import * as kinesisSdk from '@aws-sdk/client-kinesis';
import * as kmsSdk from '@aws-sdk/client-kms';
import * as s3Sdk from '@aws-sdk/client-s3';
import * as schedulerSdk from '@aws-sdk/client-scheduler';
import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import * as sesSdk from '@aws-sdk/client-ses';
import * as sesV2Sdk from '@aws-sdk/client-sesv2';
import * as snsSdk from '@aws-sdk/client-sns';
import * as sqsSdk from '@aws-sdk/client-sqs';
import * as ssmSdk from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucket, startS3 } from '../../testing/buckets.js';
import { startService, type TestService } from '../../testing/start-service.js';
import { tableResource } from '../../testing/tables.js';
import type { Properties, Resource } from '../assembly/resource-graph.js';
import { openSecrets } from '../store/secrets.js';
import { cognitoUserPools } from './cognito-user-pools/index.js';
import { dynamodb } from './dynamodb/index.js';
import { eventbridge } from './eventbridge/index.js';
import { kinesis } from './kinesis/index.js';
import { kms } from './kms/index.js';
import { scheduler } from './scheduler/index.js';
import { secretsManager } from './secretsmanager/index.js';
import type { AnyService } from './service.js';
import { ses } from './ses/index.js';
import { sns } from './sns/index.js';
import { sqs } from './sqs/index.js';
import { ssm } from './ssm/index.js';

const ROLE = 'arn:aws:iam::123456789012:role/';
const PLACE = 'eu-west-1:123456789012';
const TABLE = `arn:aws:dynamodb:${PLACE}:table/todos`;
const TABLE_STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
const STREAM = `arn:aws:kinesis:${PLACE}:stream/clicks`;
const KEY_ID = '01234567-89ab-cdef-0123-456789abcdef';
const KEY = `arn:aws:kms:${PLACE}:key/${KEY_ID}`;
const SECRET = `arn:aws:secretsmanager:${PLACE}:secret:app/key-AbCdEf`;
const TOPIC = `arn:aws:sns:${PLACE}:news`;
const QUEUE = `arn:aws:sqs:${PLACE}:letters`;
const POOL = `arn:aws:cognito-idp:${PLACE}:userpool/eu-west-1_abc`;
const PHONE = '+15555550100';
const ME = 'eu-west-1:11111111-2222-4333-8444-555555555555';
const OTHER = 'eu-west-1:99999999-2222-4333-8444-555555555555';
/** The role whose users each have a folder. */
const OWN_FOLDER = `${ROLE}own-folder`;

const role = (name: string, ...statements: Properties[]): Partial<Resource> => ({
  type: 'AWS::IAM::Role',
  physicalId: name,
  attributes: { Arn: ROLE + name },
  properties: {
    Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
  },
});

const roles = [role('nobody'), role('everybody', { Effect: 'Allow', Action: '*', Resource: '*' })];

type Running = TestService<AnyService>;
type Client = Running['client'];
/** Sends a request as a role. The developer creates the resources that it needs before. */
type Ask = (client: Client, developer: Client) => Promise<unknown>;

/** The error of the SDK for a request of a role without a policy. */
async function refusal(ask: Ask, running: Running) {
  const error = await ask(running.clientOf(`${ROLE}nobody`), running.client).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { name, message } = (error ?? {}) as Partial<Error>;
  const [, action, resource] =
    /^User: arn:aws:sts::123456789012:assumed-role\/nobody\/session is not authorized to perform: (\S+?)(?: on resource: (\S+))? because no identity-based policy allows the \S+ action$/.exec(
      message ?? '',
    ) ?? [];
  return { name, action, resource };
}

/** Whether a request of a role with all permissions is allowed. It may fail for another reason. */
async function isLetThrough(ask: Ask, running: Running) {
  try {
    await ask(running.clientOf(`${ROLE}everybody`), running.client);
  } catch (error) {
    return !/not authorized to perform/.test(String(error));
  }
  return true;
}

type Row = [action: string, resource: string | undefined, ask: Ask];
/** A request that names another resource than the one it acts on. */
type Attack = [attack: string, ...Row];

/** A request of the SDK before it is signed. */
type Wire = { body?: string | Uint8Array; path: string; query: Record<string, string> };
type AnyMiddleware = <Next extends (args: never) => unknown>(next: Next) => Next;
type AnySdk = {
  readonly middlewareStack: {
    add(middleware: AnyMiddleware, options: { step: 'build'; priority: 'high' }): void;
  };
};

/** A client that sends signed requests which no SDK would send. */
function changed<Sdk extends AnySdk>(sdk: Sdk, change: (request: Wire) => void): Sdk {
  const middleware = (next: (args: never) => unknown) => (args: { readonly request: Wire }) => {
    change(args.request);
    return next(args as never);
  };
  sdk.middlewareStack.add(middleware as AnyMiddleware, { step: 'build', priority: 'high' });
  return sdk;
}

const textOf = ({ body = '' }: Wire) => Buffer.from(body).toString();

/** A client whose requests have additional JSON members. */
const adding = <Sdk extends AnySdk>(sdk: Sdk, members: object): Sdk =>
  changed(sdk, (request) => {
    request.body = JSON.stringify({ ...JSON.parse(textOf(request) || '{}'), ...members });
  });

function check(
  name: string,
  start: () => Promise<Running>,
  rows: readonly Row[],
  {
    error = 'AccessDeniedException',
    attacks = [],
  }: { readonly error?: string; readonly attacks?: readonly Attack[] } = {},
) {
  describe(name, () => {
    let running: Running;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running.stop());

    const needs = async (...[action, resource, ask]: Row) => {
      expect(await refusal(ask, running)).toEqual({ name: error, action, resource });
      expect(await isLetThrough(ask, running)).toBe(true);
      expect(running.faults).toEqual([]);
    };
    test.each(rows)('needs %s on %s', needs);
    if (attacks.length > 0) {
      test.each(attacks)('of a caller who %s, needs %s on %s', (_, ...row) => needs(...row));
    }
  });
}

const startWith =
  (definition: Parameters<typeof startService>[0], ...resources: Partial<Resource>[]) =>
  (): Promise<Running> =>
    startService(definition, { resources: [...roles, ...resources] });

const dynamo = (command: (sdk: dynamodbSdk.DynamoDB) => Promise<unknown>) => (client: Client) =>
  command(new dynamodbSdk.DynamoDB(client));
const key = { pk: { S: 'a' } };

check(
  'DynamoDB',
  startWith(
    dynamodb,
    tableResource('todos', { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  ),
  [
    ['dynamodb:GetItem', TABLE, dynamo((sdk) => sdk.getItem({ TableName: 'todos', Key: key }))],
    ['dynamodb:GetItem', TABLE, dynamo((sdk) => sdk.getItem({ TableName: TABLE, Key: key }))],
    ['dynamodb:PutItem', TABLE, dynamo((sdk) => sdk.putItem({ TableName: 'todos', Item: key }))],
    [
      'dynamodb:Query',
      `${TABLE}/index/by-kind`,
      dynamo((sdk) => sdk.query({ TableName: 'todos', IndexName: 'by-kind' })),
    ],
    ['dynamodb:Scan', TABLE, dynamo((sdk) => sdk.scan({ TableName: 'todos' }))],
    [
      'dynamodb:BatchGetItem',
      TABLE,
      dynamo((sdk) => sdk.batchGetItem({ RequestItems: { todos: { Keys: [key] } } })),
    ],
    [
      'dynamodb:ConditionCheckItem',
      TABLE,
      dynamo((sdk) =>
        sdk.transactWriteItems({
          TransactItems: [
            {
              ConditionCheck: {
                TableName: 'todos',
                Key: key,
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
          ],
        }),
      ),
    ],
    [
      'dynamodb:DeleteItem',
      TABLE,
      dynamo((sdk) =>
        sdk.transactWriteItems({
          TransactItems: [{ Delete: { TableName: 'todos', Key: key } }],
        }),
      ),
    ],
    ['dynamodb:ListTables', undefined, dynamo((sdk) => sdk.listTables())],
    [
      'dynamodb:DescribeStream',
      TABLE_STREAM,
      (client) =>
        new streamsSdk.DynamoDBStreams(client).describeStream({ StreamArn: TABLE_STREAM }),
    ],
    [
      'dynamodb:GetRecords',
      TABLE_STREAM,
      (client) =>
        new streamsSdk.DynamoDBStreams(client).getRecords({
          ShardIterator: `${TABLE_STREAM}|1|x`,
        }),
    ],
  ],
  {
    attacks: [
      [
        'names an empty batch in a read',
        'dynamodb:GetItem',
        TABLE,
        dynamo((sdk) =>
          adding(sdk, { RequestItems: {} }).getItem({ TableName: 'todos', Key: key }),
        ),
      ],
      [
        'names a batch of another table in a write',
        'dynamodb:PutItem',
        TABLE,
        dynamo((sdk) =>
          adding(sdk, { RequestItems: { own: [] } }).putItem({ TableName: 'todos', Item: key }),
        ),
      ],
      [
        'names an empty transaction in a deletion',
        'dynamodb:DeleteItem',
        TABLE,
        dynamo((sdk) =>
          adding(sdk, { TransactItems: [] }).deleteItem({ TableName: 'todos', Key: key }),
        ),
      ],
      [
        'names an index in a read',
        'dynamodb:GetItem',
        TABLE,
        dynamo((sdk) =>
          adding(sdk, { IndexName: 'own' }).getItem({ TableName: 'todos', Key: key }),
        ),
      ],
      [
        'names another table in a batch',
        'dynamodb:BatchGetItem',
        TABLE,
        dynamo((sdk) =>
          adding(sdk, { TableName: 'own' }).batchGetItem({
            RequestItems: { todos: { Keys: [key] } },
          }),
        ),
      ],
      [
        'names another stream beside an iterator',
        'dynamodb:GetRecords',
        TABLE_STREAM,
        (client) =>
          adding(new streamsSdk.DynamoDBStreams(client), {
            StreamArn: TABLE_STREAM.replace('todos', 'own'),
          }).getRecords({ ShardIterator: `${TABLE_STREAM}|1|x` }),
      ],
    ],
  },
);

check(
  'Kinesis',
  startWith(kinesis, {
    type: 'AWS::Kinesis::Stream',
    physicalId: 'clicks',
    name: 'clicks',
    attributes: { Arn: STREAM },
    properties: {},
  }),
  [
    [
      'kinesis:PutRecord',
      STREAM,
      (client) =>
        new kinesisSdk.Kinesis(client).putRecord({
          StreamName: 'clicks',
          PartitionKey: 'a',
          Data: Buffer.from('a'),
        }),
    ],
    [
      'kinesis:PutRecords',
      STREAM,
      (client) =>
        new kinesisSdk.Kinesis(client).putRecords({
          StreamARN: STREAM,
          Records: [{ PartitionKey: 'a', Data: Buffer.from('a') }],
        }),
    ],
    [
      'kinesis:GetRecords',
      STREAM,
      async (client, developer) => {
        const { ShardIterator } = await new kinesisSdk.Kinesis(developer).getShardIterator({
          StreamName: 'clicks',
          ShardId: 'shardId-000000000000',
          ShardIteratorType: 'TRIM_HORIZON',
        });
        return new kinesisSdk.Kinesis(client).getRecords({ ShardIterator });
      },
    ],
  ],
  {
    attacks: [
      [
        'names another stream beside an iterator',
        'kinesis:GetRecords',
        STREAM,
        async (client, developer) => {
          const { ShardIterator } = await new kinesisSdk.Kinesis(developer).getShardIterator({
            StreamName: 'clicks',
            ShardId: 'shardId-000000000000',
            ShardIteratorType: 'TRIM_HORIZON',
          });
          const StreamARN = STREAM.replace('clicks', 'own');
          return new kinesisSdk.Kinesis(client).getRecords({ ShardIterator, StreamARN });
        },
      ],
    ],
  },
);

check(
  'Secrets Manager',
  startWith(secretsManager(openSecrets(false)), {
    type: 'AWS::SecretsManager::Secret',
    physicalId: SECRET,
    value: 'value',
  }),
  [
    [
      'secretsmanager:GetSecretValue',
      SECRET,
      (client) => new secretsSdk.SecretsManager(client).getSecretValue({ SecretId: 'app/key' }),
    ],
    [
      'secretsmanager:GetSecretValue',
      SECRET,
      (client) =>
        new secretsSdk.SecretsManager(client).getSecretValue({ SecretId: SECRET.slice(0, -7) }),
    ],
    [
      'secretsmanager:GetSecretValue',
      SECRET.replace('app/key-AbCdEf', 'nowhere'),
      (client) => new secretsSdk.SecretsManager(client).getSecretValue({ SecretId: 'nowhere' }),
    ],
    [
      'secretsmanager:DescribeSecret',
      SECRET,
      (client) => new secretsSdk.SecretsManager(client).describeSecret({ SecretId: SECRET }),
    ],
  ],
);

check(
  'Parameter Store',
  startWith(ssm(openSecrets(false)), {
    type: 'AWS::SSM::Parameter',
    physicalId: '/app/a',
    properties: { Type: 'String', Value: 'a' },
  }),
  [
    [
      'ssm:GetParameter',
      `arn:aws:ssm:${PLACE}:parameter/app/a`,
      (client) => new ssmSdk.SSM(client).getParameter({ Name: '/app/a' }),
    ],
    [
      'ssm:GetParameter',
      `arn:aws:ssm:${PLACE}:parameter/app/a`,
      (client) => new ssmSdk.SSM(client).getParameter({ Name: '/app/a:1' }),
    ],
    [
      'ssm:GetParameter',
      `arn:aws:ssm:${PLACE}:parameter/app/a`,
      (client) => new ssmSdk.SSM(client).getParameter({ Name: ' /app/a ' }),
    ],
    [
      'ssm:GetParameter',
      `arn:aws:ssm:${PLACE}:parameter/app/a`,
      (client) =>
        new ssmSdk.SSM(client).getParameter({ Name: `arn:aws:ssm:${PLACE}:parameter/app/a:1` }),
    ],
    [
      'ssm:GetParameters',
      `arn:aws:ssm:${PLACE}:parameter/plain`,
      (client) => new ssmSdk.SSM(client).getParameters({ Names: ['plain', '/app/a'] }),
    ],
    [
      'ssm:GetParametersByPath',
      `arn:aws:ssm:${PLACE}:parameter/app`,
      (client) => new ssmSdk.SSM(client).getParametersByPath({ Path: '/app' }),
    ],
  ],
  {
    attacks: [
      [
        'names one of its own beside others',
        'ssm:GetParameters',
        `arn:aws:ssm:${PLACE}:parameter/app/a`,
        (client) =>
          adding(new ssmSdk.SSM(client), { Name: '/own' }).getParameters({ Names: ['/app/a'] }),
      ],
      [
        'names one of its own beside a path',
        'ssm:GetParametersByPath',
        `arn:aws:ssm:${PLACE}:parameter/app`,
        (client) =>
          adding(new ssmSdk.SSM(client), { Name: '/own' }).getParametersByPath({ Path: '/app' }),
      ],
    ],
  },
);

check(
  'SQS',
  startWith(sqs, {
    type: 'AWS::SQS::Queue',
    physicalId: 'http://127.0.0.1:1/123456789012/letters',
    attributes: { Arn: QUEUE },
    properties: {},
  }),
  [
    [
      'sqs:SendMessage',
      QUEUE,
      (client) =>
        new sqsSdk.SQS(client).sendMessage({
          QueueUrl: `${client.endpoint}/123456789012/letters`,
          MessageBody: 'a',
        }),
    ],
    [
      'sqs:DeleteMessage',
      QUEUE,
      (client) =>
        new sqsSdk.SQS(client).deleteMessageBatch({
          QueueUrl: `${client.endpoint}/123456789012/letters`,
          Entries: [{ Id: 'a', ReceiptHandle: 'a' }],
        }),
    ],
    [
      'sqs:GetQueueUrl',
      QUEUE,
      (client) => new sqsSdk.SQS(client).getQueueUrl({ QueueName: 'letters' }),
    ],
    [
      'sqs:ListDeadLetterSourceQueues',
      QUEUE,
      (client) =>
        new sqsSdk.SQS(client).listDeadLetterSourceQueues({
          QueueUrl: `${client.endpoint}/123456789012/letters`,
        }),
    ],
    [
      'sqs:StartMessageMoveTask',
      QUEUE,
      (client) => new sqsSdk.SQS(client).startMessageMoveTask({ SourceArn: QUEUE }),
    ],
    [
      'sqs:ListMessageMoveTasks',
      QUEUE,
      (client) => new sqsSdk.SQS(client).listMessageMoveTasks({ SourceArn: QUEUE }),
    ],
    [
      'sqs:CancelMessageMoveTask',
      QUEUE,
      (client) =>
        new sqsSdk.SQS(client).cancelMessageMoveTask({
          TaskHandle: Buffer.from(`task ${QUEUE}`).toString('base64'),
        }),
    ],
  ],
  {
    attacks: [
      [
        'names a queue of its own beside another',
        'sqs:GetQueueUrl',
        QUEUE,
        (client) =>
          adding(new sqsSdk.SQS(client), {
            QueueUrl: `${client.endpoint}/123456789012/own`,
          }).getQueueUrl({ QueueName: 'letters' }),
      ],
      [
        'names a queue of its own beside the queue whose messages move',
        'sqs:StartMessageMoveTask',
        QUEUE,
        (client) =>
          adding(new sqsSdk.SQS(client), {
            QueueUrl: `${client.endpoint}/123456789012/own`,
          }).startMessageMoveTask({ SourceArn: QUEUE }),
      ],
      [
        'names a queue of its own to see all',
        'sqs:ListQueues',
        undefined,
        (client) =>
          adding(new sqsSdk.SQS(client), {
            QueueUrl: `${client.endpoint}/123456789012/own`,
          }).listQueues(),
      ],
    ],
  },
);

check(
  'KMS',
  startWith(kms, {
    type: 'AWS::KMS::Key',
    physicalId: KEY_ID,
    attributes: { Arn: KEY },
    properties: {},
  }),
  [
    [
      'kms:Encrypt',
      KEY,
      (client) => new kmsSdk.KMS(client).encrypt({ KeyId: KEY, Plaintext: Buffer.from('a') }),
    ],
    [
      'kms:Decrypt',
      KEY,
      async (client, developer) => {
        const { CiphertextBlob } = await new kmsSdk.KMS(developer).encrypt({
          KeyId: KEY,
          Plaintext: Buffer.from('a'),
        });
        return new kmsSdk.KMS(client).decrypt({ CiphertextBlob });
      },
    ],
  ],
);

const namingTopic = (sdk: snsSdk.SNS) =>
  changed(sdk, (request) => {
    request.body = `${textOf(request)}&TopicArn=${encodeURIComponent(TOPIC)}`;
  });

check(
  'SNS',
  startWith(sns, { type: 'AWS::SNS::Topic', physicalId: TOPIC, properties: {} }),
  [
    [
      'sns:Publish',
      TOPIC,
      (client) => new snsSdk.SNS(client).publish({ TopicArn: TOPIC, Message: 'a' }),
    ],
    [
      'sns:Publish',
      TOPIC,
      (client) =>
        new snsSdk.SNS(client).publishBatch({
          TopicArn: TOPIC,
          PublishBatchRequestEntries: [{ Id: 'a', Message: 'a' }],
        }),
    ],
    // The error does not repeat the phone number.
    [
      'sns:Publish',
      undefined,
      (client) => new snsSdk.SNS(client).publish({ PhoneNumber: PHONE, Message: 'a' }),
    ],
  ],
  {
    error: 'AuthorizationErrorException',
    attacks: [
      [
        'names a topic of its own to make another',
        'sns:CreateTopic',
        `${TOPIC}-2`,
        (client) => namingTopic(new snsSdk.SNS(client)).createTopic({ Name: 'news-2' }),
      ],
      [
        'names a topic of its own to see all',
        'sns:ListTopics',
        undefined,
        (client) => namingTopic(new snsSdk.SNS(client)).listTopics(),
      ],
    ],
  },
);

const mail = {
  Destination: { ToAddresses: ['ada@example.com'] },
  Message: { Subject: { Data: 'a' }, Body: { Text: { Data: 'a' } } },
};
check(
  'SES, version 1,',
  startWith(ses),
  [
    [
      'ses:SendEmail',
      `arn:aws:ses:${PLACE}:identity/no-reply@mail.example.com`,
      (client) =>
        new sesSdk.SES(client).sendEmail({ Source: 'App <no-reply@mail.example.com>', ...mail }),
    ],
  ],
  {
    error: 'AccessDenied',
    attacks: [
      [
        'takes a path that looks like the other version',
        'ses:SendRawEmail',
        `arn:aws:ses:${PLACE}:identity/no-reply@mail.example.com`,
        (client) =>
          changed(new sesSdk.SES(client), (request) => {
            request.path = '/v2/other';
          }).sendRawEmail({
            Source: 'no-reply@mail.example.com',
            RawMessage: { Data: Buffer.from('To: ada@example.com\n\na') },
          }),
      ],
      [
        'names a sender of its own to see the quota',
        'ses:GetSendQuota',
        undefined,
        (client) =>
          changed(new sesSdk.SES(client), (request) => {
            request.body = `${textOf(request)}&Source=no-reply%40mail.example.com`;
          }).getSendQuota(),
      ],
    ],
  },
);

const version2 = {
  FromEmailAddress: 'no-reply@mail.example.com',
  Destination: mail.Destination,
  Content: { Simple: mail.Message },
};

check(
  'SES, version 2,',
  startWith(ses),
  [
    [
      'ses:SendEmail',
      `arn:aws:ses:${PLACE}:identity/no-reply@mail.example.com`,
      (client) => new sesV2Sdk.SESv2(client).sendEmail(version2),
    ],
  ],
  {
    attacks: [
      [
        'names a raw message beside the one that is sent',
        'ses:SendEmail',
        `arn:aws:ses:${PLACE}:identity/no-reply@mail.example.com`,
        (client) =>
          adding(new sesV2Sdk.SESv2(client), {
            Content: { Simple: mail.Message, Raw: { Data: '' } },
          }).sendEmail(version2),
      ],
      [
        'sends a text in place of contents',
        'ses:SendEmail',
        `arn:aws:ses:${PLACE}:identity/no-reply@mail.example.com`,
        (client) => adding(new sesV2Sdk.SESv2(client), { Content: 'Raw' }).sendEmail(version2),
      ],
    ],
  },
);

check(
  'Cognito user pools',
  startWith(cognitoUserPools, {
    type: 'AWS::Cognito::UserPool',
    physicalId: 'eu-west-1_abc',
    name: 'pool',
    properties: {},
  }),
  [
    [
      'cognito-idp:AdminAddUserToGroup',
      POOL,
      (client) =>
        new cognito.CognitoIdentityProvider(client).adminAddUserToGroup({
          UserPoolId: 'eu-west-1_abc',
          GroupName: 'admins',
          Username: 'ada',
        }),
    ],
  ],
);

const scheduling =
  (command: (sdk: schedulerSdk.Scheduler) => Promise<unknown>) => (client: Client) =>
    command(new schedulerSdk.Scheduler(client));
const reminder = {
  Name: 'reminder',
  ScheduleExpression: 'at(2099-01-01T00:00:00)',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: { Arn: `arn:aws:sqs:${PLACE}:letters`, RoleArn: `${ROLE}caller` },
};
const SCHEDULE = `arn:aws:scheduler:${PLACE}:schedule/default/reminder`;

check(
  'EventBridge Scheduler',
  startWith(scheduler),
  [
    ['scheduler:CreateSchedule', SCHEDULE, scheduling((sdk) => sdk.createSchedule(reminder))],
    ['scheduler:UpdateSchedule', SCHEDULE, scheduling((sdk) => sdk.updateSchedule(reminder))],
    ['scheduler:GetSchedule', SCHEDULE, scheduling((sdk) => sdk.getSchedule({ Name: 'reminder' }))],
    [
      'scheduler:DeleteSchedule',
      SCHEDULE.replace('default', 'others'),
      scheduling((sdk) => sdk.deleteSchedule({ Name: 'reminder', GroupName: 'others' })),
    ],
    ['scheduler:ListSchedules', undefined, scheduling((sdk) => sdk.listSchedules())],
    [
      'scheduler:CreateScheduleGroup',
      `arn:aws:scheduler:${PLACE}:schedule-group/others`,
      scheduling((sdk) => sdk.createScheduleGroup({ Name: 'others' })),
    ],
  ],
  {
    attacks: [
      [
        'names a group of its own in the body of a deletion',
        'scheduler:DeleteSchedule',
        SCHEDULE,
        scheduling((sdk) => adding(sdk, { GroupName: 'own' }).deleteSchedule({ Name: 'reminder' })),
      ],
      [
        'names a group of its own in the query of an update',
        'scheduler:UpdateSchedule',
        SCHEDULE,
        scheduling((sdk) =>
          changed(sdk, ({ query }) => {
            query.groupName = 'own';
          }).updateSchedule(reminder),
        ),
      ],
      [
        'encodes a letter of the name',
        'scheduler:GetSchedule',
        SCHEDULE,
        scheduling((sdk) =>
          changed(sdk, (request) => {
            request.path = '/schedules/%72eminder';
          }).getSchedule({ Name: 'other' }),
        ),
      ],
    ],
  },
);

test('a schedule cannot be created with a role that its creator may not pass', async () => {
  const allowed = { Effect: 'Allow', Action: 'scheduler:*', Resource: '*' };
  const running = await startService(scheduler, { resources: [role('maker', allowed)] });
  const sdk = new schedulerSdk.Scheduler(running.clientOf(`${ROLE}maker`));
  await expect(sdk.createSchedule(reminder)).rejects.toThrow(
    `is not authorized to perform: iam:PassRole on resource: ${ROLE}caller`,
  );
  expect((await sdk.listSchedules()).Schedules).toEqual([]);
  await running.stop();
});

test('a role may be passed only to the service that its policy names', async () => {
  const statements = (service: string): Properties[] => [
    { Effect: 'Allow', Action: 'scheduler:*', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `${ROLE}caller`,
      Condition: { StringEquals: { 'iam:PassedToService': service } },
    },
  ];
  const running = await startService(scheduler, {
    resources: [
      role('maker', ...statements('scheduler.amazonaws.com')),
      role('other', ...statements('lambda.amazonaws.com')),
    ],
  });
  const create = (name: string) =>
    new schedulerSdk.Scheduler(running.clientOf(ROLE + name)).createSchedule(reminder);
  await expect(create('other')).rejects.toThrow('is not authorized to perform: iam:PassRole');
  await expect(create('maker')).resolves.toMatchObject({ ScheduleArn: SCHEDULE });
  await running.stop();
});

const entry = { Source: 'app', DetailType: 'ordered', Detail: '{}' };

check(
  'EventBridge',
  startWith(eventbridge),
  [
    [
      'events:PutEvents',
      `arn:aws:events:${PLACE}:event-bus/default`,
      (client) => new eventbridgeSdk.EventBridge(client).putEvents({ Entries: [entry] }),
    ],
    [
      'events:PutEvents',
      `arn:aws:events:${PLACE}:event-bus/orders`,
      (client) =>
        new eventbridgeSdk.EventBridge(client).putEvents({
          Entries: [{ ...entry, EventBusName: `arn:aws:events:${PLACE}:event-bus/orders` }],
        }),
    ],
    [
      'events:DescribeRule',
      `arn:aws:events:${PLACE}:rule/daily`,
      (client) => new eventbridgeSdk.EventBridge(client).describeRule({ Name: 'daily' }),
    ],
    ['events:ListRules', undefined, (client) => new eventbridgeSdk.EventBridge(client).listRules()],
  ],
  {
    attacks: [
      [
        'names a rule of its own beside another',
        'events:ListTargetsByRule',
        `arn:aws:events:${PLACE}:rule/daily`,
        (client) =>
          adding(new eventbridgeSdk.EventBridge(client), { Name: 'own' }).listTargetsByRule({
            Rule: 'daily',
          }),
      ],
      [
        'names a rule of its own to see all',
        'events:ListRules',
        undefined,
        (client) => adding(new eventbridgeSdk.EventBridge(client), { Name: 'own' }).listRules(),
      ],
    ],
  },
);

const s3 = (command: (sdk: s3Sdk.S3) => Promise<unknown>) => (client: Client) =>
  command(new s3Sdk.S3(client));
const FILES = 'arn:aws:s3:::files';

check(
  'S3',
  () => startS3({ resources: [...roles, bucket()] }),
  [
    [
      's3:PutObject',
      `${FILES}/a`,
      s3((sdk) => sdk.putObject({ Bucket: 'files', Key: 'a', Body: 'a' })),
    ],
    ['s3:GetObject', `${FILES}/a`, s3((sdk) => sdk.getObject({ Bucket: 'files', Key: 'a' }))],
    [
      's3:GetObjectVersion',
      `${FILES}/a`,
      s3((sdk) => sdk.getObject({ Bucket: 'files', Key: 'a', VersionId: 'v' })),
    ],
    ['s3:DeleteObject', `${FILES}/a`, s3((sdk) => sdk.deleteObject({ Bucket: 'files', Key: 'a' }))],
    ['s3:ListBucket', FILES, s3((sdk) => sdk.listObjectsV2({ Bucket: 'files' }))],
    [
      's3:PutObject',
      `${FILES}/a`,
      s3((sdk) => sdk.createMultipartUpload({ Bucket: 'files', Key: 'a' })),
    ],
    [
      's3:AbortMultipartUpload',
      `${FILES}/a`,
      s3((sdk) => sdk.abortMultipartUpload({ Bucket: 'files', Key: 'a', UploadId: 'u' })),
    ],
    ['s3:ListAllMyBuckets', undefined, s3((sdk) => sdk.listBuckets())],
  ],
  { error: 'AccessDenied' },
);

describe('S3, with a folder for each user,', () => {
  let running: Awaited<ReturnType<typeof startS3>>;
  const mine = `files/${ME}/a`;
  const theirs = `files/${OTHER}/a`;
  const prefix = (id: string) => `files/${id}/`;
  const SUB = '${cognito-identity.amazonaws.com:sub}';
  const sdk = () => new s3Sdk.S3(running.clientOf(OWN_FOLDER, ME));
  const startUpload = async (place: { Bucket: string; Key: string }) =>
    (await sdk().createMultipartUpload(place)).UploadId;

  beforeAll(async () => {
    const own: Properties[] = [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: `${FILES}/files/${SUB}/*`,
      },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: FILES,
        Condition: { StringLike: { 's3:prefix': [`files/${SUB}/*`, `files/${SUB}/`] } },
      },
    ];
    running = await startS3({ resources: [role('own-folder', ...own), bucket()] });
    const developer = running.s3;
    for (const Key of [mine, theirs]) {
      await developer.send(new s3Sdk.PutObjectCommand({ Bucket: 'files', Key, Body: Key }));
    }
  });
  afterAll(() => running.stop());

  test('lets its owner read, write, list and delete', async () => {
    const { Body } = await sdk().getObject({ Bucket: 'files', Key: mine });
    expect(await Body?.transformToString()).toBe(mine);
    await sdk().putObject({ Bucket: 'files', Key: `files/${ME}/b`, Body: 'b' });
    const { Contents } = await sdk().listObjectsV2({ Bucket: 'files', Prefix: prefix(ME) });
    expect(Contents).toHaveLength(2);
    await sdk().deleteObject({ Bucket: 'files', Key: `files/${ME}/b` });
  });

  test.each<[attack: string, ask: (sdk: s3Sdk.S3) => Promise<unknown>]>([
    ['reads the file of another', (s3) => s3.getObject({ Bucket: 'files', Key: theirs })],
    ['asks about the file of another', (s3) => s3.headObject({ Bucket: 'files', Key: theirs })],
    ['writes there', (s3) => s3.putObject({ Bucket: 'files', Key: theirs, Body: 'x' })],
    ['deletes there', (s3) => s3.deleteObject({ Bucket: 'files', Key: theirs })],
    ['lists there', (s3) => s3.listObjectsV2({ Bucket: 'files', Prefix: prefix(OTHER) })],
    ['lists everything', (s3) => s3.listObjectsV2({ Bucket: 'files' })],
    [
      'copies from there',
      (s3) =>
        s3.copyObject({
          Bucket: 'files',
          Key: `files/${ME}/stolen`,
          CopySource: `files/${theirs}`,
        }),
    ],
    [
      'copies to there',
      (s3) => s3.copyObject({ Bucket: 'files', Key: theirs, CopySource: `files/${mine}` }),
    ],
    [
      'reads a version there',
      (s3) => s3.getObject({ Bucket: 'files', Key: theirs, VersionId: 'null' }),
    ],
    [
      'copies from there, and encodes the slashes',
      (s3) =>
        s3.copyObject({
          Bucket: 'files',
          Key: `files/${ME}/stolen`,
          CopySource: encodeURIComponent(`/files/${theirs}`),
        }),
    ],
    [
      'copies a version from there',
      (s3) =>
        s3.copyObject({
          Bucket: 'files',
          Key: `files/${ME}/stolen`,
          CopySource: `files/${theirs}?versionId=null`,
        }),
    ],
    [
      'copies a part from there',
      async (s3) => {
        const place = { Bucket: 'files', Key: `files/${ME}/stolen` };
        const upload = { ...place, UploadId: await startUpload(place) };
        return s3.uploadPartCopy({ ...upload, PartNumber: 1, CopySource: `files/${theirs}` });
      },
    ],
    [
      'lists there with a start in its own folder',
      (s3) =>
        changed(s3, ({ query }) => {
          query.prefix = prefix(OTHER);
        }).listObjectsV2({ Bucket: 'files', Prefix: prefix(ME), StartAfter: prefix(ME) }),
    ],
    [
      'climbs out of its folder',
      (s3) => s3.getObject({ Bucket: 'files', Key: `files/${ME}/../${OTHER}/a` }),
    ],
  ])('keeps out who %s', async (_, ask) => {
    await expect(ask(sdk())).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('deletes its own of several objects, and reports the others as errors', async () => {
    await sdk().putObject({ Bucket: 'files', Key: `files/${ME}/c`, Body: 'c' });
    const { Deleted, Errors } = await sdk().deleteObjects({
      Bucket: 'files',
      Delete: { Objects: [{ Key: `files/${ME}/c` }, { Key: theirs }] },
    });
    expect(Deleted).toEqual([{ Key: `files/${ME}/c` }]);
    expect(Errors).toMatchObject([{ Key: theirs, Code: 'AccessDenied' }]);
    const kept = await running.s3.send(
      new s3Sdk.HeadObjectCommand({ Bucket: 'files', Key: theirs }),
    );
    expect(kept.ContentLength).toBe(theirs.length);
  });

  test('does not reveal which files exist', async () => {
    await expect(
      sdk().getObject({ Bucket: 'files', Key: `files/${ME}/none` }),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});
