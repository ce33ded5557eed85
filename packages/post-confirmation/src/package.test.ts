import { postConfirmationEvent } from '@amplify-recipes/core/testing';
import {
  invokeBundle,
  startAwsServer,
  synthesize,
  testRecipes,
} from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

const find = testRecipes(
  import.meta.url,
  {
    'add-to-group': {
      options: { groupName: 'EVERYONE' },
      yes: { event: postConfirmationEvent() },
      // The client of Cognito, without the parts that Lambda does not need.
      bundleLimit: 176_000,
    },
    'create-user-profile': {
      options: { through: 'table' },
      yes: { event: postConfirmationEvent(), environment: { PROFILE_TABLE_NAME: 'profiles' } },
      startsWithoutOptions: [''],
      // Its own code, and the signature of requests.
      bundleLimit: 38_000,
    },
  },
  {
    snippets: 11,
    files: {
      'amplify/backend.ts': `
        import { defineBackend } from '@aws-amplify/backend';
        import { auth } from './auth/resource.js';
        import { recipes } from './recipes.js';

        defineBackend({ auth, ...recipes });
      `,
      'amplify/auth/resource.ts': `
        import { defineAuth } from '@aws-amplify/backend';
        import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';

        const postConfirmation = defineAddToGroup(
          { groupName: 'EVERYONE' },
          {
            name: 'in-auth',
            memoryMB: 256,
            environment: { POWERTOOLS_LOG_LEVEL: 'WARN' },
          },
        );
        export const auth = defineAuth({
          loginWith: { email: true },
          groups: ['EVERYONE'],
          triggers: { postConfirmation },
          access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup'])],
        });
      `,
    },
  },
);

describe('add-to-group in a backend', () => {
  it('has its options, the stack of the user pool and a timeout of 5 seconds', () => {
    expect(find('in-auth')).toMatchObject({
      environment: { GROUP_NAME: 'EVERYONE', POWERTOOLS_LOG_LEVEL: 'WARN' },
      timeout: 5,
      stack: 'auth',
    });
  });

  it('may only add users to groups of its pool', () => {
    const { statements } = find('in-auth');
    const actions = statements.flatMap(({ Action }) => Action);
    // Amplify grants the second itself: the id of the pool is a parameter.
    expect(actions.sort()).toEqual(['cognito-idp:AdminAddUserToGroup', 'ssm:GetParameters']);
    for (const { Action, Resource } of statements) {
      expect(JSON.stringify([Action, Resource])).not.toContain('*');
    }
  });

  it("has a bundle with the SDK, less than a third of Amplify's bundle of a copy", () => {
    expect(find('add-to-group').bundleSize * 3).toBeLessThan(
      find('copied-add-to-group').bundleSize,
    );
  });

  it.each(['add-to-group', 'copied-add-to-group'])(
    'has the bundle %s, which finds the region and the endpoint like every SDK client',
    async (name) => {
      const cognito = await startAwsServer(() => ({ output: {} }));
      try {
        const outcome = await invokeBundle(find(name), postConfirmationEvent(), {
          AWS_ENDPOINT_URL: cognito.url,
          AWS_REGION: 'ap-southeast-2',
        });
        expect(outcome).toEqual({ result: postConfirmationEvent(), output: '' });
        expect(cognito.requests).toEqual([
          {
            target: 'AWSCognitoIdentityProviderService.AdminAddUserToGroup',
            credential: expect.stringContaining('/ap-southeast-2/cognito-idp/aws4_request'),
            input: {
              UserPoolId: 'eu-west-1_AbCdEf123',
              Username: postConfirmationEvent().userName,
              GroupName: 'EVERYONE',
            },
          },
        ]);
      } finally {
        await cognito.stop();
      }
    },
  );

  it.each(['add-to-group', 'copied-add-to-group'])(
    'has the bundle %s, whose error names the missing options',
    async (name) => {
      const found = find(name);
      const { GROUP_NAME: _, ...environment } = found.environment;
      const outcome = await invokeBundle({ ...found, environment }, postConfirmationEvent());
      expect(outcome.error).toContain('Give groupName or groupNames, and not both.');
    },
  );
});

describe('create-user-profile in a backend', () => {
  /** An app with a user pool, data, and the recipe as its trigger, once in each way. */
  const app = (props: string) => ({
    'amplify/backend.ts': `
      import { assertDeployable } from '@amplify-recipes/core/backend';
      import { connectProfileTable } from '@amplify-recipes/post-confirmation/resources';
      import { defineBackend } from '@aws-amplify/backend';
      import { auth, inTable, throughApi } from './auth/resource.js';
      import { data } from './data/resource.js';

      const backend = defineBackend({ auth, data, throughApi, inTable });
      connectProfileTable(backend.inTable, backend.data.resources.tables.UserProfile);
      assertDeployable(backend);
    `,
    'amplify/auth/resource.ts': `
      import { defineCreateUserProfile } from '@amplify-recipes/post-confirmation/resources';
      import { defineAuth } from '@aws-amplify/backend';

      export const throughApi = defineCreateUserProfile({}, { name: 'through-api', ${props} });
      export const inTable = defineCreateUserProfile({ through: 'table' }, { name: 'in-table' });
      export const auth = defineAuth({
        loginWith: { email: true },
        triggers: { postConfirmation: throughApi },
      });
    `,
    'amplify/data/resource.ts': `
      import { a, defineData } from '@aws-amplify/backend';
      import { throughApi } from '../auth/resource.js';

      export const data = defineData({
        schema: a
          .schema({
            UserProfile: a
              .model({ email: a.email(), profileOwner: a.string() })
              .authorization((allow) => [allow.ownerDefinedIn('profileOwner').to(['read'])]),
          })
          .authorization((allow) => [allow.resource(throughApi).to(['mutate'])]),
        authorizationModes: { defaultAuthorizationMode: 'userPool' },
      });
    `,
  });
  const packageUrl = new URL('..', import.meta.url);

  it('can be deployed with the API and with the table, without a cycle of nested stacks', async () => {
    const find = await synthesize(packageUrl, app(''));
    for (const [name, variable] of [
      ['through-api', 'AMPLIFY_DATA_GRAPHQL_ENDPOINT'],
      ['in-table', 'PROFILE_TABLE_NAME'],
    ] as const) {
      const { environment, stack, timeout } = find(name);
      expect({ stack, timeout }).toEqual({ stack: 'auth', timeout: 5 });
      // Amplify reads the value from a parameter, so the stack does not depend on the data.
      expect(environment[variable]).toBe('<value will be resolved during runtime>');
      expect(String(environment.AMPLIFY_SSM_ENV_CONFIG)).toContain(variable);
    }
  });

  it('cannot be deployed in the resource group of the data', async () => {
    await expect(synthesize(packageUrl, app("resourceGroupName: 'data'"))).rejects.toThrow(
      'need each other, and neither can be deployed',
    );
  });
});
