import { createHmac, generateKeyPairSync } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  type Backend,
  confirmedUser,
  failure,
  HOUR,
  MINUTE,
  PLAIN_POOL,
  SECOND,
  signedIn,
  signIn,
  startUserPools,
  type TestUserPools,
  type Tokens,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const DAY = 24 * HOUR;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const refresh = (token: string, more: Record<string, unknown> = {}) =>
  pools.call('GetTokensFromRefreshToken', {
    ClientId: pools.clientId,
    RefreshToken: token,
    ...more,
  });
const refreshOlder = (token: string, parameters: Record<string, string> = {}) =>
  pools.call('InitiateAuth', {
    ClientId: pools.clientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: token, ...parameters },
  });
const revoke = (token: string, more: Record<string, unknown> = {}) =>
  pools.call('RevokeToken', { ClientId: pools.clientId, Token: token, ...more });
const getUser = (token: string) => pools.call('GetUser', { AccessToken: token });
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });

describe('the tokens of a sign-in', () => {
  test('contain the claims of Cognito', async () => {
    await start({
      pool: {
        ...AMPLIFY_POOL,
        Schema: [
          { Name: 'email', Required: true },
          { Name: 'years', AttributeDataType: 'Number' },
        ],
      },
      groups: [
        { GroupName: 'b', Precedence: 2, RoleArn: 'arn:aws:iam::123456789012:role/b' },
        { GroupName: 'a', Precedence: 1, RoleArn: 'arn:aws:iam::123456789012:role/a' },
        { GroupName: 'c' },
      ],
    });
    await confirmedUser(pools, ADA, {
      email_verified: 'true',
      address: '12 Square',
      updated_at: '1700000000',
      'custom:years': '12',
    });
    for (const GroupName of ['a', 'b', 'c']) await admin('AdminAddUserToGroup', { GroupName });
    const { IdToken, AccessToken } = await signedIn(pools, ADA);
    const id = decodeJwt(IdToken);
    const shared = {
      sub: expect.stringMatching(UUID),
      iss: `https://cognito-idp.eu-west-1.amazonaws.com/${pools.poolId}`,
      origin_jti: expect.stringMatching(UUID),
      event_id: expect.stringMatching(UUID),
      auth_time: expect.any(Number),
      iat: id.auth_time,
      exp: Number(id.iat) + 3600,
      jti: expect.stringMatching(UUID),
      'cognito:groups': ['a', 'b', 'c'],
    };
    expect(id).toEqual({
      ...shared,
      email: ADA,
      email_verified: true,
      address: { formatted: '12 Square' },
      updated_at: 1700000000,
      'custom:years': '12',
      'cognito:username': id.sub,
      'cognito:roles': ['arn:aws:iam::123456789012:role/a', 'arn:aws:iam::123456789012:role/b'],
      'cognito:preferred_role': 'arn:aws:iam::123456789012:role/a',
      aud: pools.clientId,
      token_use: 'id',
    });
    const access = decodeJwt(AccessToken);
    expect(access).toEqual({
      ...shared,
      client_id: pools.clientId,
      username: id.sub,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
    });
    expect(access).toMatchObject({ origin_jti: id.origin_jti, event_id: id.event_id });
    expect(access.jti).not.toBe(id.jti);
    expect(decodeProtectedHeader(IdToken)).toEqual({ alg: 'RS256', kid: expect.any(String) });
  });

  test.for([
    ['of the group that takes precedence', [1, 2], ['a', 'b'], 'a'],
    [
      'of the group without precedence only when no other has a role',
      [undefined, 5],
      ['a', 'b'],
      'b',
    ],
    ['of none, when two roles have the same precedence', [1, 1], ['a', 'b'], undefined],
    ['of both, when they are the same', [1, 1], ['a', 'a'], 'a'],
  ] as const)('prefer the role %s', async ([, precedence, roles, preferred]) => {
    const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    await start({
      groups: roles.map((name, index) => ({
        GroupName: `group-${index}`,
        RoleArn: role(name),
        ...(precedence[index] !== undefined && { Precedence: precedence[index] }),
      })),
    });
    await confirmedUser(pools, ADA);
    await admin('AdminAddUserToGroup', { GroupName: 'group-0' });
    await admin('AdminAddUserToGroup', { GroupName: 'group-1' });
    const { IdToken } = await signedIn(pools, ADA);
    expect(decodeJwt(IdToken)['cognito:preferred_role']).toBe(preferred && role(preferred));
  });

  test('contain only the attributes that the client may read', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, ReadAttributes: ['given_name'] } });
    await confirmedUser(pools, ADA, { given_name: 'Ada', family_name: 'Lovelace' });
    const { IdToken, AccessToken } = await signedIn(pools, ADA);
    expect(decodeJwt(IdToken)).toMatchObject({ given_name: 'Ada' });
    expect(Object.keys(decodeJwt(IdToken))).not.toContain('family_name');
    expect(Object.keys(decodeJwt(IdToken))).not.toContain('email');
    expect((await getUser(AccessToken)).body.UserAttributes).toEqual([
      { Name: 'sub', Value: expect.any(String) },
      { Name: 'given_name', Value: 'Ada' },
    ]);
  });

  test('live as long as the client is configured', async () => {
    await start({
      client: {
        ...AMPLIFY_CLIENT,
        AccessTokenValidity: 10,
        IdTokenValidity: 2,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours' },
      },
    });
    await confirmedUser(pools, ADA);
    const answer = await signIn(pools, ADA);
    const { AccessToken, IdToken } = tokensOf(answer);
    expect(answer.body.AuthenticationResult).toMatchObject({ ExpiresIn: 600 });
    expect(lifetime(AccessToken)).toBe(600);
    expect(lifetime(IdToken)).toBe(7200);
  });

  test('have no id to revoke them by, where revocation is off', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, EnableTokenRevocation: false } });
    await confirmedUser(pools, ADA);
    const { AccessToken, RefreshToken } = await signedIn(pools, ADA);
    expect(Object.keys(decodeJwt(AccessToken))).not.toContain('origin_jti');
    expect(failure(await revoke(RefreshToken))).toMatch(/^UnsupportedOperationException/);
  });

  test('are verified by aws-jwt-verify with the keys that the pool publishes', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { AccessToken, IdToken } = await signedIn(pools, ADA);
    const verifier = CognitoJwtVerifier.create({
      userPoolId: pools.poolId,
      clientId: pools.clientId,
    });
    const published = await fetch(`${pools.url}/${pools.poolId}/.well-known/jwks.json`);
    verifier.cacheJwks((await published.json()) as Parameters<typeof verifier.cacheJwks>[0]);
    expect(verifier.verifySync(AccessToken, { tokenUse: 'access' })).toBeTruthy();
    expect(verifier.verifySync(IdToken, { tokenUse: 'id' })).toBeTruthy();
    expect(() => verifier.verifySync(IdToken, { tokenUse: 'access' })).toThrow();
    const forged = `${AccessToken.slice(0, -8)}AAAAAAAA`;
    expect(() => verifier.verifySync(forged, { tokenUse: 'access' })).toThrow();
  });

  const lifetime = (token: string) => {
    const { exp = 0, iat = 0 } = decodeJwt(token);
    return exp - iat;
  };
});

