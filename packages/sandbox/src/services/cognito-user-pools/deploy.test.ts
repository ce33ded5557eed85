import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Backend,
  backendGraph,
  confirmedUser,
  failure,
  PASSWORD,
  PLAIN_POOL,
  signedIn,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}, database?: DatabaseSync, startedAt?: number) => {
  pools = await startUserPools(backend, database, startedAt);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';

describe('the resources of a user pool', () => {
  const attributesOf = (backend: Backend, type: string) => {
    const [resource] = backendGraph(backend).ofType(type);
    return { id: resource?.physicalId ?? '', attributes: resource?.attributes ?? {} };
  };

  test('are named as CloudFormation names them', async () => {
    await start();
    const pool = attributesOf({}, 'AWS::Cognito::UserPool');
    expect(pool.id).toMatch(/^eu-west-1_[0-9a-zA-Z]{9}$/);
    expect(pool.attributes).toEqual({
      Arn: `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${pool.id}`,
      ProviderName: `cognito-idp.eu-west-1.amazonaws.com/${pool.id}`,
      ProviderURL: `https://cognito-idp.eu-west-1.amazonaws.com/${pool.id}`,
      UserPoolId: pool.id,
    });
    const client = attributesOf({}, 'AWS::Cognito::UserPoolClient');
    expect(client.id).toMatch(/^[0-9a-z]{26}$/);
    expect(client.attributes).toEqual({ ClientId: client.id, Name: 'Client' });
    const group = attributesOf({ groups: [{ GroupName: 'a' }] }, 'AWS::Cognito::UserPoolGroup');
    expect(group.id).toBe('a');
    const domain = attributesOf(
      {
        resources: {
          Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'd' } },
        },
      },
      'AWS::Cognito::UserPoolDomain',
    );
    expect(domain.id).toBe('d');
  });

  test('have a secret that does not start with the same characters as the id', async () => {
    await start();
    const client = attributesOf(
      { client: { GenerateSecret: true } },
      'AWS::Cognito::UserPoolClient',
    );
    expect(client.attributes.ClientSecret).toMatch(/^[0-9a-z]{51}$/);
    expect(String(client.attributes.ClientSecret).slice(0, 4)).not.toBe(client.id.slice(0, 4));
  });

  test('are described in the start-up report', async () => {
    const backend: Backend = {
      triggers: { PreSignUp: (event) => event },
      preTokenGeneration: { version: 'V2_0', run: (event) => event },
    };
    await start(backend);
    const [pool, client] = backendGraph(backend).resources;
    if (!pool || !client) throw new Error('The backend has no resources.');
    expect(pools.service.describe?.(pool)).toBe(`${pools.poolId}, 2 triggers`);
    expect(pools.service.describe?.(client)).toBeUndefined();
    await pools.deploy({ triggers: { PreSignUp: (event) => event } });
    expect(pools.service.describe?.(pool)).toBe(`${pools.poolId}, 1 trigger`);
  });

  test.for<[string, Backend, readonly string[]]>([
    ['nothing, for the pool that Amplify makes', {}, []],
    [
      'nothing, for a second factor',
      {
        pool: {
          ...AMPLIFY_POOL,
          MfaConfiguration: 'ON',
          EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
        },
      },
      [],
    ],
    [
      'triggers that are not invoked',
      { triggers: { CustomEmailSender: (e) => e, InboundFederation: (e) => e } },
      [expect.stringMatching(/does not invoke: InboundFederation\.$/)],
    ],
    [
      'a custom sender without a key',
      { pool: { ...AMPLIFY_POOL, LambdaConfig: { CustomEmailSender: { LambdaArn: 'arn' } } } },
      [expect.stringMatching(/has a custom sender and no KMSKeyID/)],
    ],
    [
      'identity providers',
      {
        resources: {
          Google: {
            Type: 'AWS::Cognito::UserPoolIdentityProvider',
            Properties: { ProviderName: 'Google', ProviderType: 'Google' },
          },
        },
      },
      [expect.stringMatching(/has identity providers, from which nobody can sign in here: Google/)],
    ],
    [
      'passkeys, devices and old passwords',
      {
        pool: {
          ...AMPLIFY_POOL,
          Policies: {
            PasswordPolicy: { PasswordHistorySize: 3 },
            SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] },
          },
          DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
        },
      },
      [
        expect.stringMatching(/passkey \(WEB_AUTHN\)/),
        expect.stringMatching(/history of passwords/),
        expect.stringMatching(/remembers devices/),
      ],
    ],
  ])('cause warnings about %s', async ([, backend, warnings]) => {
    await start(backend);
    expect(pools.service.warnings?.()).toEqual(warnings);
  });
});

