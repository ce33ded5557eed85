import type { JsonWebKey } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import {
  bringingItsKey,
  signedByAnother,
  signedWithPublicKey,
  tampered,
  unsigned,
} from '../../../../testing/forged-tokens.js';
import {
  AMPLIFY_CLIENT,
  type Backend,
  confirmedUser,
  HOUR,
  PASSWORD,
  signedIn,
  signIn,
  startUserPools,
  type TestUserPools,
  type Tokens,
  tokensOf,
} from '../../../../testing/user-pools.js';
import { createUserPoolTokens } from '../../../context/tokens/user-pool-tokens.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}): Promise<Tokens> => {
  pools = await startUserPools(backend);
  await confirmedUser(pools, ADA);
  return signedIn(pools, ADA);
};
afterEach(() => pools?.stop());

const ADA = 'ada@example.com';
const admin = (operation: string) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA }, { signed: true });
const verify = (token: string) => pools.tokens.verify(pools.poolId, token);
const OTHER_POOL = {
  Other: { Type: 'AWS::Cognito::UserPool', Properties: { UsernameAttributes: ['email'] } },
};

describe('a token of a user pool', () => {
  test.each(['IdToken', 'AccessToken'] as const)('is valid: %s', async (name) => {
    const token = (await start())[name];
    const claims = decodeJwt(token);
    expect(await verify(token)).toEqual({
      status: 'valid',
      claims,
      expiresAt: (claims.exp ?? 0) * 1000,
    });
    expect(pools.tokens.issuer(pools.poolId)).toBe(claims.iss);
  });

  test.for<[string, (tokens: Tokens) => string | Promise<string>, string]>([
    ['a changed claim', (t) => tampered(t.IdToken), 'invalid'],
    ['no signature', (t) => unsigned(t.IdToken), 'invalid'],
    ['the signature of another key', (t) => signedByAnother(t.IdToken), 'invalid'],
    ['its own key', (t) => bringingItsKey(t.IdToken), 'invalid'],
    [
      'a symmetric signature with the public key',
      async (t) => {
        const keys = await fetch(`${pools.url}/${pools.poolId}/.well-known/jwks.json`);
        const { keys: list } = (await keys.json()) as { keys: [JsonWebKey] };
        return signedWithPublicKey(list[0])(t.IdToken);
      },
      'invalid',
    ],
    ['the refresh token in its place', (t) => t.RefreshToken, 'invalid'],
    ['no text', () => '', 'invalid'],
    [
      'its lifetime over',
      (t) => {
        pools.advance(HOUR);
        return t.IdToken;
      },
      'expired',
    ],
    [
      'its lifetime over and a changed expiry',
      (t) => {
        pools.advance(HOUR);
        return tampered(t.IdToken, { exp: Math.floor(pools.now() / 1000) + 60 });
      },
      'invalid',
    ],
    [
      'its user signed out everywhere',
      async (t) => {
        await pools.call('GlobalSignOut', { AccessToken: t.AccessToken });
        return t.IdToken;
      },
      'revoked',
    ],
    [
      'its refresh token revoked',
      async (t) => {
        const Token = t.RefreshToken;
        await pools.call('RevokeToken', { ClientId: pools.clientId, Token });
        return t.AccessToken;
      },
      'revoked',
    ],
    [
      'its user disabled',
      async (t) => {
        await admin('AdminDisableUser');
        return t.AccessToken;
      },
      'revoked',
    ],
    [
      'its user deleted',
      async (t) => {
        await admin('AdminDeleteUser');
        return t.IdToken;
      },
      'revoked',
    ],
  ])('is refused with %s', async ([, spoil, status]) => {
    const token = await spoil(await start());
    expect(await verify(token)).toEqual({ status });
  });

  test('is valid for no other pool of the sandbox', async () => {
    const { IdToken } = await start({ resources: OTHER_POOL });
    const other = pools.idOf('Other');
    expect(pools.tokens.issuer(other)).toMatch(new RegExp(`/${other}$`));
    expect(await pools.tokens.verify(other, IdToken)).toEqual({ status: 'invalid' });
  });

  test('is valid for no pool that the sandbox does not have', async () => {
    const { IdToken } = await start();
    expect(pools.tokens.issuer('eu-west-1_unknown')).toBeUndefined();
    expect(await pools.tokens.verify('eu-west-1_unknown', IdToken)).toEqual({ status: 'invalid' });
  });

  test('outlives a sign-out if its client has no token revocation', async () => {
    const { IdToken, AccessToken } = await start({
      client: { ...AMPLIFY_CLIENT, EnableTokenRevocation: false },
    });
    await pools.call('GlobalSignOut', { AccessToken });
    expect(await verify(IdToken)).toMatchObject({ status: 'valid' });
  });

  test('of a later sign-in is valid after a sign-out', async () => {
    const { AccessToken } = await start();
    await pools.call('GlobalSignOut', { AccessToken });
    const { IdToken } = tokensOf(await signIn(pools, ADA, PASSWORD));
    const claims: JWTPayload = decodeJwt(IdToken);
    expect(await verify(IdToken)).toMatchObject({ status: 'valid', claims: { sub: claims.sub } });
  });
});

test('no token is valid before a service offers to verify it', async () => {
  const tokens = createUserPoolTokens();
  expect(tokens.issuer('eu-west-1_pool')).toBeUndefined();
  expect(await tokens.verify('eu-west-1_pool', 'token')).toEqual({ status: 'invalid' });
});