describe('an access token', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const forge = (claims: JWTPayload, alg = 'RS256') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg })
      .sign(alg === 'RS256' ? privateKey : new TextEncoder().encode('x'.repeat(64)));
  const unsigned = (claims: JWTPayload) =>
    `${base64(JSON.stringify({ alg: 'none' }))}.${base64(JSON.stringify(claims))}.`;
  const base64 = (text: string) => Buffer.from(text).toString('base64url');

  test.for<[string, (tokens: Tokens) => Promise<string> | string, string]>([
    ['the ID token in its place', (t) => t.IdToken, 'Invalid Access Token'],
    ['the refresh token in its place', (t) => t.RefreshToken, 'Invalid Access Token'],
    ['no token at all', () => 'nothing', 'Invalid Access Token'],
    ['three empty parts', () => '..', 'Invalid Access Token'],
    [
      'a changed claim',
      ({ AccessToken }) => {
        const [header, , signature] = AccessToken.split('.');
        const claims = { ...decodeJwt(AccessToken), username: 'eve' };
        return `${header}.${base64(JSON.stringify(claims))}.${signature}`;
      },
      'Invalid Access Token',
    ],
    ['another key', (t) => forge(decodeJwt(t.AccessToken)), 'Invalid Access Token'],
    [
      'a symmetric key that both parties know',
      (t) => forge(decodeJwt(t.AccessToken), 'HS256'),
      'Invalid Access Token',
    ],
    ['no signature', (t) => unsigned(decodeJwt(t.AccessToken)), 'Invalid Access Token'],
    [
      'another pool',
      (t) =>
        forge({
          ...decodeJwt(t.AccessToken),
          iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other',
        }),
      'Invalid Access Token',
    ],
    [
      'its lifetime over',
      (t) => {
        pools.advance(HOUR);
        return t.AccessToken;
      },
      'Access Token has expired',
    ],
    [
      'its user signed out everywhere',
      async (t) => {
        await pools.call('GlobalSignOut', { AccessToken: t.AccessToken });
        return t.AccessToken;
      },
      'Access Token has been revoked',
    ],
    [
      'its user signed out by an administrator',
      async (t) => {
        await admin('AdminUserGlobalSignOut');
        return t.AccessToken;
      },
      'Access Token has been revoked',
    ],
    [
      'its refresh token revoked',
      async (t) => {
        await revoke(t.RefreshToken);
        return t.AccessToken;
      },
      'Access Token has been revoked',
    ],
    [
      'its user disabled',
      async (t) => {
        await admin('AdminDisableUser');
        return t.AccessToken;
      },
      'Access Token has been revoked',
    ],
  ])('is refused with %s', async ([, spoil, message]) => {
    await start();
    await confirmedUser(pools, ADA);
    const token = await spoil(await signedIn(pools, ADA));
    expect(failure(await getUser(token))).toBe(`NotAuthorizedException: ${message}`);
  });

  test('is refused when its user is deleted', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { AccessToken } = await signedIn(pools, ADA);
    await admin('AdminDeleteUser');
    expect(failure(await getUser(AccessToken))).toBe('UserNotFoundException: User does not exist.');
  });

  test('is refused when its user has to reset the password', async () => {
    await start();
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    const { AccessToken } = await signedIn(pools, ADA);
    await admin('AdminResetUserPassword');
    expect(failure(await getUser(AccessToken))).toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    );
  });

  test('outlives the refresh token that came with it', async () => {
    await start({
      client: {
        ...AMPLIFY_CLIENT,
        AccessTokenValidity: 1,
        RefreshTokenValidity: 1,
        TokenValidityUnits: { AccessToken: 'days', RefreshToken: 'hours' },
      },
    });
    await confirmedUser(pools, ADA);
    const { AccessToken, RefreshToken } = await signedIn(pools, ADA);
    pools.advance(2 * HOUR);
    await pools.deploy({});
    expect(failure(await refresh(RefreshToken))).toBe(
      'NotAuthorizedException: Refresh Token has expired',
    );
    expect(failure(await getUser(AccessToken))).toBe('none');
  });

  test('of another sign-in stays valid when one is revoked', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const first = await signedIn(pools, ADA);
    const second = await signedIn(pools, ADA);
    await revoke(first.RefreshToken);
    expect(failure(await getUser(second.AccessToken))).toBe('none');
  });

  test('without an id for revocation is valid until its user signs out everywhere', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, EnableTokenRevocation: false } });
    await confirmedUser(pools, ADA);
    const before = await signedIn(pools, ADA);
    expect(failure(await getUser(before.AccessToken))).toBe('none');
    await admin('AdminUserGlobalSignOut');
    expect(failure(await getUser(before.AccessToken))).toMatch(/has been revoked$/);
    const after = await signedIn(pools, ADA);
    expect(failure(await getUser(after.AccessToken))).toBe('none');
  });
});

