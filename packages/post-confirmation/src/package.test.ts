import { postConfirmationEvent } from '@amplify-recipes/core/testing';
import {
  copyOfRecipe,
  invokeBundle,
  type SynthesizedBackend,
  startAwsServer,
  synthesize,
  testPublishedPackage,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copyOfAddToGroup = copyOfRecipe('add-to-group', import.meta.url);

describe('a backend with the recipes of this package', () => {
  let find: SynthesizedBackend;

  beforeAll(async () => {
    find = await synthesize(packageFolder, {
      ...copyOfAddToGroup,
      'amplify/backend.ts': `
        import { defineBackend } from '@aws-amplify/backend';
        import { auth } from './auth/resource.js';
        import { defineAddToGroup } from './auth/add-to-group/resource.js';

        const copied = defineAddToGroup({ groupName: 'EVERYONE' }, { name: 'copied' });
        defineBackend({ auth, copied });
      `,
      'amplify/auth/resource.ts': `
        import { defineAuth } from '@aws-amplify/backend';
        import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';

        const postConfirmation = defineAddToGroup(
          { groupName: 'EVERYONE' },
          { memoryMB: 256, environment: { POWERTOOLS_LOG_LEVEL: 'WARN' } },
        );
        export const auth = defineAuth({
          loginWith: { email: true },
          groups: ['EVERYONE'],
          triggers: { postConfirmation },
          access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup'])],
        });
      `,
    });
  }, 120_000);

  it('has add-to-group with its options, beside the user pool, for the time that Cognito waits', () => {
    expect(find('add-to-group')).toMatchObject({
      environment: { GROUP_NAME: 'EVERYONE', POWERTOOLS_LOG_LEVEL: 'WARN' },
      timeout: 5,
      stack: 'auth',
    });
  });

  it('allows add-to-group to add users to groups of its pool, and nothing of all of AWS', () => {
    const { statements } = find('add-to-group');
    const actions = statements.flatMap(({ Action }) => Action);
    // Amplify grants the second itself: the id of the pool is a parameter.
    expect(actions.sort()).toEqual(['cognito-idp:AdminAddUserToGroup', 'ssm:GetParameters']);
    for (const { Action, Resource } of statements) {
      expect(JSON.stringify([Action, Resource])).not.toContain('*');
    }
  });

  it('has a small bundle, with the SDK in it, less than half of what Amplify makes of a copy', () => {
    expect(find('add-to-group').bundleSize).toBeLessThan(230_000);
    expect(find('add-to-group').bundleSize * 2).toBeLessThan(find('copied').bundleSize);
  });

  it.each(['add-to-group', 'copied'])(
    'has the bundle %s, which finds the region and the endpoint as every SDK client does',
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

  it.each(['add-to-group', 'copied'])(
    'has the bundle %s, which does not start without its options',
    async (name) => {
      const found = find(name);
      const { GROUP_NAME: _, ...environment } = found.environment;
      const outcome = await invokeBundle({ ...found, environment }, postConfirmationEvent());
      expect(outcome.error).toContain('Give groupName or groupNames, and not both.');
    },
  );
});

testPublishedPackage(packageFolder, 3, copyOfAddToGroup);
