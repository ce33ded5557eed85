import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as dynamodbStreams from '@aws-sdk/client-dynamodb-streams';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as ses from '@aws-sdk/client-ses';
import * as sesV2 from '@aws-sdk/client-sesv2';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AllServices, startAllServices } from '../../testing/all-services.js';
import { bucket } from '../../testing/buckets.js';
import { sendRaw, signedHeaders } from '../../testing/signed-request.js';

const NOBODY = 'arn:aws:iam::123456789012:role/nobody';
const KEY = '01234567-89ab-cdef-0123-456789abcdef';

let running: AllServices;
beforeAll(async () => {
  running = await startAllServices([
    { type: 'AWS::IAM::Role', physicalId: 'nobody', attributes: { Arn: NOBODY } },
    { type: 'AWS::Cognito::UserPool', physicalId: 'eu-west-1_abc', name: 'pool' },
    bucket(),
    {
      type: 'AWS::KMS::Key',
      physicalId: KEY,
      attributes: { Arn: `arn:aws:kms:eu-west-1:123456789012:key/${KEY}` },
    },
  ]);
});
afterAll(() => running.stop());

type Sdk = { readonly [name: string]: unknown };
type Input = Readonly<Record<string, unknown>>;
type AnyClient = { send(command: unknown): Promise<unknown>; destroy(): void };
type AnyConstructor<T> = new (input: Input) => T;

type Api = {
  readonly sdk: Sdk;
  readonly client: string;
  /** Sent with every operation, in addition to the parameters of the path. */
  readonly input?: Input;
  /** Sent with one operation instead. */
  readonly inputs?: Readonly<Record<string, Input>>;
  /** Operations that are open to everybody. */
  readonly open?: readonly string[];
  /** Operations that the SDK sends to another host. */
  readonly elsewhere?: readonly string[];
  /** The error of a signature for another region. */
  readonly wrongRegion?: string;
};

const PUBLIC_OF_COGNITO = [
  'AssociateSoftwareToken',
  'ChangePassword',
  'ConfirmForgotPassword',
  'ConfirmSignUp',
  'DeleteUser',
  'DeleteUserAttributes',
  'ForgetDevice',
  'ForgotPassword',
  'GetDevice',
  'GetTokensFromRefreshToken',
  'GetUser',
  'GetUserAttributeVerificationCode',
  'GetUserAuthFactors',
  'GlobalSignOut',
  'InitiateAuth',
  'ListDevices',
  'ResendConfirmationCode',
  'RespondToAuthChallenge',
  'RevokeToken',
  'SetUserMFAPreference',
  'SetUserSettings',
  'SignUp',
  'UpdateDeviceStatus',
  'UpdateUserAttributes',
  'VerifySoftwareToken',
  'VerifyUserAttribute',
];

const APIS: Readonly<Record<string, Api>> = {
  'Cognito user pools': {
    sdk: cognito,
    client: 'CognitoIdentityProviderClient',
    open: PUBLIC_OF_COGNITO,
  },
  DynamoDB: {
    sdk: dynamodb,
    client: 'DynamoDBClient',
    input: { RequestItems: { todos: { Keys: [] } } },
    inputs: {
      BatchWriteItem: { RequestItems: { todos: [{ PutRequest: { Item: {} } }] } },
      TransactGetItems: { TransactItems: [{ Get: { TableName: 'todos', Key: {} } }] },
      TransactWriteItems: { TransactItems: [{ Put: { TableName: 'todos', Item: {} } }] },
    },
  },
  'DynamoDB Streams': { sdk: dynamodbStreams, client: 'DynamoDBStreamsClient' },
  EventBridge: {
    sdk: eventbridge,
    client: 'EventBridgeClient',
    input: { Entries: [{ Source: 'a' }] },
  },
  Kinesis: { sdk: kinesis, client: 'KinesisClient' },
  KMS: { sdk: kms, client: 'KMSClient' },
  Lambda: { sdk: lambda, client: 'LambdaClient' },
  S3: {
    sdk: s3,
    client: 'S3Client',
    input: { Bucket: 'files', CopySource: 'files/a', Delete: { Objects: [{ Key: 'a' }] } },
    // Its response has an error for each key that may not be deleted.
    open: ['DeleteObjects'],
    elsewhere: ['WriteGetObjectResponse'],
    wrongRegion: 'AuthorizationHeaderMalformed',
  },
  'EventBridge Scheduler': { sdk: scheduler, client: 'SchedulerClient' },
  'SES, version 1': { sdk: ses, client: 'SESClient', wrongRegion: 'SignatureDoesNotMatch' },
  'SES, version 2': { sdk: sesV2, client: 'SESv2Client' },
  SNS: { sdk: sns, client: 'SNSClient', wrongRegion: 'SignatureDoesNotMatch' },
  SQS: { sdk: sqs, client: 'SQSClient' },
  'Parameter Store': { sdk: ssm, client: 'SSMClient' },
  'Secrets Manager': { sdk: secretsManager, client: 'SecretsManagerClient' },
  STS: {
    sdk: sts,
    client: 'STSClient',
    open: ['GetCallerIdentity'],
    wrongRegion: 'SignatureDoesNotMatch',
  },
};

function clientOf({ sdk, client }: Api, region: string, roleArn = NOBODY): AnyClient {
  const Client = sdk[client] as AnyConstructor<AnyClient>;
  return new Client({
    endpoint: running.url,
    region,
    credentials: running.credentials.forRole(roleArn, 'session'),
    maxAttempts: 1,
    forcePathStyle: true,
  });
}

const operationsOf = ({ sdk, elsewhere = [] }: Api) =>
  Object.keys(sdk)
    .filter((name) => /^[A-Z]\w+Command$/.test(name))
    .map((name) => name.replace(/Command$/, ''))
    .filter((name) => !elsewhere.includes(name));

