import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ScratchApp, scratchApp } from '../../testing/scratch-app.js';
import { requireApp } from '../app/amplify-app.js';
import { type Recipe, readCatalogue, recipesNamed } from '../recipes/catalogue.js';
import { planWiring } from './plan-wiring.js';

const AUTH = 'amplify/auth/resource.ts';
const BACKEND = 'amplify/backend.ts';
const HANDLER = 'amplify/auth/pre-sign-up/handler.ts';
const RESOURCE = 'amplify/auth/pre-sign-up/resource.ts';

let catalogue: readonly Recipe[];
beforeAll(async () => {
  catalogue = await readCatalogue();
});
let app: ScratchApp;
beforeEach(async () => {
  app = await scratchApp();
});

/** Connects recipes, and returns the changed files and the problems. */
async function wire(names: readonly string[], files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) await app.write(path, text);
  const copies = recipesNamed(catalogue, names).map((recipe) => ({
    recipe,
    folder: recipe.target,
  }));
  const wirings = await planWiring(await requireApp(app.root), copies, new Map());
  return {
    files: Object.fromEntries(wirings.flatMap(({ changes }) => [...changes])),
    problems: wirings.flatMap(({ problem }) => problem ?? []),
    left: wirings.flatMap(({ left }) => left.map(({ path }) => path)),
  };
}

/** The file that `npm create amplify` writes. */
const NEW_APP = `import { defineAuth } from '@aws-amplify/backend';

/**
 * Define and configure your auth resource
 * @see https://docs.amplify.aws/gen2/build-a-backend/auth
 */
export const auth = defineAuth({
  loginWith: {
    email: true,
  },
});
`;

test('a trigger is added to a new app, and nothing else changes', async () => {
  const { files, problems } = await wire(['email-domain'], { [AUTH]: NEW_APP });
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
  const { files } = await wire(['add-to-group'], { [AUTH]: NEW_APP });
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
  const { files, problems } = await wire(['add-to-group', 'minimum-age'], { [AUTH]: existing });
  expect(problems).toEqual([]);
  expect(files[AUTH]).toBe(`import { defineAuth } from "@aws-amplify/backend"
import { postConfirmation, admin } from "../admin/resource"
import { defineAddToGroup } from './add-to-group/resource.js';
import { defineMinimumAge } from './minimum-age/resource.js';

const postConfirmationRecipe = defineAddToGroup({ groupName: 'EVERYONE' });

export const auth = defineAuth({
\tloginWith: { email: true }, // only e-mail
\tgroups: ["ADMINS", 'EVERYONE'], 
\ttriggers: {
\t\tcustomMessage: postConfirmation, // not yet
\t\tpostConfirmation: postConfirmationRecipe,
\t\tpreSignUp: defineMinimumAge({ years: 13 })
\t},
\taccess: (grant) => [
\t\tgrant.resource(admin).to(["manageUsers"]),
\t\tgrant.resource(postConfirmationRecipe).to(['addUserToGroup']),
\t],
\tuserAttributes: { birthdate: { required: true } },
})
`);
});