describe('the public documents of a pool', () => {
  test('are its keys, without their secret halves, and their location', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { IdToken } = await signedIn(pools, ADA);
    const jwks = await fetch(`${pools.url}/${pools.poolId}/.well-known/jwks.json`);
    const { keys } = (await jwks.json()) as { keys: Record<string, string>[] };
    expect(keys).toEqual([
      {
        alg: 'RS256',
        e: 'AQAB',
        kid: decodeProtectedHeader(IdToken).kid,
        kty: 'RSA',
        n: expect.any(String),
        use: 'sig',
      },
    ]);
    const discovery = await fetch(`${pools.url}/${pools.poolId}/.well-known/openid-configuration`);
    const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${pools.poolId}`;
    expect(await discovery.json()).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
    });
  });

  test('do not exist for an unknown pool', async () => {
    await start();
    const answer = await fetch(`${pools.url}/eu-west-1_nowhere/.well-known/jwks.json`);
    expect(answer.status).toBe(404);
  });
});

describe('DescribeUserPool and DescribeUserPoolClient', () => {
  test("return the template's values", async () => {
    await start({
      pool: {
        ...AMPLIFY_POOL,
        UserPoolName: 'people',
        Schema: [{ Name: 'plan', AttributeDataType: 'String' }],
      },
    });
    await confirmedUser(pools, ADA);
    const UserPoolId = pools.poolId;
    const signed = { signed: true };
    const { body } = await pools.call('DescribeUserPool', { UserPoolId }, signed);
    const pool = body.UserPool as { SchemaAttributes: { Name: string }[] };
    expect(pool).toMatchObject({
      Id: UserPoolId,
      Name: 'people',
      Arn: `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${UserPoolId}`,
      UsernameAttributes: ['email'],
      EstimatedNumberOfUsers: 1,
    });
    expect(pool.SchemaAttributes.find(({ Name }) => Name === 'custom:plan')).toEqual({
      Name: 'custom:plan',
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: false,
      Mutable: true,
      Required: false,
      StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' },
    });
    const described = await pools.call(
      'DescribeUserPoolClient',
      { UserPoolId, ClientId: pools.clientId },
      signed,
    );
    expect(described.body.UserPoolClient).toMatchObject({
      UserPoolId,
      ClientId: pools.clientId,
      ClientName: 'Client',
      ExplicitAuthFlows: AMPLIFY_CLIENT.ExplicitAuthFlows,
    });
  });

  test('do not find a client of another pool', async () => {
    await start({ resources: { Other: { Type: 'AWS::Cognito::UserPool', Properties: {} } } });
    const answer = await pools.call(
      'DescribeUserPoolClient',
      { UserPoolId: pools.idOf('Other'), ClientId: pools.clientId },
      { signed: true },
    );
    expect(failure(answer)).toBe(
      `ResourceNotFoundException: User pool client ${pools.clientId} does not exist.`,
    );
  });
});

describe('the older settings of a client', () => {
  test.for<[readonly string[], string]>([
    [[], 'InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client'],
    [['USER_PASSWORD_AUTH'], 'none'],
    [
      ['CUSTOM_AUTH_FLOW_ONLY'],
      'InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client',
    ],
  ])('allow flows as %j', async ([ExplicitAuthFlows, outcome]) => {
    await start({ client: { ExplicitAuthFlows } });
    await confirmedUser(pools, ADA);
    expect(failure(await signIn(pools, ADA))).toBe(outcome);
  });

  test.for<[readonly string[], boolean]>([
    [[], true],
    [['USER_PASSWORD_AUTH'], true],
    [['CUSTOM_AUTH_FLOW_ONLY'], false],
    [['ALLOW_USER_PASSWORD_AUTH'], false],
  ])('allow SRP for %j: %s', async ([ExplicitAuthFlows, allowed]) => {
    await start({ client: { ExplicitAuthFlows, PreventUserExistenceErrors: 'ENABLED' } });
    const answer = await pools.call('InitiateAuth', {
      ClientId: pools.clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: ADA, SRP_A: '2' },
    });
    expect(answer.status === 200).toBe(allowed);
  });
});

describe('state', () => {
  test('stays when the template changes, and the change counts at once', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { AccessToken } = await signedIn(pools, ADA);
    await pools.deploy({ pool: { ...AMPLIFY_POOL, AutoVerifiedAttributes: [] } });
    expect(failure(await pools.call('GetUser', { AccessToken }))).toBe('none');
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect((await signUp(pools, 'eve@example.com')).body.CodeDeliveryDetails).toBeUndefined();
  });

  test('of a pool that is removed from the template is kept, and used again when it is added back', async () => {
    await start({ pool: PLAIN_POOL });
    await confirmedUser(pools, 'ada');
    await pools.service.deploy({ ...backendGraph({}), resources: [], ofType: () => [] });
    expect(failure(await signIn(pools, 'ada'))).toMatch(/^ResourceNotFoundException/);
    const UserPoolId = pools.poolId;
    expect(failure(await pools.call('ListUsers', { UserPoolId }, { signed: true }))).toBe(
      `ResourceNotFoundException: User pool ${UserPoolId} does not exist.`,
    );
    await pools.deploy({ pool: PLAIN_POOL });
    expect(failure(await signIn(pools, 'ada'))).toBe('none');
  });

  test('is separate for each pool', async () => {
    await start({ pool: PLAIN_POOL });
    await confirmedUser(pools, 'ada');
    const Other = { Type: 'AWS::Cognito::UserPool', Properties: PLAIN_POOL };
    await pools.deploy({ pool: PLAIN_POOL, resources: { Other } });
    const OtherClient = {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { ...AMPLIFY_CLIENT, UserPoolId: pools.idOf('Other') },
    };
    await pools.deploy({ pool: PLAIN_POOL, resources: { Other, OtherClient } });
    const ClientId = pools.idOf('OtherClient');
    const AuthParameters = { USERNAME: 'ada', PASSWORD };
    const answer = await pools.call('InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters,
    });
    expect(failure(answer)).toMatch(/^NotAuthorizedException/);
    expect(failure(await signUp({ ...pools, clientId: ClientId }, 'ada'))).toBe('none');
  });

  test('survives the process: users, keys, codes, sessions, tokens and limits', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'user-pools-'));
    try {
      const path = join(folder, 'state.sqlite');
      const before = new DatabaseSync(path);
      before.exec('PRAGMA journal_mode = WAL');
      await start({}, before);
      await confirmedUser(pools, ADA, { email_verified: 'true' });
      const { AccessToken, RefreshToken } = await signedIn(pools, ADA);
      await signUp(pools, 'eve@example.com');
      const code = pools.code();
      await pools.call(
        'AdminCreateUser',
        { UserPoolId: pools.poolId, Username: 'bob@example.com', TemporaryPassword: PASSWORD },
        { signed: true },
      );
      const { body } = await signIn(pools, 'bob@example.com');
      for (let time = 0; time < 5; time++) await signIn(pools, ADA, 'Wrong-Horse-9');
      await pools.stop();

      // The first connection is never closed, like after kill -9.
      await start({}, new DatabaseSync(path), pools.now());
      expect(failure(await signIn(pools, ADA))).toBe(
        'NotAuthorizedException: Password attempts exceeded',
      );
      expect(failure(await pools.call('GetUser', { AccessToken }))).toBe('none');
      const ClientId = pools.clientId;
      const refreshed = await pools.call('GetTokensFromRefreshToken', { ClientId, RefreshToken });
      expect(failure(refreshed)).toBe('none');
      const confirmed = await pools.call('ConfirmSignUp', {
        ClientId,
        Username: 'eve@example.com',
        ConfirmationCode: code,
      });
      expect(failure(confirmed)).toBe('none');
      const answered = await pools.call('RespondToAuthChallenge', {
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ChallengeResponses: { USERNAME: 'bob@example.com', NEW_PASSWORD: PASSWORD },
        Session: body.Session,
      });
      expect(failure(answered)).toBe('none');
      expect(pools.outbox).toHaveLength(2);
      before.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
