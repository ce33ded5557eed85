import { expect, test } from 'vitest';
import {
  AUTH,
  BACKEND,
  HANDLER,
  NEW_APP,
  RESOURCE,
  wireRecipes,
} from '../../testing/wire-recipes.js';

test('a trigger is added to a new app, and nothing else changes', async () => {
  const { files, problems } = await wireRecipes(['email-domain'], { [AUTH]: NEW_APP });
  expect(problems).toEqual([]);
  expect(files).toEqual({
    [AUTH]: NEW_APP.replace(
      "backend';\n",
      "backend';\nimport { defineEmailDomain } from './email-domain/resource.js';\n",
    ).replace(
      '  },\n});',
      "  },\n  triggers: { preSignUp: defineEmailDomain({ allow: ['example.com', '*.example.com'] }) },\n});",
    ),
  });
});

test('groups, permissions and constants are added with the trigger', async () => {
  const { files } = await wireRecipes(['add-to-group'], { [AUTH]: NEW_APP });
  expect(files[AUTH]).toContain(`
const postConfirmation = defineAddToGroup({ groupName: 'EVERYONE' });

export const auth = defineAuth({
  loginWith: {
    email: true,
  },
  triggers: { postConfirmation },
  groups: ['EVERYONE'],
  access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup'])],
});
`);
});

test('what the app has already is kept and extended, in its own format', async () => {
  const existing = `import { defineAuth } from "@aws-amplify/backend"
import { postConfirmation, admin } from "../admin/resource"

export const auth = defineAuth({
\tloginWith: { email: true }, // only e-mail
\tgroups: ["ADMINS"], 
\ttriggers: {
\t\tcustomMessage: postConfirmation // not yet
\t},
\taccess: (grant) => [
\t\tgrant.resource(admin).to(["manageUsers"]),
\t],
\tuserAttributes: { },
})
`;
  const { files, problems } = await wireRecipes(['add-to-group', 'minimum-age'], {
    [AUTH]: existing,
  });
  expect(problems).toEqual([]);
  expect(files[AUTH]).toBe(`import { defineAuth } from "@aws-amplify/backend"
import { postConfirmation, admin } from "../admin/resource"
import { defineAddToGroup } from "./add-to-group/resource.js"
import { defineMinimumAge } from "./minimum-age/resource.js"

const postConfirmationRecipe = defineAddToGroup({ groupName: "EVERYONE" })

export const auth = defineAuth({
\tloginWith: { email: true }, // only e-mail
\tgroups: ["ADMINS", "EVERYONE"], 
\ttriggers: {
\t\tcustomMessage: postConfirmation, // not yet
\t\tpostConfirmation: postConfirmationRecipe,
\t\tpreSignUp: defineMinimumAge({ years: 13 })
\t},
\taccess: (grant) => [
\t\tgrant.resource(admin).to(["manageUsers"]),
\t\tgrant.resource(postConfirmationRecipe).to(["addUserToGroup"]),
\t],
\tuserAttributes: { birthdate: { required: true } },
})
`);
});

test('a file keeps its Windows line endings', async () => {
  const existing = NEW_APP.replaceAll('\n', '\r\n');
  const { files } = await wireRecipes(['add-to-group'], { [AUTH]: existing });
  expect(files[AUTH]).toContain("groups: ['EVERYONE'],\r\n");
  expect(files[AUTH]?.replaceAll('\r\n', '')).not.toContain('\n');
});

test('an object on one line is broken into lines when it becomes long', async () => {
  const short = `import { defineAuth } from '@aws-amplify/backend';

export const auth = defineAuth({ loginWith: { email: true }, triggers: { customMessage } });
`;
  const { files } = await wireRecipes(['one-time-code'], {
    [AUTH]: short,
    [BACKEND]:
      "import { defineBackend } from '@aws-amplify/backend';\nimport { auth } from './auth/resource';\n\ndefineBackend({ auth });\n",
  });
  expect(files[AUTH]).toContain(`triggers: {
  customMessage,
  ...defineOneTimeCode({
    password: 'required',`);
  expect(files[AUTH]).toContain("import { defineAuth, secret } from '@aws-amplify/backend';");
  expect(files[BACKEND]).toBe(`import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource';
import { allowOnlyCustomAuth } from '@amplify-recipes/core/backend';

const backend = defineBackend({ auth });
allowOnlyCustomAuth(backend);
`);
});

test('connecting a recipe again changes nothing', async () => {
  const first = await wireRecipes(['add-to-group', 'captcha', 'minimum-age', 'email-domain'], {
    [AUTH]: NEW_APP,
    [BACKEND]: `import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource';

const app = defineBackend({ auth });
`,
  });
  expect(first.problems).toEqual([]);
  expect(first.files[BACKEND]).toContain(
    'const app = defineBackend({ auth });\nallowOnlyCustomAuth(app);\n',
  );
  const again = await wireRecipes(
    ['add-to-group', 'captcha', 'minimum-age', 'email-domain'],
    first.files,
  );
  expect(again).toEqual({ files: {}, problems: [], left: [] });
});

test.each<[why: string, recipe: string, auth: string | undefined, words: string]>([
  ['the app has no auth', 'minimum-age', undefined, 'The app has no amplify/auth/resource.ts.'],
  ['the file has a syntax error', 'minimum-age', 'defineAuth({', 'has a syntax error'],
  ['defineAuth is not called', 'minimum-age', 'export {};', 'has no single call of defineAuth'],
  [
    'the options are in a variable',
    'minimum-age',
    "import { defineAuth } from '@aws-amplify/backend';\nexport const auth = defineAuth(options);",
    'has no single call of defineAuth',
  ],
  [
    'the triggers are in a variable',
    'minimum-age',
    NEW_APP.replace('  },\n});', '  },\n  triggers,\n});'),
    'are not written as an object',
  ],
  [
    'the permissions are computed',
    'add-to-group',
    NEW_APP.replace(
      '  },\n});',
      '  },\n  access: (allow) => { if (test) return []; return [allow]; },\n});',
    ),
    'does not write access as the documentation of Amplify does',
  ],
  [
    'a name is used for something else',
    'minimum-age',
    `${NEW_APP}\nfunction defineMinimumAge() {}\n`,
    'uses the name defineMinimumAge already',
  ],
  ['the app has no data', 'dynamodb-stream', NEW_APP, 'The app has no amplify/data/resource.ts.'],
  [
    'the app has no data for a profile',
    'create-user-profile',
    NEW_APP,
    'The app has no amplify/data/resource.ts.',
  ],
])('nothing changes when %s', async (_, recipe, auth, words) => {
  const { files, problems } = await wireRecipes(
    [recipe],
    auth === undefined ? {} : { [AUTH]: auth },
  );
  expect(problems.join()).toContain(words);
  expect(files).toEqual({});
});

test('a recipe is connected completely or not at all', async () => {
  const { files, problems } = await wireRecipes(['captcha'], {
    [AUTH]: NEW_APP,
    [BACKEND]: 'export {};\n',
  });
  expect(problems).toEqual(['amplify/backend.ts has no single call of defineBackend({ ... }).']);
  expect(files).toEqual({});
});

test('a recipe that is configured by code gets its handler and its function', async () => {
  const { files, problems } = await wireRecipes(['attribute-rules'], { [AUTH]: NEW_APP });
  expect(problems).toEqual([]);
  expect(Object.keys(files).sort()).toEqual([HANDLER, RESOURCE, AUTH].sort());
  expect(files[AUTH]).toContain("import { preSignUp } from './pre-sign-up/resource.js';");
});
