import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizationOf,
  NO_VALID_HEADER,
  NOT_AUTHORIZED,
  outcomeOf,
  requestWith,
} from '../../../../testing/authorization.js';
import { signedByAnother, tampered, unsigned } from '../../../../testing/forged-tokens.js';
import {
  AMPLIFY_CLIENT,
  confirmedUser,
  HOUR,
  MINUTE,
  signedIn,
  startUserPools,
  type TestUserPools,
  type Tokens,
} from '../../../../testing/user-pools.js';

const ADA = 'ada@example.com';
const NOT_PARSED = '401 UnauthorizedException: Unable to parse JWT token.';

let pools: TestUserPools;
let tokens: Tokens;
beforeAll(async () => {
  pools = await startUserPools({
    // The access token expires before the ID token.
    client: {
      ...AMPLIFY_CLIENT,
      AccessTokenValidity: 30,
      TokenValidityUnits: { AccessToken: 'minutes' },
    },
    groups: [{ GroupName: 'ADMINS' }, { GroupName: 'EDITORS' }],
    resources: {
      Other: { Type: 'AWS::Cognito::UserPool', Properties: { UsernameAttributes: ['email'] } },
    },
  });
  await confirmedUser(pools, ADA);
  await admin('AdminAddUserToGroup', { GroupName: 'EDITORS' });
  tokens = await signedIn(pools, ADA);
});
afterAll(() => pools.stop());
const admin = (operation: string, more: object) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });

type Config = Readonly<Record<string, string>>;
function start(config: Config = {}, more: Parameters<typeof authorizationOf>[0] = {}) {
  return authorizationOf(
    {
      AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
      UserPoolConfig: { UserPoolId: pools.poolId, DefaultAction: 'ALLOW', ...config },
      ...more,
    },
    { now: pools.now, userPoolTokens: pools.tokens },
  );
}
const outcome = (authorization: string, api = start()) =>
  outcomeOf(api.authenticate(requestWith({ authorization })));

describe('a token of a user pool', () => {
  test.each(['IdToken', 'AccessToken'] as const)(
    'gives the identity of its user: %s',
    async (name) => {
      const authorization = tokens[name];
      const claims = decodeJwt(authorization);
      expect(
        await start({ DefaultAction: 'DENY' }).authenticate(requestWith({ authorization })),
      ).toMatchObject({
        mode: 'AMAZON_COGNITO_USER_POOLS',
        authType: 'User Pool Authorization',
        groups: ['EDITORS'],
        defaultAction: 'DENY',
        expiresAt: (claims.exp ?? 0) * 1000,
        identity: {
          sub: claims.sub,
          issuer: `https://cognito-idp.eu-west-1.amazonaws.com/${pools.poolId}`,
          username: claims.sub,
          claims,
          sourceIp: ['127.0.0.1'],
          defaultAuthStrategy: 'DENY',
          groups: ['EDITORS'],
        },
      });
    },
  );

  test('of a user without groups gives no groups', async () => {
    await confirmedUser(pools, 'bob@example.com');
    const { IdToken } = await signedIn(pools, 'bob@example.com');
    const authorized = await start().authenticate(requestWith({ authorization: IdToken }));
    expect(authorized.groups).toEqual([]);
    expect(authorized.identity?.groups).toBeNull();
  });

  test.for<[string, (t: Tokens) => string | Promise<string>, string]>([
    ['is accepted after Bearer', (t) => `Bearer ${t.IdToken}`, 'AMAZON_COGNITO_USER_POOLS'],
    ['is accepted after bearer', (t) => `bearer ${t.AccessToken}`, 'AMAZON_COGNITO_USER_POOLS'],
    ['is refused after Basic', (t) => `Basic ${t.IdToken}`, NOT_PARSED],
    [
      'is refused with groups that it did not have',
      (t) => tampered(t.IdToken, { 'cognito:groups': ['ADMINS'] }),
      NOT_PARSED,
    ],
    [
      'is refused without a signature',
      (t) => unsigned(t.AccessToken, { username: 'eve' }),
      NOT_PARSED,
    ],
    ['is refused with the signature of another key', (t) => signedByAnother(t.IdToken), NOT_PARSED],
    [
      'is refused with the issuer of another pool',
      (t) =>
        tampered(t.IdToken, {
          iss: `https://cognito-idp.eu-west-1.amazonaws.com/${pools.idOf('Other')}`,
        }),
      NOT_PARSED,
    ],
    ['is refused if it is the refresh token', (t) => t.RefreshToken, NOT_PARSED],
    ['is refused if it is no text', () => ' ', NOT_PARSED],
    ['is refused if it is empty', () => '', NO_VALID_HEADER],
  ])('%s', async ([, spoil, expected]) => {
    expect(await outcome(await spoil(tokens))).toBe(expected);
  });

  test('is refused by an API of another pool of the sandbox', async () => {
    const api = start({ UserPoolId: pools.idOf('Other') });
    expect(await outcome(tokens.IdToken, api)).toBe(NOT_PARSED);
    const both = start(
      { UserPoolId: pools.idOf('Other') },
      {
        AdditionalAuthenticationProviders: [
          {
            AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
            UserPoolConfig: { UserPoolId: pools.poolId },
          },
        ],
      },
    );
    expect(await outcome(tokens.IdToken, both)).toBe('AMAZON_COGNITO_USER_POOLS');
  });

  test('is refused by an API of a pool that the sandbox does not have', async () => {
    expect(await outcome(tokens.IdToken, start({ UserPoolId: 'eu-west-1_unknown' }))).toBe(
      NOT_PARSED,
    );
  });

  test.for<[string, (clientId: string) => string, string]>([
    ['is accepted for its client', (id) => id, 'AMAZON_COGNITO_USER_POOLS'],
    ['is accepted for one of two clients', (id) => `other|${id}`, 'AMAZON_COGNITO_USER_POOLS'],
    ['is refused for another client', () => 'other', NOT_AUTHORIZED],
    ['is refused for a part of its client id', (id) => id.slice(0, 5), NOT_AUTHORIZED],
    ['is refused with an expression that is invalid', () => '(', NOT_AUTHORIZED],
  ])('%s', async ([, regexOf, expected]) => {
    const api = start({ AppIdClientRegex: regexOf(pools.clientId) });
    expect(await outcome(tokens.IdToken, api)).toBe(expected);
    expect(await outcome(tokens.AccessToken, api)).toBe(expected);
  });
});

// The last tests change the state of the pool for good.
describe('a token of a user pool later', () => {
  test('expires: the access token first, as its client says', async () => {
    pools.advance(30 * MINUTE);
    const expired = '401 UnauthorizedException: Token has expired.';
    expect(await outcome(tokens.AccessToken)).toBe(expired);
    expect(await outcome(tokens.IdToken)).toBe('AMAZON_COGNITO_USER_POOLS');
    pools.advance(HOUR);
    expect(await outcome(tokens.IdToken)).toBe(expired);
  });

  test('is refused after its user has signed out everywhere', async () => {
    const { AccessToken, IdToken } = await signedIn(pools, ADA);
    await pools.call('GlobalSignOut', { AccessToken });
    const revoked = '401 UnauthorizedException: Token has been revoked.';
    expect(await outcome(AccessToken)).toBe(revoked);
    expect(await outcome(IdToken)).toBe(revoked);
  });
});
