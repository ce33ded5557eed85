import { expect, test } from 'vitest';
import {
  APP,
  authWith,
  DEFINED,
  type Files,
  HANDLED,
  HANDLER,
  OWN,
  RESOURCE,
  withoutEmpty,
} from '../../testing/app-parts.js';
import { AUTH, BACKEND, NEW_APP, NEW_BACKEND, wireRecipes } from '../../testing/wire-recipes.js';

test.each<[how: string, recipe: string, files: Files, words: string]>([
  [
    'whose options come from elsewhere',
    'email-domain',
    { [AUTH]: authWith('...shared,', "import { shared } from 'shared';") },
    'amplify/auth/resource.ts may have triggers in the spread ...shared',
  ],
  [
    'whose trigger may be in a spread of another file',
    'email-domain',
    { [AUTH]: authWith('triggers: { ...triggersOf(1) },') },
    'may have preSignUp in the spread ...triggersOf(1)',
  ],
  [
    'whose trigger is in a spread of another file',
    'add-to-group',
    {
      [AUTH]: authWith('triggers: { ...shared },', "import { shared } from './shared';"),
      'amplify/auth/shared.ts':
        "import { postConfirmation } from './confirm/resource';\n\nexport const shared = { postConfirmation };\n",
      ...OWN,
    },
    'may have postConfirmation in the spread ...shared',
  ],
  [
    'whose trigger has a computed name',
    'email-domain',
    { [AUTH]: authWith('triggers: { [name]: fn },') },
    'has preSignUp with a computed name, or may have it',
  ],
  [
    'whose permissions are a method',
    'add-to-group',
    { [AUTH]: authWith('access(allow) { return []; },') },
    'has access as a method',
  ],
  [
    'whose options may change',
    'email-domain',
    {
      [AUTH]:
        "import { defineAuth } from '@aws-amplify/backend';\nlet options = { loginWith: { email: true } };\nexport const auth = defineAuth(options);\n",
    },
    'has no single call of defineAuth',
  ],
  [
    'whose function depends on a condition',
    'add-to-group',
    { [AUTH]: authWith('triggers: { postConfirmation: isLive ? one : other },') },
    'does not see where it is defined',
  ],
  [
    'whose handler has another type',
    'add-to-group',
    {
      [AUTH]: authWith(
        'triggers: { postConfirmation },',
        "import { postConfirmation } from './confirm/resource';",
      ),
      [RESOURCE]: DEFINED,
      [HANDLER]: HANDLED.replaceAll('PostConfirmationTriggerHandler', 'Handler'),
    },
    'is not an async function with the type of a trigger',
  ],
  [
    'whose entry is computed',
    'add-to-group',
    {
      [AUTH]: authWith(
        'triggers: { postConfirmation: defineFunction({ entry: entryOf(1) }) },',
        '',
        'defineAuth, defineFunction',
      ),
    },
    'The entry of the function in amplify/auth/resource.ts is not written as a string',
  ],
  [
    'whose backend calls auth otherwise',
    'captcha',
    {
      [BACKEND]: NEW_BACKEND.replace('{ auth }', '{ auth as pool }').replace('  auth,', '  pool,'),
    },
    'amplify/backend.ts imports auth as pool, and the recipe needs it as auth in defineBackend.',
  ],
  [
    'whose backend has no auth, which is not exported',
    'captcha',
    {
      [AUTH]: NEW_APP.replace('export const auth', 'export const pool'),
      [BACKEND]: "import { defineBackend } from '@aws-amplify/backend';\ndefineBackend({});\n",
    },
    'amplify/auth/resource.ts does not export a const auth.',
  ],
  [
    'whose backend takes parts of the result',
    'captcha',
    {
      [BACKEND]: NEW_BACKEND.replace('defineBackend({', 'const { auth: pool } = defineBackend({'),
    },
    'does not keep the result of defineBackend in a constant',
  ],
  [
    'whose backend may have a function in a spread',
    'sns-digest',
    { [BACKEND]: NEW_BACKEND.replace('  data,\n', '  ...functions(),\n') },
    'may have weeklyDigest in the spread ...functions()',
  ],
  [
    'with auth in another place',
    'email-domain',
    { [AUTH]: '', 'amplify/auth.ts': NEW_APP },
    'The app has no amplify/auth/resource.ts.',
  ],
  [
    'that exports auth from another file',
    'email-domain',
    { [AUTH]: "export { auth } from './pool';\n", 'amplify/auth/pool.ts': NEW_APP },
    'has no single call of defineAuth',
  ],
])('an app %s stays as it is, and the reason is shown', async (_, recipe, given, words) => {
  const { files, problems } = await wireRecipes([recipe], withoutEmpty({ ...APP, ...given }));
  expect(problems.join()).toContain(words);
  expect(files).toEqual({});
});
