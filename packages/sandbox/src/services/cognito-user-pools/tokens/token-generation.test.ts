import { decodeJwt } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  confirmedUser,
  failure,
  PASSWORD,
  signedIn,
  signIn,
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const ROLE = 'arn:aws:iam::123456789012:role/a';
type Version = 'V1_0' | 'V2_0' | 'V3_0';

/** A user in group `a`, in a pool whose pre token generation function returns this response. */
async function start(version: Version, response: unknown) {
  const run: TriggerFunction = (event) => ({ ...event, response });
  pools = await startUserPools({
    pool: {
      ...AMPLIFY_POOL,
      Schema: [
        { Name: 'email', Required: true },
        { Name: 'plan', AttributeDataType: 'String' },
        { Name: 'tier', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
      ],
    },
    groups: [{ GroupName: 'a', RoleArn: ROLE }],
    preTokenGeneration: { version, run },
  });
  await confirmedUser(pools, ADA, {
    email_verified: 'true',
    given_name: 'Ada',
    'custom:plan': 'gold',
    'dev:custom:tier': 'one',
  });
  await pools.call(
    'AdminAddUserToGroup',
    { UserPoolId: pools.poolId, Username: ADA, GroupName: 'a' },
    { signed: true },
  );
}

async function tokens() {
  const { IdToken, AccessToken } = await signedIn(pools, ADA);
  return { id: decodeJwt(IdToken), access: decodeJwt(AccessToken) };
}

describe('the first version of pre token generation', () => {
  const withDetails = async (claimsOverrideDetails: unknown) => {
    await start('V1_0', { claimsOverrideDetails });
    return tokens();
  };

  test('adds, overrides and suppresses claims of the ID token only', async () => {
    const { id, access } = await withDetails({
      claimsToAddOrOverride: { given_name: 'Augusta', team: 'analysts', 'custom:plan': 'silver' },
      claimsToSuppress: ['email', 'dev:custom:tier'],
    });
    expect(id).toMatchObject({ given_name: 'Augusta', team: 'analysts', 'custom:plan': 'silver' });
    expect(id.email).toBeUndefined();
    expect(id['dev:custom:tier']).toBeUndefined();
    expect(id['cognito:groups']).toEqual(['a']);
    expect(access.team).toBeUndefined();
  });

  test('suppresses a claim that it also adds', async () => {
    const { id } = await withDetails({
      claimsToAddOrOverride: { team: 'analysts' },
      claimsToSuppress: ['team'],
    });
    expect(id.team).toBeUndefined();
  });

  test('replaces the groups of both tokens', async () => {
    const { id, access } = await withDetails({
      groupOverrideDetails: {
        groupsToOverride: ['x', 'y'],
        iamRolesToOverride: ['role/x'],
        preferredRole: 'role/y',
      },
    });
    expect(id).toMatchObject({
      'cognito:groups': ['x', 'y'],
      'cognito:roles': ['role/x'],
      'cognito:preferred_role': 'role/y',
    });
    expect(access['cognito:groups']).toEqual(['x', 'y']);
    expect(access['cognito:roles']).toBeUndefined();
  });

  test.for([
    ['an empty object', {}],
    ['null', null],
  ] as const)(
    'removes the groups when they are overridden with %s',
    async ([, groupOverrideDetails]) => {
      const { id, access } = await withDetails({ groupOverrideDetails });
      expect(id['cognito:groups']).toBeUndefined();
      expect(id['cognito:roles']).toBeUndefined();
      expect(id['cognito:preferred_role']).toBeUndefined();
      expect(access['cognito:groups']).toBeUndefined();
    },
  );

  test.for([
    ['nothing', null],
    ['an empty object', {}],
  ] as const)('does not change the tokens with %s', async ([, details]) => {
    const { id, access } = await withDetails(details);
    expect(id).toMatchObject({
      email: ADA,
      'cognito:groups': ['a'],
      'cognito:roles': [ROLE],
      'cognito:preferred_role': ROLE,
      'dev:custom:tier': 'one',
    });
    expect(access['cognito:groups']).toEqual(['a']);
  });

  test('ignores members that only later versions support', async () => {
    await start('V1_0', {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { team: 'x' } },
      },
    });
    expect((await tokens()).access.team).toBeUndefined();
  });

  test.for([
    ['claims that are not strings', { claimsToAddOrOverride: { level: 3 } }],
    ['claims that are a list', { claimsToAddOrOverride: [] }],
    ['a string instead of a list', { claimsToSuppress: 'email' }],
    ['a list of other things than strings', { claimsToSuppress: [1] }],
    ['groups that are not a list', { groupOverrideDetails: { groupsToOverride: 'a' } }],
    ['a preferred role that is a list', { groupOverrideDetails: { preferredRole: [ROLE] } }],
    ['details that are a string', 'none'],
  ] as const)('refuses %s', async ([, claimsOverrideDetails]) => {
    await start('V1_0', { claimsOverrideDetails });
    expect(failure(await signIn(pools, ADA))).toBe(
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    );
  });
});

