/**
 * The files of an app as in the Amplify documentation, with recipes from packages, and with copies
 * of the same recipes.
 */
export const PACKED_APP = {
  'amplify/package.json': '{ "type": "module" }',
  'amplify/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'es2022',
      moduleResolution: 'bundler',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      noEmit: true,
      paths: { '$amplify/*': ['../.amplify/generated/*'] },
    },
  }),
  'amplify/backend.ts': `
    import { defineBackend } from '@aws-amplify/backend';
    import { auth, copies } from './auth/resource';
    import { sayHello } from './functions/say-hello/resource';

    defineBackend({ auth, sayHello, ...copies });
  `,
  'amplify/auth/resource.ts': `
    import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';
    import { defineEmailDomain } from '@amplify-recipes/pre-sign-up/resources';
    import { defineAuth } from '@aws-amplify/backend';
    import { copiedAddToGroup, copiedEmailDomain } from './copies';

    const preSignUp = defineEmailDomain({ allow: ['example.com'] });
    const postConfirmation = defineAddToGroup({ groupName: 'EVERYONE' });

    export const copies = { copiedAddToGroup, copiedEmailDomain };
    export const auth = defineAuth({
      loginWith: { email: true },
      groups: ['EVERYONE'],
      triggers: { preSignUp, postConfirmation },
      access: (allow) => [
        allow.resource(postConfirmation).to(['addUserToGroup']),
        allow.resource(copiedAddToGroup).to(['addUserToGroup']),
      ],
    });
  `,
  'amplify/auth/copies.ts': `
    import { defineAddToGroup } from './add-to-group/resource.js';
    import { defineEmailDomain } from './email-domain/resource.js';

    export const copiedAddToGroup = defineAddToGroup(
      { groupName: 'EVERYONE' },
      { name: 'copied-add-to-group' },
    );
    export const copiedEmailDomain = defineEmailDomain(
      { allow: ['example.com'] },
      { name: 'copied-email-domain' },
    );
  `,
  'amplify/functions/say-hello/resource.ts': `
    import { defineFunction, secret } from '@aws-amplify/backend';

    export const sayHello = defineFunction({
      name: 'say-hello',
      environment: { NAME: 'World', API_KEY: secret('MY_API_KEY') },
    });
  `,
  'amplify/functions/say-hello/handler.ts': `
    import { env } from '$amplify/env/say-hello';

    export const handler = async () => {
      console.log('greeting');
      return \`Hello, \${env.NAME}! The key has \${env.API_KEY.length} characters.\`;
    };
  `,
  // Prints what each form of the recipes does with the same events.
  'outcomes.mjs': `
    import {
      AdminCreateUserCommand,
      AdminListGroupsForUserCommand,
      CognitoIdentityProviderClient,
    } from '@aws-sdk/client-cognito-identity-provider';
    import { postConfirmationEvent, preSignUpEvent } from '@amplify-recipes/core/testing';
    import { startSandbox } from '@amplify-recipes/sandbox';

    const sandbox = await startSandbox({ dataDir: false, secrets: { MY_API_KEY: '12345' } });
    const { url: endpoint, region, credentials, outputs } = sandbox;
    const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials });
    const UserPoolId = outputs.auth.user_pool_id;

    const signUpAt = (name, domain) =>
      sandbox
        .invoke(name, preSignUpEvent({ request: { userAttributes: { email: 'ada@' + domain } } }))
        .then(() => 'yes', ({ message }) => /[A-Z_]{5,}/.exec(message)?.[0]);

    async function groupsAfter(name) {
      const { User } = await cognito.send(
        new AdminCreateUserCommand({ UserPoolId, Username: name + '@example.com' }),
      );
      const { Username: userName } = User;
      await sandbox.invoke(name, postConfirmationEvent({ userPoolId: UserPoolId, userName }));
      const { Groups } = await cognito.send(
        new AdminListGroupsForUserCommand({ UserPoolId, Username: userName }),
      );
      return Groups.map(({ GroupName }) => GroupName);
    }

    const outcomes = {};
    for (const name of ['email-domain', 'copied-email-domain']) {
      outcomes[name] = [await signUpAt(name, 'example.com'), await signUpAt(name, 'evil.test')];
    }
    for (const name of ['add-to-group', 'copied-add-to-group']) {
      outcomes[name] = await groupsAfter(name);
    }
    console.log(JSON.stringify(outcomes));
    await sandbox.stop();
  `,
};

/** The recipes that the app has as copies. */
export const COPIES = ['email-domain', 'add-to-group'];
