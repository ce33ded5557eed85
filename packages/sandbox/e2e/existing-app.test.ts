import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';

const UserPoolId = 'us-east-1_Existing1';
const ClientId = '1existingclient00000000000';
const IdentityPoolId = 'us-east-1:b4b4b4b4-1111-4222-8333-444444444444';
const PASSWORD = 'Correct-horse-1';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ cwd: join(import.meta.dirname, 'existing-app'), dataDir: false });
});
afterAll(() => sandbox?.stop());

async function signIn(Username: string, ...groups: readonly string[]): Promise<string> {
  const { url: endpoint, region, credentials } = sandbox;
  const client = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  await client.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));
  await client.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }));
  for (const GroupName of groups) {
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  }
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD },
    }),
  );
  client.destroy();
  return AuthenticationResult?.IdToken ?? '';
}

async function identity<T>(operation: string, input: object): Promise<T> {
  const response = await fetch(sandbox.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSCognitoIdentityService.${operation}` },
    body: JSON.stringify(input),
  });
  return (await response.json()) as T;
}

/** The role of the credentials from the identity pool. */
async function roleOf(idToken?: string): Promise<string | undefined> {
  const Logins = idToken && { [`cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`]: idToken };
  const login = idToken ? { Logins } : {};
  const { IdentityId } = await identity<{ IdentityId: string }>('GetId', {
    IdentityPoolId,
    ...login,
  });
  const { Credentials } = await identity<{
    Credentials: { AccessKeyId: string; SecretKey: string; SessionToken: string };
  }>('GetCredentialsForIdentity', { IdentityId, ...login });
  const client = new STSClient({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretKey,
      sessionToken: Credentials.SessionToken,
    },
  });
  const { Arn } = await client.send(new GetCallerIdentityCommand({}));
  client.destroy();
  return Arn?.split('/').at(-2);
}

test('the outputs name the pools that the backend references', () => {
  expect(sandbox.outputs.auth).toMatchObject({
    user_pool_id: UserPoolId,
    user_pool_client_id: ClientId,
    identity_pool_id: IdentityPoolId,
    username_attributes: ['email'],
    unauthenticated_identities_enabled: true,
  });
});

test('users, groups and roles are those of a pool that the sandbox creates', async () => {
  expect(await roleOf(await signIn('ada@example.com'))).toBe('existing-auth');
  expect(await roleOf(await signIn('grace@example.com', 'ADMINS'))).toBe('existing-admins');
  expect(await roleOf()).toBe('existing-unauth');
});

test('CommonJS runs in an app whose package.json has the type module', async () => {
  expect(await sandbox.invoke('plain', {})).toMatchObject({ kind: 'object' });
});

test('a function gets the messages of a queue from the event source of the CDK', async () => {
  const { url: endpoint, region, credentials } = sandbox;
  const sqs = new SQSClient({ endpoint, region, credentials });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((each) => each.includes('Jobs'));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a job' }));
  sqs.destroy();
  await vi.waitFor(
    () =>
      expect(sandbox.invocations).toContainEqual(
        expect.objectContaining({
          source: 'aws:sqs',
          event: { Records: [expect.objectContaining({ body: 'a job' })] },
          outcome: expect.objectContaining({ status: 'success' }),
        }),
      ),
    { timeout: 20_000 },
  );
});

test('attributes that are not supported have values', async () => {
  const { variables } = (await sandbox.invoke('plain', {})) as { variables: string };
  expect(JSON.parse(variables)).toEqual({
    custom: expect.stringMatching(/\.Answer$/),
    graph: expect.stringMatching(
      /^arn:aws:appsync:us-east-1:123456789012:endpoints\/graphql-api\/[a-z2-7]{26}$/,
    ),
    endpoint: expect.stringMatching(/\.DnsEntries\.1$/),
    zone: 'ns-1.awsdns-00.com ns-2.awsdns-01.net ns-3.awsdns-02.org ns-4.awsdns-03.co.uk',
  });
  expect(sandbox.outputs.custom?.apiUrl).toMatch(
    /^https:\/\/[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com\/prod\/$/,
  );
});

test('resources that are not supported are named at the start', () => {
  expect(sandbox.report.unserved).toMatchObject({
    'AWS::ApiGateway::RestApi': 1,
    'AWS::EC2::VPCEndpoint': 1,
    'AWS::Route53::HostedZone': 1,
    'Custom::Lookup': 1,
  });
  expect(sandbox.report.warnings).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^The stack certificates is in eu-central-1 in AWS\./),
      expect.stringMatching(/^The backend refers to the user pool us-east-1_Existing1 in AWS\./),
      expect.stringMatching(/^The API \w+ does not run: it has no schema in the template$/),
    ]),
  );
});