test('an object on one line is broken into lines when it becomes long', async () => {
  const short = `import { defineAuth } from '@aws-amplify/backend';

export const auth = defineAuth({ loginWith: { email: true }, triggers: { customMessage } });
`;
  const { files } = await wire(['one-time-code'], {
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
  const first = await wire(['add-to-group', 'captcha', 'minimum-age', 'email-domain'], {
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
  const again = await wire(['add-to-group', 'captcha', 'minimum-age', 'email-domain'], first.files);
  expect(again).toEqual({ files: {}, problems: [], left: [] });
});

describe('a trigger that has a function already', () => {
  const CHAINED = `import { chain } from '@amplify-recipes/core';
import { emailDomain } from '../email-domain/recipe.js';
import { minimumAge } from '../minimum-age/recipe.js';

export const handler = chain(
  emailDomain({ allow: ['example.com', '*.example.com'] }),
  minimumAge({ years: 13 }),
);
`;

  test('of another recipe gets a handler with a chain of both', async () => {
    const { files, problems } = await wire(['email-domain', 'minimum-age'], { [AUTH]: NEW_APP });
    expect(problems).toEqual([]);
    expect(files).toEqual({
      [AUTH]: NEW_APP.replace(
        "backend';\n",
        "backend';\nimport { preSignUp } from './pre-sign-up/resource.js';\n",
      ).replace(
        '  },\n});',
        '  },\n  triggers: { preSignUp },\n  userAttributes: { birthdate: { required: true } },\n});',
      ),
      [HANDLER]: CHAINED,
      [RESOURCE]: `import { defineFunction } from '@aws-amplify/backend';

export const preSignUp = defineFunction({
  name: 'pre-sign-up',
  resourceGroupName: 'auth',
  timeoutSeconds: 5,
});
`,
    });
  });

  test('of a recipe from npm in a constant keeps the name of the constant', async () => {
    const { files, problems } = await wire(['create-user-profile'], {
      [AUTH]: `import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';
import { defineAuth } from '@aws-amplify/backend';

export const everyone = defineAddToGroup({ groupName: 'EVERYONE' });

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: { postConfirmation: everyone },
  access: (allow) => [allow.resource(everyone).to(['addUserToGroup'])],
});
`,
    });
    expect(problems).toEqual([]);
    expect(files[AUTH]).toBe(`import { defineAuth } from '@aws-amplify/backend';
import { postConfirmation as everyone } from './post-confirmation/resource.js';

export { everyone };

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: { postConfirmation: everyone },
  access: (allow) => [allow.resource(everyone).to(['addUserToGroup'])],
});
`);
    expect(
      files['amplify/auth/post-confirmation/handler.ts'],
    ).toBe(`import { chain } from '@amplify-recipes/core';
import { addToGroup } from '@amplify-recipes/post-confirmation';
import { createUserProfile } from '../create-user-profile/recipe.js';

export const handler = chain(
  addToGroup({ groupName: 'EVERYONE' }),
  createUserProfile(),
);
`);
  });

  const OWN_FUNCTION = `import { defineAuth } from '@aws-amplify/backend';
import { preSignUp } from './pre-sign-up/resource';

export const auth = defineAuth({ loginWith: { email: true }, triggers: { preSignUp } });
`;
  const DEFINED = `import { defineFunction } from '@aws-amplify/backend';

export const preSignUp = defineFunction({ name: 'pre-sign-up' });
`;

  test.each<[handler: string, before: string, after: string]>([
    [
      'with a chain gets one link more',
      CHAINED.replace("import { minimumAge } from '../minimum-age/recipe.js';\n", '').replace(
        '  minimumAge({ years: 13 }),\n',
        '',
      ),
      CHAINED,
    ],
    [
      'with a call gets a chain around it',
      `import { emailDomain } from '@amplify-recipes/pre-sign-up';

export const handler = emailDomain({ allow: ['example.com'] });
`,
      `import { emailDomain } from '@amplify-recipes/pre-sign-up';
import { chain } from '@amplify-recipes/core';
import { minimumAge } from '../minimum-age/recipe.js';

export const handler = chain(emailDomain({ allow: ['example.com'] }), minimumAge({ years: 13 }));
`,
    ],
    [
      'as in the documentation of Amplify gets a chain around it',
      `import type { PreSignUpTriggerHandler } from 'aws-lambda';

export const handler: PreSignUpTriggerHandler = async (event) => {
  return event;
};
`,
      `import type { PreSignUpTriggerHandler } from 'aws-lambda';
import { chain } from '@amplify-recipes/core';
import { minimumAge } from '../minimum-age/recipe.js';

export const handler: PreSignUpTriggerHandler = chain(async (event) => {
  return event;
}, minimumAge({ years: 13 }));
`,
    ],
    ['with the recipe in its chain stays as it is', CHAINED, CHAINED],
  ])('and a handler %s', async (_, before, after) => {
    const { files, problems } = await wire(['minimum-age'], {
      [AUTH]: OWN_FUNCTION,
      [RESOURCE]: DEFINED,
      [HANDLER]: before,
    });
    expect(problems).toEqual([]);
    expect(files[HANDLER] ?? before).toBe(after);
  });

  test('and whose recipe is configured by code gets its schema into the chain', async () => {
    const { files, problems } = await wire(['attribute-rules'], {
      [AUTH]: OWN_FUNCTION,
      [RESOURCE]: DEFINED.replace("-up' }", "-up', entry: './on-sign-up.ts' }"),
      'amplify/auth/pre-sign-up/on-sign-up.ts': CHAINED,
    });
    expect(problems).toEqual([]);
    const handler = files['amplify/auth/pre-sign-up/on-sign-up.ts'];
    expect(handler).toContain("import * as v from 'valibot';");
    expect(handler).toContain(
      '  minimumAge({ years: 13 }),\n  attributeRules({\n    schema: v.object({',
    );
  });

  test.each<[why: string, recipe: string, files: Record<string, string>, words: string]>([
    [
      'its handler is not async',
      'minimum-age',
      {
        [AUTH]: OWN_FUNCTION,
        [RESOURCE]: DEFINED,
        [HANDLER]:
          "import type { PreSignUpTriggerHandler } from 'aws-lambda';\nexport const handler: PreSignUpTriggerHandler = (event, _, done) => done(null, event);\n",
      },
      'is not an async function',
    ],
    [
      'its handler is missing',
      'minimum-age',
      { [AUTH]: OWN_FUNCTION, [RESOURCE]: DEFINED },
      'does not see where it is defined',
    ],
    [
      'it comes from another package',
      'minimum-age',
      { [AUTH]: OWN_FUNCTION.replace('./pre-sign-up/resource', 'my-triggers') },
      'does not see where it is defined',
    ],
    [
      'it is imported from outside of amplify/',
      'minimum-age',
      { [AUTH]: OWN_FUNCTION.replace('./pre-sign-up/resource', '../../../evil/resource') },
      'does not see where it is defined',
    ],
    [
      'its options are a secret',
      'minimum-age',
      {
        [AUTH]: NEW_APP.replace(
          '  },\n});',
          "  },\n  triggers: { preSignUp: defineEmailDomain({ allow: [secret('A')] }) },\n});",
        ).replace("';\n", "';\nimport { defineEmailDomain } from './email-domain/resource';\n"),
      },
      'with options that cannot be moved to a handler',
    ],
    [
      'it uses the list of disposable domains, which is another handler',
      'minimum-age',
      {
        [AUTH]: NEW_APP.replace(
          '  },\n});',
          "  },\n  triggers: { preSignUp: defineEmailDomain({ disposable: 'deny' }) },\n});",
        ).replace("';\n", "';\nimport { defineEmailDomain } from './email-domain/resource';\n"),
      },
      'with options that cannot be moved to a handler',
    ],
    [
      'the folder of the new handler is in use',
      'minimum-age',
      {
        [AUTH]: NEW_APP.replace(
          '  },\n});',
          "  },\n  triggers: { preSignUp: defineEmailDomain({ deny: ['a.de'] }) },\n});",
        ).replace("';\n", "';\nimport { defineEmailDomain } from './email-domain/resource';\n"),
        [HANDLER]: 'export {};\n',
      },
      `${HANDLER} exists already`,
    ],
    [
      'the recipe has three triggers',
      'captcha',
      {
        [AUTH]: NEW_APP.replace('  },\n});', '  },\n  triggers: { createAuthChallenge },\n});'),
      },
      'has a function for createAuthChallenge, and a user pool calls one function per trigger. The section "Compose" of amplify/auth/captcha/README.md',
    ],
    [
      'the triggers of the recipe may be in a spread',
      'captcha',
      { [AUTH]: NEW_APP.replace('  },\n});', '  },\n  triggers: { ...all },\n});') },
      'has other triggers in a spread',
    ],
  ])('is left alone when %s', async (_, recipe, given, words) => {
    const { files, problems, left } = await wire([recipe], given);
    expect(problems.join()).toContain(words);
    expect(files).toEqual({});
    expect(left).toContain(AUTH);
  });
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
    NEW_APP.replace('  },\n});', '  },\n  access: (allow) => { return []; },\n});'),
    'does not write access as the documentation of Amplify does',
  ],
  [
    'a name is used for something else',
    'minimum-age',
    `${NEW_APP}\nfunction defineMinimumAge() {}\n`,
    'uses the name defineMinimumAge already',
  ],
  ['the recipe belongs to a stream', 'dynamodb-stream', NEW_APP, 'Your own code configures it'],
])('nothing changes when %s', async (_, recipe, auth, words) => {
  const { files, problems } = await wire([recipe], auth === undefined ? {} : { [AUTH]: auth });
  expect(problems.join()).toContain(words);
  expect(files).toEqual({});
});

test('a recipe is connected completely or not at all', async () => {
  const { files, problems } = await wire(['captcha'], {
    [AUTH]: NEW_APP,
    [BACKEND]: 'export {};\n',
  });
  expect(problems).toEqual(['amplify/backend.ts has no single call of defineBackend({ ... }).']);
  expect(files).toEqual({});
});

test('code for other files is left to the user', async () => {
  const { left } = await wire(['create-user-profile'], { [AUTH]: NEW_APP });
  expect(left).toEqual(['amplify/data/resource.ts']);
});

test('a recipe that is configured by code gets its handler and its function', async () => {
  const { files, problems } = await wire(['attribute-rules'], { [AUTH]: NEW_APP });
  expect(problems).toEqual([]);
  expect(Object.keys(files).sort()).toEqual([HANDLER, RESOURCE, AUTH].sort());
  expect(files[AUTH]).toContain("import { preSignUp } from './pre-sign-up/resource.js';");
});
