import { preTokenGenerationEvent, preTokenGenerationV2Event } from '@amplify-recipes/core/testing';
import { invokeBundle, synthesize, testRecipes } from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);

const firstVersion = preTokenGenerationEvent({
  request: { userAttributes: { 'custom:plan': 'gold' } },
});
const laterVersion = preTokenGenerationV2Event({
  request: { userAttributes: { 'custom:plan': 'gold' } },
});

const inVersion2 = {
  ...laterVersion,
  response: {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: {
        claimsToAddOrOverride: { plan: 'gold' },
        claimsToSuppress: ['phone_number'],
      },
      accessTokenGeneration: { scopesToAdd: ['reports/read'] },
      groupOverrideDetails: { groupsToOverride: ['EVERYONE', 'BETA'], iamRolesToOverride: [] },
    },
  },
};

const authResource = (triggers: string) => `
  import { defineAuth } from '@aws-amplify/backend';
  import { defineTokenClaims } from '@amplify-recipes/pre-token-generation/resources';

  export const auth = defineAuth({ loginWith: { email: true }, triggers: ${triggers} });
`;

const find = testRecipes(
  import.meta.url,
  {
    'token-claims': {
      options: {
        claims: { plan: { attribute: 'custom:plan' } },
        suppress: ['phone_number'],
        groups: { names: ['BETA'] },
        accessToken: { scopes: { add: ['reports/read'] } },
      },
      yes: { event: laterVersion, result: inVersion2 },
      no: { event: firstVersion, code: 'UNEXPECTED_ERROR' },
    },
  },
  {
    snippets: 6,
    files: {
      'amplify/backend.ts': `
        import { usePreTokenGenerationV2 } from '@amplify-recipes/core/backend';
        import { defineBackend } from '@aws-amplify/backend';
        import { auth } from './auth/resource.js';
        import { defineTokenClaims as defineCopy } from './auth/token-claims/resource.js';
        import { recipes } from './recipes.js';

        const copied = defineCopy({ claims: { team: 'analysts' } }, { name: 'copied' });
        const backend = defineBackend({ auth, ...recipes, copied });
        usePreTokenGenerationV2(backend, backend.tokenClaims);
      `,
      'amplify/auth/resource.ts': authResource('{}'),
    },
  },
);

describe('token-claims in a backend', () => {
  it('has token-claims with its options and the timeout of Cognito, in the stack of the pool', () => {
    expect(find('token-claims')).toMatchObject({
      environment: {
        CLAIMS: '{"plan":{"attribute":"custom:plan"}}',
        SUPPRESS: '["phone_number"]',
        GROUPS: '{"names":["BETA"]}',
        ACCESS_TOKEN: '{"scopes":{"add":["reports/read"]}}',
      },
      timeout: 5,
      stack: 'auth',
    });
  });

  it('gives token-claims no permissions', () => {
    expect(find('token-claims').statements).toEqual([]);
  });

  it('has the bundle token-claims, which answers version 2', async () => {
    const { result, output } = await invokeBundle(find('token-claims'), laterVersion);
    expect(result).toEqual(inVersion2);
    expect(output).toBe('');
  });

  it('has the bundle token-claims, which fails with version 1 and logs why', async () => {
    const { error, output } = await invokeBundle(find('token-claims'), firstVersion);
    expect(error).toMatch(/^UNEXPECTED_ERROR/);
    expect(output).toContain('usePreTokenGenerationV2(backend, backend.tokenClaims)');
    expect(output).not.toContain('gold');
  });

  it('has the bundle copied, which answers version 1', async () => {
    const { result } = await invokeBundle(find('copied'), firstVersion);
    expect(result).toEqual({
      ...firstVersion,
      response: { claimsOverrideDetails: { claimsToAddOrOverride: { team: 'analysts' } } },
    });
  });

  it.each(['token-claims', 'copied'])(
    'has the bundle %s, which does not start without its options',
    async (name) => {
      const outcome = await invokeBundle({ ...find(name), environment: {} }, firstVersion);
      expect(outcome.error).toContain('Give claims, suppress, groups or accessToken');
    },
  );
});

describe('the synthesis of a backend fails with', () => {
  let printed: string;

  beforeAll(async () => {
    // One synthesis tries all of them. Only the last one reaches `defineBackend`, which works once.
    const synthesis = synthesize(packageFolder, {
      'amplify/backend.ts': `
        import { usePreTokenGenerationV2 } from '@amplify-recipes/core/backend';
        import { defineTokenClaims } from '@amplify-recipes/pre-token-generation/resources';
        import { defineBackend } from '@aws-amplify/backend';
        import { auth } from './auth/resource.js';

        const use = (options: object) => {
          const tokenClaims = defineTokenClaims(options as never);
          const backend = defineBackend({ auth, tokenClaims });
          usePreTokenGenerationV2(backend, backend.tokenClaims);
        };
        const mistakes = [
          { claims: { sub: 'forged' } },
          { claims: () => ({ a: 'b' }) },
          { suppress: ['a'] },
        ];
        for (const options of mistakes) {
          try {
            use(options);
          } catch (error) {
            console.error(JSON.stringify([error.message, error.resolution]));
          }
        }
        process.exit(1);
      `,
      'amplify/auth/resource.ts': authResource(
        "{ preTokenGeneration: defineTokenClaims({ suppress: ['a'] }, { name: 'first' }) }",
      ),
    });
    printed = await synthesis.then(() => 'no error', String);
  });

  it.each([
    ['a reserved claim', 'claims.sub is not valid'],
    [
      'a function, which cannot be in the environment',
      'claims cannot be stored in an environment variable',
    ],
    [
      'the trigger in defineAuth as well',
      'Remove preTokenGeneration from \\"triggers\\" in defineAuth',
    ],
  ])('%s', (_, problem) => {
    expect(printed).toContain(problem);
  });
});