describe.for(['V2_0', 'V3_0'] as const)('version %s of pre token generation', (version) => {
  const withDetails = async (claimsAndScopeOverrideDetails: unknown) => {
    await start(version, { claimsAndScopeOverrideDetails });
    return tokens();
  };

  test('gets the scopes', async () => {
    await withDetails(null);
    expect(pools.events.at(-1)).toMatchObject({
      version: version.charAt(1),
      triggerSource: 'TokenGeneration_Authentication',
      request: {
        scopes: ['aws.cognito.signin.user.admin'],
        groupConfiguration: {
          groupsToOverride: ['a'],
          iamRolesToOverride: [ROLE],
          preferredRole: ROLE,
        },
      },
      response: { claimsAndScopeOverrideDetails: null },
    });
  });

  test('changes each token separately, with values of any type', async () => {
    const complex = { flag: false, count: 3, list: ['a', 1, true], object: { a: { b: 'c' } } };
    const { id, access } = await withDetails({
      idTokenGeneration: {
        claimsToAddOrOverride: { given_name: 'Augusta' },
        claimsToSuppress: ['email'],
      },
      accessTokenGeneration: { claimsToAddOrOverride: complex, claimsToSuppress: [] },
    });
    expect(id.given_name).toBe('Augusta');
    expect(id.email).toBeUndefined();
    expect(id.count).toBeUndefined();
    expect(access).toMatchObject(complex);
  });

  test('adds and suppresses scopes', async () => {
    const { access } = await withDetails({
      accessTokenGeneration: {
        scopesToAdd: ['solar-system-data/asteroids.add', 'email', 'phone'],
        scopesToSuppress: ['aws.cognito.signin.user.admin', 'phone'],
      },
    });
    expect(access.scope).toBe('solar-system-data/asteroids.add email');
  });

  test('can remove the scope that a token needs for the profile', async () => {
    const scopesToSuppress = ['aws.cognito.signin.user.admin'];
    await start(version, {
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress } },
    });
    const { AccessToken } = await signedIn(pools, ADA);
    expect(failure(await pools.call('GetUser', { AccessToken }))).toBe(
      'NotAuthorizedException: Access Token does not have required scopes',
    );
  });

  test('suppresses the groups of one token, and with them the roles', async () => {
    const { id, access } = await withDetails({
      idTokenGeneration: { claimsToSuppress: ['cognito:groups'] },
    });
    expect(id['cognito:groups']).toBeUndefined();
    expect(id['cognito:roles']).toBeUndefined();
    expect(id['cognito:preferred_role']).toBeUndefined();
    expect(access['cognito:groups']).toEqual(['a']);
  });

  test('cannot change the claims that identify the user and the purpose', async () => {
    const forged = Object.fromEntries(
      [
        ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'exp', 'iat', 'iss', 'jti', 'nbf'],
        ...['nonce', 'origin_jti', 'sub', 'token_use', 'identities', 'aud', 'client_id'],
        ...['event_id', 'device_key', 'version', 'username', 'scope', 'cognito:username'],
        ...['cognito:groups', 'cognito:anything', 'dev:custom:tier'],
      ].map((name) => [name, 'forged']),
    );
    const generation = {
      claimsToAddOrOverride: forged,
      claimsToSuppress: Object.keys(forged).filter((name) => !/^(dev|cognito:groups)/.test(name)),
    };
    const { id, access } = await withDetails({
      idTokenGeneration: generation,
      accessTokenGeneration: generation,
    });
    expect(JSON.stringify([id, access])).not.toContain('forged');
    for (const claims of [id, access]) {
      for (const name of [
        'sub',
        'iss',
        'exp',
        'iat',
        'jti',
        'origin_jti',
        'event_id',
        'token_use',
      ]) {
        expect(claims[name], name).toBeDefined();
      }
    }
    expect(access).toMatchObject({ scope: 'aws.cognito.signin.user.admin', username: id.sub });
  });

  test('lets the access token name its own client as audience, and no other', async () => {
    await withDetails(null);
    const own = await withAudience(pools.clientId);
    expect(own.aud).toBe(pools.clientId);
    expect((await withAudience('another')).aud).toBeUndefined();
  });
  const withAudience = async (aud: string) => {
    await pools.deploy({
      preTokenGeneration: {
        version,
        run: (event) => ({
          ...event,
          response: {
            claimsAndScopeOverrideDetails: {
              accessTokenGeneration: { claimsToAddOrOverride: { aud } },
            },
          },
        }),
      },
    });
    return (await tokens()).access;
  };

  test.for(['email_verified', 'phone_number_verified', 'updated_at', 'address'])(
    'keeps %s of the ID token simple',
    async (name) => {
      const { id } = await withDetails({
        idTokenGeneration: { claimsToAddOrOverride: { [name]: { any: 'thing' } } },
      });
      expect(JSON.stringify(id)).not.toContain('thing');
    },
  );

  test.for([
    ['a scope with a blank in it', { accessTokenGeneration: { scopesToAdd: ['a b'] } }],
    ['an empty scope', { accessTokenGeneration: { scopesToAdd: [''] } }],
    ['scopes that are not a list', { accessTokenGeneration: { scopesToSuppress: 'a' } }],
    ['a token that is a list', { idTokenGeneration: [] }],
    ['details that are a list', []],
  ] as const)('refuses %s', async ([, claimsAndScopeOverrideDetails]) => {
    await start(version, { claimsAndScopeOverrideDetails });
    expect(failure(await signIn(pools, ADA))).toBe(
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    );
  });
});