describe('refreshing', () => {
  test.for<[string, (token: string) => Promise<Answer>]>([
    ['GetTokensFromRefreshToken', (token) => refresh(token)],
    ['REFRESH_TOKEN_AUTH', (token) => refreshOlder(token)],
  ])('with %s gives new tokens of the same sign-in, and no refresh token', async ([, run]) => {
    await start();
    await confirmedUser(pools, ADA);
    const first = await signedIn(pools, ADA);
    pools.advance(30 * MINUTE);
    const second = tokensOf(await run(first.RefreshToken));
    expect(second.RefreshToken).toBeUndefined();
    const [old, fresh] = [decodeJwt(first.AccessToken), decodeJwt(second.AccessToken)];
    expect(fresh).toMatchObject({
      sub: old.sub,
      origin_jti: old.origin_jti,
      event_id: old.event_id,
      auth_time: old.auth_time,
      iat: Number(old.iat) + 1800,
    });
    expect(fresh.jti).not.toBe(old.jti);
    expect(failure(await getUser(second.AccessToken))).toBe('none');
    expect(failure(await getUser(first.AccessToken))).toBe('none');
  });

  test('puts the current groups into the tokens', async () => {
    await start({ groups: [{ GroupName: 'EVERYONE' }] });
    await confirmedUser(pools, ADA);
    const { RefreshToken, AccessToken } = await signedIn(pools, ADA);
    expect(decodeJwt(AccessToken)['cognito:groups']).toBeUndefined();
    await admin('AdminAddUserToGroup', { GroupName: 'EVERYONE' });
    const refreshed = tokensOf(await refresh(RefreshToken));
    expect(decodeJwt(refreshed.AccessToken)['cognito:groups']).toEqual(['EVERYONE']);
  });

  test.for<[string, (token: string) => Promise<string> | string, string]>([
    ['an unknown token', () => 'AAAA', 'NotAuthorizedException: Invalid Refresh Token.'],
    [
      'a token after 30 days',
      (token) => {
        pools.advance(30 * DAY);
        return token;
      },
      'NotAuthorizedException: Refresh Token has expired',
    ],
    [
      'a revoked token',
      async (token) => {
        await revoke(token);
        return token;
      },
      'NotAuthorizedException: Refresh Token has been revoked',
    ],
    [
      'a token of a user who signed out everywhere',
      async (token) => {
        await admin('AdminUserGlobalSignOut');
        return token;
      },
      'NotAuthorizedException: Refresh Token has been revoked',
    ],
    [
      'a token of a deleted user',
      async (token) => {
        await admin('AdminDeleteUser');
        return token;
      },
      'NotAuthorizedException: Invalid Refresh Token.',
    ],
  ])('refuses %s', async ([, spoil, message]) => {
    await start();
    await confirmedUser(pools, ADA);
    const { RefreshToken } = await signedIn(pools, ADA);
    expect(failure(await refresh(await spoil(RefreshToken)))).toBe(message);
  });

  test('refuses the token of another client', async () => {
    await start();
    const other = {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { ...AMPLIFY_CLIENT, UserPoolId: pools.poolId },
    };
    await pools.deploy({ resources: { Other: other } });
    const ClientId = pools.idOf('Other');
    await confirmedUser(pools, ADA);
    const { RefreshToken } = await signedIn(pools, ADA);
    expect(failure(await refresh(RefreshToken, { ClientId }))).toBe(
      'NotAuthorizedException: Invalid Refresh Token.',
    );
    expect(failure(await revoke(RefreshToken, { ClientId }))).toMatch(/^UnauthorizedException/);
    expect(failure(await refresh(RefreshToken))).toBe('none');
  });

  test('requires the secret of a client that has one', async () => {
    await start({
      client: {
        ...AMPLIFY_CLIENT,
        GenerateSecret: true,
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    });
    await confirmedUser(pools, ADA);
    const ClientSecret = pools.clientSecret;
    const hash = (name: string) =>
      createHmac('sha256', ClientSecret ?? '')
        .update(`${name}${pools.clientId}`)
        .digest('base64');
    const { RefreshToken, IdToken } = tokensOf(
      await admin('AdminInitiateAuth', {
        ClientId: pools.clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: ADA, PASSWORD: 'Correct-Horse-9', SECRET_HASH: hash(ADA) },
      }),
    );
    expect(failure(await refresh(RefreshToken))).toMatch(/Unable to verify secret/);
    expect(failure(await refresh(RefreshToken, { ClientSecret: 'x'.repeat(51) }))).toMatch(
      /Unable to verify secret/,
    );
    expect(failure(await refresh(RefreshToken, { ClientSecret }))).toBe('none');
    expect(failure(await refreshOlder(RefreshToken))).toMatch(/SECRET_HASH was not received$/);
    const SECRET_HASH = hash(String(decodeJwt(IdToken).sub));
    expect(failure(await refreshOlder(RefreshToken, { SECRET_HASH }))).toBe('none');
    expect(failure(await revoke(RefreshToken))).toMatch(/Unable to verify secret/);
    expect(failure(await revoke(RefreshToken, { ClientSecret }))).toBe('none');
  });

  test('needs the flow for the older operation only', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } });
    await confirmedUser(pools, ADA);
    const { RefreshToken } = await signedIn(pools, ADA);
    expect(failure(await refreshOlder(RefreshToken))).toBe(
      'InvalidParameterException: REFRESH_TOKEN_AUTH flow not enabled for this client',
    );
    expect(failure(await refresh(RefreshToken))).toBe('none');
  });

  describe('with rotation', () => {
    const rotating = (seconds: number) => ({
      client: {
        ...AMPLIFY_CLIENT,
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: seconds },
      },
    });

    test('replaces the refresh token, and the old one is void at once', async () => {
      await start(rotating(0));
      await confirmedUser(pools, ADA);
      const first = await signedIn(pools, ADA);
      const second = tokensOf(await refresh(first.RefreshToken));
      expect(second.RefreshToken).not.toBe(first.RefreshToken);
      expect(failure(await refresh(first.RefreshToken))).toMatch(/^RefreshTokenReuseException/);
      expect(failure(await refresh(second.RefreshToken))).toBe('none');
    });

    test('lets a client try again within the grace period', async () => {
      await start(rotating(20));
      await confirmedUser(pools, ADA);
      const { RefreshToken } = await signedIn(pools, ADA);
      await refresh(RefreshToken);
      pools.advance(20 * SECOND - 1);
      expect(failure(await refresh(RefreshToken))).toBe('none');
      pools.advance(1);
      expect(failure(await refresh(RefreshToken))).toMatch(/^RefreshTokenReuseException/);
    });

    test('does not extend a sign-in', async () => {
      await start(rotating(0));
      await confirmedUser(pools, ADA);
      const first = await signedIn(pools, ADA);
      pools.advance(29 * DAY);
      const second = tokensOf(await refresh(first.RefreshToken));
      pools.advance(DAY);
      expect(failure(await refresh(second.RefreshToken))).toMatch(/has expired$/);
    });

    test('revokes the token that replaced a revoked token', async () => {
      await start(rotating(0));
      await confirmedUser(pools, ADA);
      const first = await signedIn(pools, ADA);
      const second = tokensOf(await refresh(first.RefreshToken));
      await revoke(second.RefreshToken);
      expect(failure(await refresh(second.RefreshToken))).toMatch(/has been revoked$/);
      expect(failure(await getUser(second.AccessToken))).toMatch(/has been revoked$/);
    });

    test('is not available in the older operation', async () => {
      await start(rotating(0));
      await confirmedUser(pools, ADA);
      const { RefreshToken } = await signedIn(pools, ADA);
      expect(failure(await refreshOlder(RefreshToken))).toMatch(/^InvalidParameterException/);
    });
  });
});

