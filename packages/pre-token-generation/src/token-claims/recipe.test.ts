import type { CognitoTriggerInvocation, UserAttributeName } from '@amplify-recipes/core';
import { chain } from '@amplify-recipes/core';
import {
  invoke,
  lambdaContext,
  preTokenGenerationEvent,
  preTokenGenerationV2Event,
  preTokenGenerationV3Event,
} from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { PreTokenGenerationTriggerHandler } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  type DeclaredTokenClaims,
  type TokenClaimsOptions,
  type TokenUser,
  tokenClaims,
} from './recipe.js';
import type { TokenGenerationEvent } from './response.js';

type Version = '1' | '2' | '3';

const ROLES = ['arn:aws:iam::123456789012:role/reader', 'arn:aws:iam::123456789012:role/writer'];

/** The attributes of a user whose address and number are unverified. */
const UNPROVEN = {
  sub: '1295d4a4-1041-70b6-f3d1-6d2c1b2a9e3f',
  email: 'ada@example.com',
  email_verified: 'false',
  phone_number: '+14155550123',
  phone_number_verified: 'false',
  'custom:plan': 'gold',
  'custom:empty': '',
};
const PROVEN = { ...UNPROVEN, email_verified: 'true', phone_number_verified: 'true' };

function eventOf(version: Version, request: object = {}, changes: object = {}) {
  const event: TokenGenerationEvent =
    version === '1' ? preTokenGenerationEvent() : preTokenGenerationV2Event({ version });
  Object.assign(event.request, { userAttributes: PROVEN }, request);
  return Object.assign(event, changes);
}

/** The details of the response, or the error. */
async function answer(options: TokenClaimsOptions, event: object, context = lambdaContext()) {
  const before = structuredClone(event);
  const run = await answerOf(tokenClaims(options), event as never, context);
  expect(run.text).not.toMatch(/ada@example|4155550123|gold/);
  const { response, ...rest } = (run.result ?? {}) as { response?: Record<string, unknown> };
  if (run.result) {
    const { response: _, ...restBefore } = before as { response?: unknown };
    expect(rest).toEqual(restBefore);
  }
  const details = response?.claimsOverrideDetails ?? response?.claimsAndScopeOverrideDetails;
  return { ...run, response, details: details as Record<string, unknown> | null | undefined };
}

/** The claims that the options add to the ID token. */
async function idClaims(options: TokenClaimsOptions, request: object = {}, version: Version = '2') {
  const { details, error } = await answer(options, eventOf(version, request));
  if (error) throw error;
  const token = version === '1' ? details : (details?.idTokenGeneration as object | undefined);
  return (token as { claimsToAddOrOverride?: object } | undefined)?.claimsToAddOrOverride ?? {};
}