/** Sends an operation with only the parameters of its path, and returns the error. */
async function errorOf(api: Api, client: AnyClient, operation: string): Promise<unknown> {
  const Command = api.sdk[`${operation}Command`] as AnyConstructor<unknown>;
  const input = { ...(api.inputs?.[operation] ?? api.input) };
  for (;;) {
    const error: unknown = await client.send(new Command(input)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    // The SDK names the missing parameter of the path.
    const label = /HTTP label: (\w+)/.exec(String(error))?.[1];
    if (!label || label in input) return error;
    input[label] = 'x';
  }
}

function isRefused(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  // The response to HEAD has no message.
  return /is not authorized to perform/.test(String(error)) || $metadata?.httpStatusCode === 403;
}

function isUnserved(error: unknown): boolean {
  return /The sandbox (?:does not support|supports|serves)/.test(String(error));
}

describe.each(Object.entries(APIS))('%s', (_, api) => {
  test('allows a role without permissions only the operations that are open to everybody', async () => {
    const client = clientOf(api, running.region);
    const answered: string[] = [];
    const refused: string[] = [];
    for (const operation of operationsOf(api)) {
      const error = await errorOf(api, client, operation);
      if (isRefused(error)) refused.push(operation);
      else if (!isUnserved(error)) answered.push(operation);
    }
    client.destroy();
    expect(answered.sort()).toEqual(api.open ?? []);
    if (api.sdk !== sts) expect(refused).not.toEqual([]);
    expect(running.faults).toEqual([]);
  });

  // STS returns no credentials, whatever the role.
  const withPermissions = api.sdk === sts ? [] : [NOBODY.replace('nobody', 'nobdy')];
  test.each(withPermissions)('refuses the misspelt role %s, and says so', async (misspelt) => {
    const client = clientOf(api, running.region, misspelt);
    const words: string[] = [];
    for (const operation of operationsOf(api)) {
      if (/^Head/.test(operation) || api.open?.includes(operation)) continue;
      const error = await errorOf(api, client, operation);
      if (isUnserved(error)) continue;
      words.push(String(error));
      if (words.length === 3) break;
    }
    client.destroy();
    expect(words).not.toEqual([]);
    for (const each of words) {
      expect(each).toContain(`the backend does not define the role ${misspelt}`);
    }
  });

  test('refuses a signature for another region', async () => {
    const client = clientOf(api, 'us-east-2');
    const [operation = ''] = operationsOf(api).filter((name) => !/^Head/.test(name));
    const error = await errorOf(api, client, operation);
    client.destroy();
    const name = api.wrongRegion ?? 'InvalidSignatureException';
    expect(error).toMatchObject({ name, message: expect.stringContaining("'us-east-2'") });
    expect(error).toMatchObject({ message: expect.stringContaining('eu-west-1') });
  });
});

/** Sends a request of the AWS JSON protocol as the role. */
async function sendTarget(target: string, service: string) {
  const request = {
    method: 'POST',
    url: new URL(`${running.url}/`),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: '{}',
  };
  const credentials = running.credentials.forRole(NOBODY, 'session');
  return sendRaw(request, signedHeaders(request, { credentials, service }));
}

/** @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html */
test('Cognito identity pools allow only the operations that are open to everybody', async () => {
  const operations = [
    'CreateIdentityPool',
    'DeleteIdentities',
    'DeleteIdentityPool',
    'DescribeIdentity',
    'DescribeIdentityPool',
    'GetCredentialsForIdentity',
    'GetId',
    'GetIdentityPoolRoles',
    'GetOpenIdToken',
    'GetOpenIdTokenForDeveloperIdentity',
    'GetPrincipalTagAttributeMap',
    'ListIdentities',
    'ListIdentityPools',
    'ListTagsForResource',
    'LookupDeveloperIdentity',
    'MergeDeveloperIdentities',
    'SetIdentityPoolRoles',
    'SetPrincipalTagAttributeMap',
    'TagResource',
    'UnlinkDeveloperIdentity',
    'UnlinkIdentity',
    'UntagResource',
    'UpdateIdentityPool',
  ];
  const answered: string[] = [];
  for (const operation of operations) {
    const { body } = await sendTarget(`AWSCognitoIdentityService.${operation}`, 'cognito-identity');
    if (!isRefused(body) && !isUnserved(body)) answered.push(operation);
  }
  expect(answered).toEqual(['GetCredentialsForIdentity', 'GetId']);
});

test('every service has a signing name, except those whose requests are not signed', () => {
  const unsigned = [...running.services]
    .filter(([, { signingName }]) => signingName === undefined)
    .map(([name]) => name);
  expect(unsigned).toEqual(['console', 'captcha-provider', 'sandbox-api']);
});

test.each([
  ['AmazonSSM.GetParameter', 'sqs', 'ssm'],
  ['AmazonSQS.ListQueues', 'ssm', 'sqs'],
  ['DynamoDB_20120810.ListTables', 'kms', 'dynamodb'],
  ['DynamoDBStreams_20120810.ListStreams', 'kms', 'dynamodb'],
  ['Kinesis_20131202.ListStreams', 'firehose', 'kinesis'],
  ['TrentService.DescribeKey', 'ssm', 'kms'],
  ['AWSEvents.ListRules', 'scheduler-x', 'events'],
  ['AWSCognitoIdentityProviderService.ListUserPools', 'ssm', 'cognito-idp'],
])('%s takes no signature for %s', async (target, service, own) => {
  const { status, body } = await sendTarget(target, service);
  expect(status).toBe(own === 'dynamodb' ? 400 : 403);
  expect(body).toContain(`Credential should be scoped to correct service: '${own}'.`);
});
