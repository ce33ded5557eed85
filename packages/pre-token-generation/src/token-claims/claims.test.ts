import { captureOutput, invoke, preTokenGenerationV2Event } from '@amplify-recipes/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeclaredTokenClaims, tokenClaims } from './recipe.js';

const RESERVED_NAMES = [
  ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'client_id', 'device_key', 'event_id'],
  ...['exp', 'iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub'],
  ...['token_use', 'username', 'version'],
];
const isReserved = (name: string) =>
  RESERVED_NAMES.includes(name.toLowerCase()) || /^(?:cognito|dev):/i.test(name);

/** Names of claims, and variants that try to get past the list of reserved names. */
const name = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z:/.]{1,8}$/), weight: 6 },
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(...RESERVED_NAMES, 'email', 'email_verified', 'phone_number', 'address'),
  fc.mixedCase(fc.constantFrom(...RESERVED_NAMES, 'cognito:groups', 'dev:tier')),
  fc.constantFrom(...RESERVED_NAMES).map((reserved) => ` ${reserved}`),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'custom:plan'),
);
const declared = fc.oneof(
  fc.string(),
  fc.jsonValue(),
  fc.record({ attribute: name }),
  fc.record({ attribute: name, unverified: fc.constant('allow') }),
  fc.record({ value: fc.jsonValue() }),
  fc.anything(),
);
const userAttributes = fc.dictionary(
  fc.oneof(name, fc.constantFrom('email', 'email_verified', 'phone_number', 'custom:plan')),
  fc.oneof(fc.string(), fc.constantFrom('true', 'false'), fc.anything()),
);
const groupName = fc.stringMatching(/^[A-Za-z-]{1,8}$/);

/** The details of the response, or `refused` by the options, or `no tokens` for the event. */
async function outcome(options: unknown, request: object) {
  let handler: ReturnType<typeof tokenClaims>;
  try {
    handler = tokenClaims(options as DeclaredTokenClaims);
  } catch {
    return 'refused';
  }
  const event = preTokenGenerationV2Event();
  Object.assign(event.request, request);
  const { result, error } = await captureOutput(() => invoke(handler, event));
  if (error) {
    expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
    return 'no tokens';
  }
  const { response } = result as { response: { claimsAndScopeOverrideDetails: object } };
  return response.claimsAndScopeOverrideDetails as {
    idTokenGeneration?: { claimsToAddOrOverride?: Record<string, unknown> };
    groupOverrideDetails?: Record<string, unknown>;
  };
}

describe('for all options and users,', () => {
  it('no reserved claim is written, and every written claim is plain JSON', async () => {
    let written = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, declared, { minKeys: 1, maxKeys: 2 }),
        userAttributes,
        async (claims, attributes) => {
          const details = await outcome({ claims }, { userAttributes: attributes });
          if (details === 'refused') {
            refused += 1;
            return;
          }
          // Options that are accepted cannot fail for any user.
          expect(details).not.toBe('no tokens');
          if (details === 'no tokens') return;
          const given = details.idTokenGeneration?.claimsToAddOrOverride ?? {};
          for (const [claim, value] of Object.entries(given)) {
            written += 1;
            expect(Object.hasOwn(claims, claim)).toBe(true);
            expect(isReserved(claim)).toBe(false);
            expect(claim).toMatch(/^[\x21-\x7e]+$/);
            expect(value ?? undefined).toBeDefined();
            const travelled: unknown = JSON.parse(JSON.stringify(value));
            expect(JSON.stringify(travelled)).toBe(JSON.stringify(value));
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(written).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  it('no unverified address is copied, under any name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('email', 'phone_number'),
        fc.stringMatching(/^[a-z]{1,8}$/).filter((text) => !isReserved(text)),
        fc.oneof(fc.constantFrom('false', 'TRUE', 'true ', '1', ''), fc.anything()),
        async (attribute, claim, flag) => {
          fc.pre(flag !== 'true' && claim !== 'address' && !claim.startsWith('email'));
          const details = await outcome(
            { claims: { [claim]: { attribute } } },
            { userAttributes: { [attribute]: 'x', [`${attribute}_verified`]: flag } },
          );
          expect(details).toEqual({ idTokenGeneration: {} });
        },
      ),
    );
  });

  it('a function writes no reserved claim either', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.anything()), { maxKeys: 3 }),
        async (given) => {
          const details = await outcome({ claims: () => given }, {});
          if (typeof details === 'string') return;
          const claims = Object.keys(details.idTokenGeneration?.claimsToAddOrOverride ?? {});
          written += claims.length;
          expect(claims.filter(isReserved)).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
    expect(written).toBeGreaterThan(50);
  });

  it('merged groups are those of the user and of the options, each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(groupName),
        fc.array(groupName, { minLength: 1 }),
        fc.array(fc.string()),
        fc.option(fc.string(), { nil: null }),
        async (groupsToOverride, names, iamRolesToOverride, preferredRole) => {
          const groupConfiguration = { groupsToOverride, iamRolesToOverride, preferredRole };
          const details = await outcome({ groups: { names } }, { groupConfiguration });
          expect(details).toEqual({
            groupOverrideDetails: {
              groupsToOverride: [...new Set([...groupsToOverride, ...names])],
              iamRolesToOverride,
              ...(preferredRole !== null && { preferredRole }),
            },
          });
        },
      ),
    );
  });
});