describe('RevokeToken', () => {
  test.for<[string, (tokens: Tokens) => string, string]>([
    ['a token that was never issued', () => 'AAAA', 'none'],
    [
      'an access token',
      (tokens) => tokens.AccessToken,
      'UnsupportedTokenTypeException: Only a refresh token can be revoked',
    ],
  ])('answers %s', async ([, token, outcome]) => {
    await start();
    await confirmedUser(pools, ADA);
    expect(failure(await revoke(token(await signedIn(pools, ADA))))).toBe(outcome);
  });

  test('does nothing the second time', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { RefreshToken } = await signedIn(pools, ADA);
    expect(failure(await revoke(RefreshToken))).toBe('none');
    expect(failure(await revoke(RefreshToken))).toBe('none');
  });
});

test('the database contains no refresh token, password or code', async () => {
  await start({ pool: { ...PLAIN_POOL, AutoVerifiedAttributes: ['email'] } });
  await confirmedUser(pools, 'ada', { email: ADA, email_verified: 'true' });
  const { RefreshToken } = await signedIn(pools, 'ada');
  await pools.call('ForgotPassword', { ClientId: pools.clientId, Username: 'ada' });
  const tables = pools.database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'cognito%'")
    .all();
  expect(tables.length).toBeGreaterThan(5);
  const content = JSON.stringify(
    tables.map(({ name }) => pools.database.prepare(`SELECT * FROM ${name}`).all()),
  );
  expect(content).toContain(ADA);
  for (const secret of [RefreshToken, 'Correct-Horse-9', `"${pools.code()}"`]) {
    expect(content).not.toContain(secret);
  }
});