describe('pre token generation', () => {
  test('runs again when tokens are refreshed', async () => {
    await start('V1_0', { claimsOverrideDetails: { claimsToAddOrOverride: { team: 'x' } } });
    const { RefreshToken } = await signedIn(pools, ADA);
    const refreshed = await pools.call('GetTokensFromRefreshToken', {
      ClientId: pools.clientId,
      RefreshToken,
      ClientMetadata: { tab: '2' },
    });
    expect(decodeJwt(tokensOf(refreshed).IdToken).team).toBe('x');
    expect(pools.events.at(-1)).toMatchObject({
      triggerSource: 'TokenGeneration_RefreshTokens',
      request: { clientMetadata: { tab: '2' } },
    });
  });

  test('runs when a user has chosen their first own password', async () => {
    await start('V1_0', {});
    await pools.call(
      'AdminSetUserPassword',
      { UserPoolId: pools.poolId, Username: ADA, Password: 'Temporary-1!' },
      { signed: true },
    );
    const { body } = await signIn(pools, ADA, 'Temporary-1!');
    await pools.call('RespondToAuthChallenge', {
      ClientId: pools.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: ADA, NEW_PASSWORD: PASSWORD },
      Session: body.Session,
    });
    expect(pools.events.at(-1)?.triggerSource).toBe('TokenGeneration_NewPasswordChallenge');
  });

  test('that fails keeps the refresh token from being replaced', async () => {
    pools = await startUserPools({
      client: { ...AMPLIFY_CLIENT, RefreshTokenRotation: { Feature: 'ENABLED' } },
    });
    await confirmedUser(pools, ADA);
    const { RefreshToken } = await signedIn(pools, ADA);
    const refresh = () =>
      pools.call('GetTokensFromRefreshToken', { ClientId: pools.clientId, RefreshToken });
    const client = { ...AMPLIFY_CLIENT, RefreshTokenRotation: { Feature: 'ENABLED' } };
    await pools.deploy({
      client,
      preTokenGeneration: { version: 'V1_0', run: () => 'nonsense' },
    });
    expect(failure(await refresh())).toMatch(/^InvalidLambdaResponseException/);
    await pools.deploy({ client });
    expect(failure(await refresh())).toBe('none');
  });

  test('has the first version under its older name', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:PreTokenGeneration';
    pools = await startUserPools({
      pool: { ...AMPLIFY_POOL, LambdaConfig: { PreTokenGeneration: arn } },
      triggers: { PreTokenGeneration: (event) => event },
    });
    await confirmedUser(pools, ADA);
    await signedIn(pools, ADA);
    expect(pools.events.at(-1)).toMatchObject({ version: '1' });
  });
});
