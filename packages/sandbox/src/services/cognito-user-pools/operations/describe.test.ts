import {
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  paginateListUserPoolClients,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Backend,
  failure,
  PLAIN_POOL,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const describePool = async () =>
  (await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId: pools.poolId }))).UserPool;
const describeClient = async () =>
  (
    await pools.sdk.send(
      new DescribeUserPoolClientCommand({ UserPoolId: pools.poolId, ClientId: pools.clientId }),
    )
  ).UserPoolClient;

describe('DescribeUserPool', () => {
  test("returns the template's values", async () => {
    await start({
      pool: { ...AMPLIFY_POOL, UserPoolName: 'mine', MfaConfiguration: 'OPTIONAL' },
      triggers: { PreSignUp: (event) => event },
    });
    expect(await describePool()).toMatchObject({
      Id: pools.poolId,
      Name: 'mine',
      Arn: `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${pools.poolId}`,
      MfaConfiguration: 'OPTIONAL',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      LambdaConfig: { PreSignUp: expect.stringContaining('function:PreSignUp') },
      VerificationMessageTemplate: { EmailSubject: 'Verify your new account' },
      EstimatedNumberOfUsers: 0,
    });
  });

  test('returns the defaults of a pool whose template does not set them', async () => {
    await start({ pool: {} });
    expect(await describePool()).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      DeletionProtection: 'INACTIVE',
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      LambdaConfig: {},
      MfaConfiguration: 'OFF',
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      UserPoolTier: 'ESSENTIALS',
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
    });
    expect(await describePool()).not.toHaveProperty('Domain');
  });

  test('returns the types of the API, even when the template has text', async () => {
    await start({
      pool: {
        Policies: { PasswordPolicy: { MinimumLength: '12', RequireSymbols: 'false' } },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: 'true' },
      },
    });
    expect(await describePool()).toMatchObject({
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: false } },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  test.for([
    [{ Domain: 'mine' }, { Domain: 'mine' }],
    [
      { Domain: 'auth.example.com', CustomDomainConfig: { CertificateArn: 'arn' } },
      { CustomDomain: 'auth.example.com' },
    ],
  ])('returns the domain %o', async ([Properties, expected]) => {
    const Domain = { Type: 'AWS::Cognito::UserPoolDomain', Properties: Properties ?? {} };
    await start({ resources: { Domain } });
    expect(await describePool()).toMatchObject(expected ?? {});
  });

  test('returns the times at which the pool was created and last changed', async () => {
    await start();
    const first = await describePool();
    expect(first?.CreationDate).toBeInstanceOf(Date);
    expect(first?.LastModifiedDate).toEqual(first?.CreationDate);
    pools.advance(60_000);
    await pools.deploy({});
    expect(await describePool()).toEqual(first);
    await pools.deploy({ pool: PLAIN_POOL });
    expect(await describePool()).toMatchObject({
      CreationDate: first?.CreationDate,
      LastModifiedDate: new Date(Number(first?.CreationDate) + 60_000),
    });
  });
});

describe('DescribeUserPoolClient', () => {
  test("returns the template's values, and the defaults", async () => {
    await start({ client: { ...AMPLIFY_CLIENT, ClientName: 'web', AuthSessionValidity: '5' } });
    expect(await describeClient()).toMatchObject({
      UserPoolId: pools.poolId,
      ClientId: pools.clientId,
      ClientName: 'web',
      ExplicitAuthFlows: AMPLIFY_CLIENT.ExplicitAuthFlows,
      PreventUserExistenceErrors: 'ENABLED',
      AuthSessionValidity: 5,
      EnableTokenRevocation: true,
      RefreshTokenValidity: 30,
      AllowedOAuthFlowsUserPoolClient: false,
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    });
  });

  test('returns the secret of a client that has one', async () => {
    await start({ client: { GenerateSecret: true } });
    expect((await describeClient())?.ClientSecret).toBe(pools.clientSecret);
  });

  test('names a client that does not belong to the pool', async () => {
    await start({ resources: { Other: { Type: 'AWS::Cognito::UserPool', Properties: {} } } });
    await expect(
      pools.sdk.send(
        new DescribeUserPoolClientCommand({
          UserPoolId: pools.idOf('Other'),
          ClientId: pools.clientId,
        }),
      ),
    ).rejects.toThrow(`User pool client ${pools.clientId} does not exist.`);
  });
});

describe('ListUserPools and ListUserPoolClients', () => {
  const client = (ClientName: string) => ({
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { ClientName },
  });

  test('list the pools and clients of the template', async () => {
    await start({
      client: { ClientName: 'web' },
      triggers: { PreSignUp: (event) => event },
      resources: { Other: { Type: 'AWS::Cognito::UserPool', Properties: {} } },
    });
    const { UserPools } = await pools.sdk.send(new ListUserPoolsCommand({ MaxResults: 60 }));
    expect(UserPools).toHaveLength(2);
    expect(UserPools).toContainEqual({
      Id: pools.poolId,
      Name: 'UserPool',
      LambdaConfig: { PreSignUp: expect.any(String) },
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    });
    const { UserPoolClients } = await pools.sdk.send(
      new ListUserPoolClientsCommand({ UserPoolId: pools.poolId }),
    );
    expect(UserPoolClients).toEqual([
      { ClientId: pools.clientId, ClientName: 'web', UserPoolId: pools.poolId },
    ]);
    const none = new ListUserPoolClientsCommand({ UserPoolId: pools.idOf('Other') });
    expect((await pools.sdk.send(none)).UserPoolClients).toEqual([]);
  });

  test('come in pages', async () => {
    await start({ resources: { A: client('a'), B: client('b') } });
    const found: (string | undefined)[] = [];
    for await (const { UserPoolClients } of paginateListUserPoolClients(
      { client: pools.sdk, pageSize: 1 },
      { UserPoolId: pools.poolId },
    )) {
      found.push(...(UserPoolClients ?? []).map(({ ClientName }) => ClientName));
    }
    expect(found.toSorted()).toEqual(['Client', 'a', 'b']);
  });

  test('list no clients that registered themselves, because this is not supported', async () => {
    await start();
    const answer = await pools.call(
      'ListUserPoolClients',
      { UserPoolId: pools.poolId, ClientType: 'DCR' },
      { signed: true },
    );
    expect(answer.body).toEqual({ UserPoolClients: [] });
  });

  test.for([0, 61, undefined])('reject a page size of %s', async (MaxResults) => {
    await start();
    const answer = await pools.call('ListUserPools', { MaxResults }, { signed: true });
    expect(failure(answer)).toMatch(/^InvalidParameterException: .*'maxResults'/);
  });
});