describe('token-claims', () => {
  it('answers an event of version 1 in its shape', async () => {
    const { response } = await answer(
      { claims: { team: 'analysts' }, suppress: ['email'], groups: { names: ['BETA'] } },
      eventOf('1'),
    );
    expect(response).toEqual({
      claimsOverrideDetails: {
        claimsToAddOrOverride: { team: 'analysts' },
        claimsToSuppress: ['email'],
        groupOverrideDetails: { groupsToOverride: ['EVERYONE', 'BETA'], iamRolesToOverride: [] },
      },
    });
  });

  it.each(['2', '3'] as const)('answers an event of version %s in its shape', async (version) => {
    const { response } = await answer(
      {
        claims: { team: 'analysts' },
        suppress: ['email'],
        groups: { names: ['BETA'] },
        accessToken: {
          claims: { level: 3 },
          suppress: ['cognito:groups'],
          scopes: { add: ['reports/read'], suppress: ['aws.cognito.signin.user.admin'] },
        },
      },
      eventOf(version),
    );
    expect(response).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: {
          claimsToAddOrOverride: { team: 'analysts' },
          claimsToSuppress: ['email'],
        },
        accessTokenGeneration: {
          claimsToAddOrOverride: { level: 3 },
          claimsToSuppress: ['cognito:groups'],
          scopesToAdd: ['reports/read'],
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
        groupOverrideDetails: { groupsToOverride: ['EVERYONE', 'BETA'], iamRolesToOverride: [] },
      },
    });
  });

  it.each<[string, TokenClaimsOptions, object]>([
    [
      'one claim',
      { claims: { a: 'b' } },
      { idTokenGeneration: { claimsToAddOrOverride: { a: 'b' } } },
    ],
    ['one to suppress', { suppress: ['a'] }, { idTokenGeneration: { claimsToSuppress: ['a'] } }],
    [
      'a scope',
      { accessToken: { scopes: { add: ['a'] } } },
      { accessTokenGeneration: { scopesToAdd: ['a'] } },
    ],
    [
      'the groups of the access token to suppress',
      { accessToken: { suppress: ['cognito:groups'] } },
      { accessTokenGeneration: { claimsToSuppress: ['cognito:groups'] } },
    ],
  ])('changes only what the options name, with %s', async (_, options, expected) => {
    expect((await answer(options, eventOf('2'))).details).toEqual(expected);
  });

  it.each<[string, TokenClaimsOptions['claims'], object]>([
    ['a text', { team: 'analysts' }, { team: 'analysts' }],
    ['a URL for a name', { 'https://example.com/t': 'x' }, { 'https://example.com/t': 'x' }],
    ['a name with a prefix inside', { 'x-cognito:a': 'x' }, { 'x-cognito:a': 'x' }],
    ['an address and a time', { address: 'x', updated_at: 5 }, { address: 'x', updated_at: 5 }],
    ['a custom attribute to override', { 'custom:plan': 'none' }, { 'custom:plan': 'none' }],
    ['numbers and flags', { seats: 0, trial: false }, { seats: 0, trial: false }],
    ['a list', { roles: ['a', 1, true] }, { roles: ['a', 1, true] }],
    ['an object', { limits: { value: { a: { b: null } } } }, { limits: { a: { b: null } } }],
    ['an attribute', { plan: { attribute: 'custom:plan' } }, { plan: 'gold' }],
    ['an attribute that the user does not have', { plan: { attribute: 'custom:other' } }, {}],
    ['an attribute that is empty', { plan: { attribute: 'custom:empty' } }, {}],
    ['a verified address', { email: { attribute: 'email' } }, { email: 'ada@example.com' }],
    ['a verified number', { tel: { attribute: 'phone_number' } }, { tel: '+14155550123' }],
    ['a flag', { email_verified: { attribute: 'email_verified' } }, { email_verified: true }],
  ])('with %s: %j gives %j', async (_, claims, expected) => {
    expect(await idClaims({ claims })).toEqual(expected);
  });

  it.each<[string, object, TokenClaimsOptions['claims'], object]>([
    ['an unverified address', {}, { contact: { attribute: 'email' } }, {}],
    ['an unverified number', {}, { contact: { attribute: 'phone_number' } }, {}],
    ['an address without a flag', { email_verified: undefined }, { a: { attribute: 'email' } }, {}],
    [
      'an address whose flag is TRUE',
      { email_verified: 'TRUE' },
      { a: { attribute: 'email' } },
      {},
    ],
    [
      'an address with the flag of the number',
      { phone_number_verified: 'true' },
      { a: { attribute: 'email' } },
      {},
    ],
    [
      'an unverified address that is allowed',
      {},
      { a: { attribute: 'email', unverified: 'allow' } },
      { a: 'ada@example.com' },
    ],
    ['a missing flag', { email_verified: undefined }, { a: { attribute: 'email_verified' } }, {}],
    ['a flag, as a boolean', {}, { a: { attribute: 'email_verified' } }, { a: false }],
  ])('copies only verified values: %s', async (_, attributes, claims, expected) => {
    const userAttributes = { ...UNPROVEN, ...attributes };
    expect(await idClaims({ claims }, { userAttributes })).toEqual(expected);
  });

  describe('must not', () => {
    it.each(['1', '2', '3'] as const)(
      'remove a group of the user, or a role, in version %s',
      async (version) => {
        const groupConfiguration = {
          groupsToOverride: ['EVERYONE', 'WRITERS'],
          iamRolesToOverride: ROLES,
          preferredRole: ROLES[1],
        };
        const { details } = await answer(
          { groups: { names: ['BETA', 'EVERYONE'] } },
          eventOf(version, { groupConfiguration }),
        );
        expect(details).toEqual({
          groupOverrideDetails: {
            groupsToOverride: ['EVERYONE', 'WRITERS', 'BETA'],
            iamRolesToOverride: ROLES,
            preferredRole: ROLES[1],
          },
        });
      },
    );

    it('change the groups if the options have only claims', async () => {
      const { details } = await answer({ claims: { a: 'b' } }, eventOf('1'));
      expect(details).not.toHaveProperty('groupOverrideDetails');
    });

    it('keep the roles of groups that it removes', async () => {
      const groupConfiguration = {
        groupsToOverride: ['ADMINS'],
        iamRolesToOverride: ROLES,
        preferredRole: ROLES[0],
      };
      const { details } = await answer(
        { groups: { names: [], mode: 'replace' } },
        eventOf('2', { groupConfiguration }),
      );
      expect(details).toEqual({
        groupOverrideDetails: { groupsToOverride: [], iamRolesToOverride: [] },
      });
    });

    it.each(['1', '2'] as const)(
      'use a claim, a group or a scope from the client, in version %s',
      async (version) => {
        const forged = {
          team: 'ADMINS',
          plan: 'forged',
          'custom:plan': 'forged',
          groups: 'ADMINS',
        };
        const clientMetadata = { ...forged, userAttributes: JSON.stringify(forged) };
        const seen: TokenUser[] = [];
        const { response } = await answer(
          {
            claims: (user) => {
              seen.push(user);
              return { team: 'analysts' };
            },
            groups: { names: ['BETA'] },
          },
          eventOf(version, { clientMetadata }),
        );
        expect(JSON.stringify([response, seen])).not.toMatch(/forged|ADMINS/);
        expect(Object.keys(seen[0] ?? {}).sort()).toEqual([
          'clientId',
          'groups',
          'scopes',
          'triggerSource',
          'userAttributes',
          'userName',
          'userPoolId',
        ]);
      },
    );

    it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
      'use an inherited property for the attribute %s',
      async (attribute) => {
        expect(
          await idClaims({ claims: { a: { attribute: attribute as UserAttributeName } } }),
        ).toEqual({});
      },
    );

    it.each([42, true, null, ['x'], { a: 1 }])('copy an attribute that is %j', async (value) => {
      const userAttributes = { 'custom:plan': value };
      expect(
        await idClaims({ claims: { a: { attribute: 'custom:plan' } } }, { userAttributes }),
      ).toEqual({});
    });

    it.each<[string, TokenClaimsOptions]>([
      ['a scope in the access token', { accessToken: { scopes: { suppress: ['a'] } } }],
      ['a claim in the access token', { accessToken: { claims: { readonly: 'yes' } } }],
      [
        'a claim that this user does not have',
        { accessToken: { claims: { a: { attribute: 'custom:other' } } } },
      ],
      ['a claim that is a flag', { claims: { readonly: true } }],
      ['a claim that is a number', { claims: () => ({ seats: 1 }) }],
      ['a claim that is a list', { claims: { teams: ['a'] } }],
    ])('issue tokens if version 1 does not support %s', async (_, options) => {
      const { error, lines } = await answer(options, eventOf('1'));
      expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
      expect(lines).toEqual([
        expect.objectContaining({
          level: 'ERROR',
          message: 'token-claims failed',
          error: expect.objectContaining({
            message: expect.stringMatching(
              /needs an event of version 2 or 3.*usePreTokenGenerationV2\(backend, backend\.tokenClaims\)/,
            ),
          }),
        }),
      ]);
      expect((await answer(options, eventOf('2'))).error).toBeUndefined();
    });

    it.each<[string, object, string]>([
      ['an unknown version', { version: '4' }, 'version 1, 2 or 3'],
      ['no version', { version: undefined }, 'version 1, 2 or 3'],
      ['a version that is a number', { version: 2 }, 'version 1, 2 or 3'],
      [
        'groups that are not a list',
        { request: { groupConfiguration: { groupsToOverride: 'A' } } },
        'a list of names',
      ],
      [
        'groups that are not names',
        { request: { groupConfiguration: { groupsToOverride: [1] } } },
        'a list of names',
      ],
      [
        'roles that are not a list',
        { request: { groupConfiguration: { iamRolesToOverride: {} } } },
        'a list of names',
      ],
      [
        'a group configuration that is a list',
        { request: { groupConfiguration: ['A'] } },
        'an object',
      ],
      ['no request', { request: undefined }, 'undefined'],
      [
        'a response that is not an object',
        { response: { claimsAndScopeOverrideDetails: 'x' } },
        'an object',
      ],
    ])('issue tokens for an event with %s', async (_, changes, reason) => {
      const { error, lines } = await answer(
        { groups: { names: ['B'] } },
        eventOf('2', {}, changes),
      );
      expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
      expect(lines).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({ message: expect.stringContaining(reason) }),
        }),
      ]);
    });

    it.each<[string, unknown]>([
      ['a reserved claim', { sub: 'forged' }],
      ['a reserved claim in capitals', { Sub: 'forged' }],
      ['groups', { 'cognito:groups': ['ADMINS'] }],
      ['a developer attribute', { 'dev:tier': 'x' }],
      ['a name with a space', { 'a b': 'x' }],
      ['the prototype', JSON.parse('{"__proto__":{"a":1}}')],
      ['no number', { a: Number.NaN }],
      ['a function', { a: () => 'x' }],
      ['a date', { a: new Date(0) }],
      ['a date inside', { a: [new Date(0)] }],
      ['nothing', undefined],
      ['null', null],
      ['a list', ['a']],
      ['a text', 'a'],
      ['a map', new Map([['a', 'b']])],
    ])('issue tokens if a function returns %s', async (_, given) => {
      const claims = () => given as Record<string, string>;
      const { error, lines } = await answer({ claims }, eventOf('2'));
      expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
      const message = expect.stringMatching(
        /^The function for the claims (did not return an object|returned ")/,
      );
      expect(lines).toEqual([
        expect.objectContaining({ error: expect.objectContaining({ message }) }),
      ]);
      const access = await answer({ accessToken: { claims } }, eventOf('2'));
      expect(access.error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
    });

    it.each<[string, unknown]>([
      ['nothing', undefined],
      ['one name', 'ADMINS'],
      ['a name with a space', ['A B']],
      ['a number', [1]],
    ])('issue tokens if the function for groups returns %s', async (_, given) => {
      const names = () => given as string[];
      const { error, lines } = await answer({ groups: { names } }, eventOf('2'));
      expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
      const message = 'The function for the groups did not return a list of names.';
      expect(lines).toEqual([
        expect.objectContaining({ error: expect.objectContaining({ message }) }),
      ]);
    });

    it('issue tokens if a function throws, or tell the client why', async () => {
      const claims = async () => {
        throw new Error('connect ECONNREFUSED 10.0.0.1:5432');
      };
      const { error, lines } = await answer({ claims }, eventOf('2'));
      expect(String(error)).toBe(
        'TriggerError: UNEXPECTED_ERROR: Something went wrong. Please try again later',
      );
      expect(JSON.stringify(lines)).toContain('ECONNREFUSED');
    });

    it('wait longer than Cognito does, or leave a call running', async () => {
      const signals: AbortSignal[] = [];
      const claims = (_: TokenUser, { signal }: CognitoTriggerInvocation) => {
        signals.push(signal);
        return new Promise<never>(() => {});
      };
      const context = lambdaContext({ getRemainingTimeInMillis: () => 200 });
      const { error } = await answer({ claims }, eventOf('2'), context);
      expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    });

    it('give an app client the claims of users', async () => {
      const options: TokenClaimsOptions = {
        claims: { a: 'b' },
        groups: { names: ['ADMINS'] },
        accessToken: { scopes: { add: ['admin'] } },
      };
      const event = preTokenGenerationV3Event();
      expect((await answer(options, event)).result).toBe(event);
    });
  });

  it('changes only the access token of an app client, with clientCredentials', async () => {
    const { response } = await answer(
      {
        claims: { a: 'b' },
        suppress: ['c'],
        groups: { names: ['ADMINS'] },
        accessToken: {
          claims: { tier: 'gold', who: { attribute: 'email' } },
          clientCredentials: true,
        },
      },
      preTokenGenerationV3Event(),
    );
    expect(response).toEqual({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { tier: 'gold' } },
      },
    });
  });

  it.each([
    'TokenGeneration_HostedAuth',
    'TokenGeneration_Authentication',
    'TokenGeneration_NewPasswordChallenge',
    'TokenGeneration_AuthenticateDevice',
    'TokenGeneration_RefreshTokens',
  ])('changes the tokens of %s', async (triggerSource) => {
    const { details } = await answer({ claims: { a: 'b' } }, eventOf('1', {}, { triggerSource }));
    expect(details).toEqual({ claimsToAddOrOverride: { a: 'b' } });
  });

  it.each(['1', '2', '3'] as const)(
    'does not change an event of an unknown trigger source, in version %s',
    async (version) => {
      const event = eventOf(version, {}, { triggerSource: 'TokenGeneration_New' });
      expect((await answer({ claims: { a: 'b' } }, event)).result).toBe(event);
    },
  );

  it.each(['1', '2'] as const)(
    'returns the same answer when the same event comes three times, in version %s',
    async (version) => {
      const handler = tokenClaims({
        claims: { plan: { attribute: 'custom:plan' } },
        groups: { names: ['BETA'] },
      });
      let event: unknown = eventOf(version);
      const first = JSON.stringify(await invoke(handler, event as never));
      for (let time = 0; time < 2; time += 1) {
        expect(JSON.stringify(await invoke(handler, eventOf(version) as never))).toBe(first);
        // Cognito sends the original event again. Sending the answer would change nothing either.
        event = await invoke(handler, JSON.parse(first));
        expect(JSON.stringify(event)).toBe(first);
      }
    },
  );

  it('passes the user to functions that compute claims and groups', async () => {
    const { details } = await answer(
      {
        claims: async ({ userAttributes, groups }) => ({
          plan: userAttributes['custom:plan'],
          groupCount: groups.length,
          nothing: undefined,
          none: null,
        }),
        groups: { names: async ({ groups }) => groups.map((name) => `${name}-BETA`) },
        accessToken: { claims: ({ clientId, scopes }) => ({ clientId, had: [...scopes] }) },
      },
      eventOf('2'),
    );
    expect(details).toEqual({
      idTokenGeneration: { claimsToAddOrOverride: { plan: 'gold', groupCount: 1 } },
      accessTokenGeneration: {
        claimsToAddOrOverride: {
          clientId: preTokenGenerationEvent().callerContext.clientId,
          had: ['aws.cognito.signin.user.admin'],
        },
      },
      groupOverrideDetails: {
        groupsToOverride: ['EVERYONE', 'EVERYONE-BETA'],
        iamRolesToOverride: [],
      },
    });
  });

  it.each(['1', '2'] as const)(
    'keeps the changes of earlier handlers in a chain, in version %s',
    async (version) => {
      const handler = chain(
        tokenClaims({ claims: { a: '1', b: '1' }, suppress: ['x'], groups: { names: ['G'] } }),
        tokenClaims({ claims: { b: '2' }, suppress: ['y', 'x'], groups: { names: ['H'] } }),
        tokenClaims({ claims: { c: '3' } }),
      );
      const { response } = (await invoke(
        handler,
        eventOf(version) as never,
      )) as TokenGenerationEvent;
      const token = {
        claimsToAddOrOverride: { a: '1', b: '2', c: '3' },
        claimsToSuppress: ['x', 'y'],
      };
      const groupOverrideDetails = {
        groupsToOverride: ['EVERYONE', 'G', 'H'],
        iamRolesToOverride: [],
      };
      expect(response).toEqual(
        version === '1'
          ? { claimsOverrideDetails: { ...token, groupOverrideDetails } }
          : { claimsAndScopeOverrideDetails: { idTokenGeneration: token, groupOverrideDetails } },
      );
    },
  );

  it('accepts claims in an object without a prototype', async () => {
    const claims = () => Object.assign(Object.create(null), { a: 'b' });
    expect(await idClaims({ claims })).toEqual({ a: 'b' });
  });

  it('passes empty groups and scopes to a function if the event has none', async () => {
    const claims = ({ groups, scopes }: TokenUser) => ({ a: JSON.stringify([groups, scopes]) });
    expect(await idClaims({ claims }, { groupConfiguration: {} }, '1')).toEqual({ a: '[[],[]]' });
  });

  it('keeps the scopes of earlier handlers in a chain', async () => {
    const handler = chain(
      tokenClaims({ accessToken: { scopes: { add: ['a'], suppress: ['x'] } } }),
      tokenClaims({ accessToken: { claims: { c: 'd' }, scopes: { add: ['b'] } } }),
    );
    const { response } = (await invoke(handler, eventOf('2') as never)) as TokenGenerationEvent;
    expect(response).toEqual({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: {
          claimsToAddOrOverride: { c: 'd' },
          scopesToAdd: ['a', 'b'],
          scopesToSuppress: ['x'],
        },
      },
    });
  });

  it('merges groups for a user without groups', async () => {
    for (const groupConfiguration of [undefined, null, {}, { groupsToOverride: null }]) {
      const { details } = await answer(
        { groups: { names: ['BETA'] } },
        eventOf('2', { groupConfiguration }),
      );
      expect(details).toEqual({
        groupOverrideDetails: { groupsToOverride: ['BETA'], iamRolesToOverride: [] },
      });
    }
  });

  it('has a type that fits a chain of handlers of version 1', () => {
    const own: PreTokenGenerationTriggerHandler = async (event) => event;
    const handler: PreTokenGenerationTriggerHandler = chain(own, tokenClaims({ suppress: ['a'] }));
    expect(handler).toBeTypeOf('function');
  });

  it('has a type for the resource options that excludes functions', () => {
    const travels: DeclaredTokenClaims = {
      claims: { a: 'b', c: { attribute: 'custom:d' }, e: { value: { f: [1] } } },
      groups: { names: ['G'] },
      accessToken: { claims: { a: 1 }, scopes: { add: ['s'] } },
    };
    // @ts-expect-error
    const claims: DeclaredTokenClaims = { claims: () => ({ a: 'b' }) };
    // @ts-expect-error
    const groups: DeclaredTokenClaims = { groups: { names: () => ['G'] } };
    // @ts-expect-error
    const access: DeclaredTokenClaims = { accessToken: { claims: () => ({ a: 'b' }) } };
    for (const options of [travels, claims, groups, access]) {
      expect(tokenClaims(options)).toBeTypeOf('function');
    }
  });

  describe('refuses before the first event', () => {
    it.each([
      ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'client_id', 'device_key'],
      ...['event_id', 'exp', 'iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti'],
      ...['scope', 'sub', 'token_use', 'username', 'version', 'cognito:username'],
      ...['cognito:roles', 'cognito:preferred_role', 'cognito:anything', 'Sub', 'ISS', 'Cognito:x'],
    ])('to add or to suppress the reserved claim %s', (name) => {
      const problem = /Cognito reserves this claim/;
      expect(() => tokenClaims({ claims: { [name]: 'forged' } })).toThrow(
        `claims.${name} is not valid. Cognito reserves this claim`,
      );
      expect(() => tokenClaims({ claims: { [name]: { attribute: 'custom:x' } } })).toThrow(problem);
      expect(() => tokenClaims({ accessToken: { claims: { [name]: 'forged' } } })).toThrow(problem);
      if (name !== name.toLowerCase()) return;
      expect(() => tokenClaims({ suppress: [name] })).toThrow(problem);
      expect(() => tokenClaims({ accessToken: { suppress: [name] } })).toThrow(problem);
    });

    it.each(['cognito:groups', 'dev:custom:tier'])('to add %s, which can be suppressed', (name) => {
      expect(() => tokenClaims({ claims: { [name]: 'x' } })).toThrow('Cognito reserves this claim');
      expect(() => tokenClaims({ suppress: [name] })).not.toThrow();
    });

    it.each(['name', 'length', 'prototype', 'toString', 'constructor'])(
      'no suppressed claim %s, a property of every function, if a function returns the claims',
      (name) => {
        function claims() {
          return {};
        }
        expect(() => tokenClaims({ claims, suppress: [name] })).not.toThrow();
        expect(() => tokenClaims({ accessToken: { claims, suppress: [name] } })).not.toThrow();
        expect(() => tokenClaims({ claims: { a: 'b' }, suppress: [name] })).not.toThrow();
      },
    );

    it.each(['email', 'email_verified', 'phone_number', 'phone_number_verified', 'Email'])(
      'anything but the attribute for the verified claim %s',
      (name) => {
        const problem = `trust this claim as verified by Cognito. Write it as { attribute: '${name.toLowerCase()}' }.`;
        for (const claim of [
          true,
          'true',
          { value: true },
          { attribute: 'custom:mine' },
        ] as const) {
          expect(() => tokenClaims({ claims: { [name]: claim } })).toThrow(problem);
          expect(() => tokenClaims({ accessToken: { claims: { [name]: claim } } })).toThrow(
            problem,
          );
        }
      },
    );

    it.each<[string, unknown, string]>([
      ['no options', {}, 'Give claims, suppress, groups or accessToken, or several of them.'],
      ['no claims', { claims: {} }, 'Name at least one claim.'],
      ['claims that are null', { claims: null }, 'Write claims as an object'],
      ['claims that are a list', { claims: ['a'] }, 'Write claims as an object'],
      ['a name with a space', { claims: { 'a b': 'x' } }, 'no spaces'],
      ['an empty name', { claims: { '': 'x' } }, '1 to 256 ASCII characters'],
      ['a name that looks like another', { claims: { 'te\u0430m': 'x' } }, 'ASCII'],
      ['the prototype', { claims: JSON.parse('{"__proto__":"x"}') }, '1 to 256'],
      ['the constructor', { claims: { constructor: 'x' } }, '1 to 256'],
      ['a prototype', { claims: { prototype: 'x' } }, '1 to 256'],
      ['null', { claims: { a: null } }, 'A claim is a string'],
      ['no number', { claims: { a: Number.NaN } }, 'A claim is a string'],
      ['a value that is null', { claims: { a: { value: null } } }, 'A claim is a string'],
      ['an object that is not in value', { claims: { a: { b: 'c' } } }, "{ attribute: 'name' }"],
      ['both', { claims: { a: { value: 'x', attribute: 'y' } } }, "{ attribute: 'name' }"],
      [
        'an attribute without a name',
        { claims: { a: { attribute: '' } } },
        "{ attribute: 'name' }",
      ],
      ['both, the other way', { claims: { a: { attribute: 'x', value: 'y' } } }, "{ attribute: 'n"],
      ['an attribute and more', { claims: { a: { attribute: 'x', or: 'y' } } }, "{ attribute: 'n"],
      ['an attribute that is a number', { claims: { a: { attribute: 1 } } }, "{ attribute: 'name'"],
      [
        'unverified for an attribute that is never verified',
        { claims: { a: { attribute: 'custom:x', unverified: 'allow' } } },
        'only for the attributes email and phone_number',
      ],
      [
        'unverified for a value',
        { claims: { a: { value: 'x', unverified: 'allow' } } },
        'only for',
      ],
      [
        'another value of unverified',
        { claims: { a: { attribute: 'email', unverified: true } } },
        'only for',
      ],
      ['a list for an address', { claims: { address: ['x'] } }, 'no list and no object'],
      ['an object for a time', { claims: { updated_at: { value: {} } } }, 'no list and no object'],
      ['a suppressed name with a space', { suppress: ['a b'] }, 'no spaces'],
      ['nothing to suppress', { suppress: [] }, 'Name at least one claim.'],
      ['the same both ways', { claims: { a: 'b' }, suppress: ['a', 'c'] }, 'either in claims or'],
      [
        'the same both ways in the access token',
        { accessToken: { claims: { a: 'b' }, suppress: ['a'] } },
        'either in claims or',
      ],
      ['no groups to merge', { groups: { names: [] } }, "mode: 'replace' to remove all groups"],
      [
        'a group with a space',
        { groups: { names: ['A B'] } },
        'groups.names.0 is not valid. The name of',
      ],
      ['another mode', { groups: { names: ['A'], mode: 'add' } }, 'groups.mode is not valid'],
      ['an empty access token', { accessToken: {} }, 'Give claims, suppress or scopes'],
      ['no scopes', { accessToken: { scopes: {} } }, 'Give claims, suppress or scopes'],
      ['an empty list of scopes', { accessToken: { scopes: { add: [] } } }, 'at least one scope'],
      ['two scopes in one', { accessToken: { scopes: { add: ['a b'] } } }, 'no spaces'],
      [
        'a scope both ways',
        { accessToken: { scopes: { add: ['a', 'b'], suppress: ['b'] } } },
        'either in add or in suppress',
      ],
      ['an unknown option', { claim: { a: 'b' } }, 'claim is not an option'],
    ])('%s', (_, options, problem) => {
      expect(() => tokenClaims(options as DeclaredTokenClaims)).toThrow(problem);
    });
  });
});
