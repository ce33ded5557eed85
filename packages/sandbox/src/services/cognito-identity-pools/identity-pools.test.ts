import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphOf } from '../../../testing/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { createCredentialStore } from '../../iam/credentials.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { cognitoIdentityPools } from './index.js';

const POOL = 'us-east-1:11111111-2222-4333-8444-555555555555';
const PROVIDER = 'cognito-idp.us-east-1.amazonaws.com/us-east-1_abc';
const ROLE = 'arn:aws:iam::123456789012:role/';
const NOW = Date.UTC(2026, 0, 1);
const credentials = createCredentialStore(Buffer.alloc(32, 1));

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let otherKeys: typeof keys;
let jwks: Server;
let endpoint: string;

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  otherKeys = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  jwks = createServer(({ url }, response) => {
    response.statusCode = url === '/us-east-1_abc/.well-known/jwks.json' ? 200 : 404;
    response.end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((listening) => jwks.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}`;
});
afterAll(() => jwks.close());

function start({
  guests = true,
  database = new DatabaseSync(':memory:'),
  otherwise = 'AuthenticatedRole',
} = {}) {
  const service = cognitoIdentityPools({ credentials, endpoint: () => endpoint }).create({
    region: 'us-east-1',
    now: () => NOW,
    database,
  } as ServiceContext);
  service.deploy(
    graphOf([
      {
        type: 'AWS::Cognito::IdentityPool',
        physicalId: POOL,
        properties: {
          AllowUnauthenticatedIdentities: guests,
          CognitoIdentityProviders: [{ ProviderName: PROVIDER, ClientId: 'web' }],
        },
      },
      {
        type: 'AWS::Cognito::IdentityPoolRoleAttachment',
        properties: {
          IdentityPoolId: POOL,
          Roles: { authenticated: `${ROLE}user`, unauthenticated: `${ROLE}guest` },
          RoleMappings: {
            web: {
              IdentityProvider: `${PROVIDER}:web`,
              Type: 'Token',
              AmbiguousRoleResolution: otherwise,
            },
          },
        },
      },
    ]),
  );
  return async (operation: string, input: unknown) => {
    const response = await service.handle({
      target: { prefix: 'AWSCognitoIdentityService', operation },
      body: Buffer.from(JSON.stringify(input)),
      caller: { type: 'anonymous' },
    } as ServiceRequest);
    return JSON.parse(String(response.body));
  };
}

const token = (claims: JWTPayload = {}, key = keys.privateKey) =>
  new SignJWT({ token_use: 'id', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setSubject(claims.sub ?? 'ada')
    .setIssuer(claims.iss ?? `https://${PROVIDER}`)
    .setAudience(claims.aud ?? 'web')
    .setIssuedAt(NOW / 1000)
    .setExpirationTime(claims.exp ?? NOW / 1000 + 60)
    .sign(key);

/** The role whose credentials an identity gets. */
async function roleOf(
  call: ReturnType<typeof start>,
  Logins?: Record<string, string>,
  more: object = {},
) {
  const { IdentityId } = await call('GetId', { IdentityPoolId: POOL, Logins });
  const { Credentials, ...rest } = await call('GetCredentialsForIdentity', {
    IdentityId,
    Logins,
    ...more,
  });
  if (!Credentials) return rest.__type;
  const issued = credentials.find(Credentials.AccessKeyId, Credentials.SessionToken);
  expect(issued?.secretAccessKey).toBe(Credentials.SecretKey);
  expect(Credentials.Expiration).toBe(NOW / 1000 + 3600);
  return issued?.caller;
}

describe('an identity', () => {
  test('of a guest has the guest role', async () => {
    expect(await roleOf(start())).toEqual({
      type: 'role',
      roleArn: `${ROLE}guest`,
      arn: 'arn:aws:sts::123456789012:assumed-role/guest/CognitoIdentityCredentials',
      subject: expect.stringMatching(/^us-east-1:[0-9a-f-]{36}$/),
      identityPool: { poolId: POOL },
    });
  });

  test('of a user names the login with which the user proved it', async () => {
    expect(await roleOf(start(), { [PROVIDER]: await token({ sub: 'ada' }) })).toMatchObject({
      identityPool: { poolId: POOL, login: { provider: PROVIDER, subject: 'ada' } },
    });
  });

  test('of a user is the same at every call and after a restart, and differs between users', async () => {
    const database = new DatabaseSync(':memory:');
    const idOf = async (sub: string) =>
      (
        await start({ database })('GetId', {
          IdentityPoolId: POOL,
          Logins: { [PROVIDER]: await token({ sub }) },
        })
      ).IdentityId;
    expect(await idOf('ada')).toMatch(/^us-east-1:[0-9a-f-]{36}$/);
    expect(await idOf('ada')).toBe(await idOf('ada'));
    expect(await idOf('ada')).not.toBe(await idOf('bob'));
  });

  test.each<[string, JWTPayload, object, string, string]>([
    ['without groups has the role for users', {}, {}, 'AuthenticatedRole', 'user'],
    [
      "has the token's preferred role",
      { 'cognito:preferred_role': `${ROLE}admin`, 'cognito:roles': [`${ROLE}admin`, `${ROLE}x`] },
      {},
      'Deny',
      'admin',
    ],
    ['has the only role of the token', { 'cognito:roles': [`${ROLE}x`] }, {}, 'Deny', 'x'],
    [
      'may choose among the roles of the token',
      { 'cognito:roles': [`${ROLE}admin`, `${ROLE}x`] },
      { CustomRoleArn: `${ROLE}x` },
      'Deny',
      'x',
    ],
  ])('%s', async (_, claims, more, otherwise, role) => {
    expect(
      await roleOf(start({ otherwise }), { [PROVIDER]: await token(claims) }, more),
    ).toMatchObject({
      roleArn: ROLE + role,
    });
  });
});

describe('a guest who signs in', () => {
  const signedIn = async () => ({ [PROVIDER]: await token() });

  test("keeps the identity, which then becomes the user's", async () => {
    const call = start();
    const { IdentityId } = await call('GetId', { IdentityPoolId: POOL });
    const Logins = await signedIn();
    expect(await call('GetCredentialsForIdentity', { IdentityId, Logins })).toMatchObject({
      IdentityId,
    });
    expect(await call('GetId', { IdentityPoolId: POOL, Logins })).toEqual({ IdentityId });
    expect(await call('GetCredentialsForIdentity', { IdentityId })).toMatchObject({
      __type: 'NotAuthorizedException',
    });
  });

  test('continues with the identity that the user already has', async () => {
    const call = start();
    const Logins = await signedIn();
    const { IdentityId: own } = await call('GetId', { IdentityPoolId: POOL, Logins });
    const { IdentityId } = await call('GetId', { IdentityPoolId: POOL });
    expect(await call('GetCredentialsForIdentity', { IdentityId, Logins })).toMatchObject({
      IdentityId: own,
    });
  });
});

describe('refused is', () => {
  const login = async (claims: JWTPayload, provider = PROVIDER) => ({
    [provider]: await token(claims),
  });
  test.each<[string, () => Promise<unknown>]>([
    [
      'a token signed with another key',
      async () => ({ [PROVIDER]: await token({}, otherKeys.privateKey) }),
    ],
    [
      'a token of another user pool',
      () => login({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other' }),
    ],
    ['a token of another client', () => login({ aud: 'another' })],
    ['an access token', () => login({ token_use: 'access' })],
    ['an expired token', () => login({ exp: NOW / 1000 - 1 })],
    ['a provider that the pool does not have', () => login({}, 'accounts.google.com')],
    ['text that is not a token', async () => ({ [PROVIDER]: 'x' })],
  ])('%s', async (_, logins) => {
    expect(await start()('GetId', { IdentityPoolId: POOL, Logins: await logins() })).toMatchObject({
      __type: 'NotAuthorizedException',
    });
  });

  test('a guest where guests are not allowed', async () => {
    expect(await start({ guests: false })('GetId', { IdentityPoolId: POOL })).toMatchObject({
      __type: 'NotAuthorizedException',
      message: 'Unauthenticated access is not supported for this identity pool.',
    });
  });

  test("another user's identity", async () => {
    const call = start();
    const { IdentityId } = await call('GetId', { IdentityPoolId: POOL, Logins: await login({}) });
    for (const Logins of [await login({ sub: 'eve' }), undefined]) {
      expect(await call('GetCredentialsForIdentity', { IdentityId, Logins })).toMatchObject({
        __type: 'NotAuthorizedException',
      });
    }
  });

  test('a role that the token does not list', async () => {
    expect(await roleOf(start(), await login({}), { CustomRoleArn: `${ROLE}admin` })).toBe(
      'NotAuthorizedException',
    );
  });

  test('a user without a role, if the pool denies such users', async () => {
    expect(await roleOf(start({ otherwise: 'Deny' }), await login({}))).toBe(
      'InvalidIdentityPoolConfigurationException',
    );
  });

  test.each([
    [
      'a pool that does not exist',
      'GetId',
      { IdentityPoolId: 'us-east-1:none' },
      'ResourceNotFoundException',
    ],
    [
      'an identity that does not exist',
      'GetCredentialsForIdentity',
      { IdentityId: 'us-east-1:none' },
      'ResourceNotFoundException',
    ],
    [
      'logins that are not a map',
      'GetId',
      { IdentityPoolId: POOL, Logins: 'x' },
      'InvalidParameterException',
    ],
    [
      'two logins',
      'GetId',
      { IdentityPoolId: POOL, Logins: { a: 'x', b: 'y' } },
      'InvalidParameterException',
    ],
  ])('%s', async (_, operation, input, name) => {
    expect(await start()(operation, input)).toMatchObject({ __type: name });
  });
});
