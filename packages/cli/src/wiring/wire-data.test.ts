import { expect, test } from 'vitest';
import { AUTH, DATA, NEW_APP, NEW_DATA, wireRecipes } from '../../testing/wire-recipes.js';

const POST_CONFIRMATION = 'amplify/auth/post-confirmation/resource.ts';

test('a model and the permission of its function are added to the schema', async () => {
  const { files, problems } = await wireRecipes(['create-user-profile'], {
    [AUTH]: NEW_APP,
    [DATA]: NEW_DATA,
  });
  expect(problems).toEqual([]);
  expect(files[DATA]).toBe(
    NEW_DATA.replace(
      'backend";\n',
      'backend";\nimport { createUserProfile } from "../auth/resource.js";\n',
    ).replace(
      '[allow.guest()]),\n});',
      `[allow.guest()]),
  UserProfile: a
    .model({
      email: a.email(),
      profileOwner: a
        .string()
        .authorization((allow) => [allow.ownerDefinedIn("profileOwner").to(["read"])]),
    })
    .authorization((allow) => [allow.ownerDefinedIn("profileOwner").to(["read", "update"])]),
}).authorization((allow) => [allow.resource(createUserProfile).to(["mutate"])]);`,
    ),
  );
});

test('a permission is added to those of the schema, with the names of the app', async () => {
  const data = NEW_DATA.replace('ClientSchema, a,', 'ClientSchema, a as api,')
    .replaceAll(/\ba(?=[\s.]*\.)/g, 'api')
    .replace('\n});', '\n}).authorization((may) => [may.authenticated()]);');
  const { files, problems } = await wireRecipes(['create-user-profile'], {
    [AUTH]: NEW_APP,
    [DATA]: data,
  });
  expect(problems).toEqual([]);
  expect(files[DATA]).toContain('email: api.email(),');
  expect(files[DATA]).toContain(
    '}).authorization((may) => [may.authenticated(), may.resource(createUserProfile).to(["mutate"])]);',
  );
});

test('the function of a chain is imported from where it is defined', async () => {
  const { files, problems } = await wireRecipes(['add-to-group', 'create-user-profile'], {
    [AUTH]: NEW_APP,
    [DATA]: NEW_DATA,
  });
  expect(problems).toEqual([]);
  expect(Object.keys(files)).toContain(POST_CONFIRMATION);
  expect(files[DATA]).toContain(
    'import { postConfirmation } from "../auth/post-confirmation/resource.js";',
  );
  expect(files[DATA]).toContain('[allow.resource(postConfirmation).to');
});

test('connecting a recipe again changes nothing', async () => {
  const names = ['add-to-group', 'create-user-profile'];
  const first = await wireRecipes(names, { [AUTH]: NEW_APP, [DATA]: NEW_DATA });
  expect(await wireRecipes(names, first.files)).toEqual({ files: {}, problems: [], left: [] });
});

const OWN_FUNCTION = NEW_APP.replace(
  'export const auth',
  "const postConfirmation = defineFunction({ entry: './confirm.ts' });\n\nexport const auth",
)
  .replace('{ defineAuth }', '{ defineAuth, defineFunction }')
  .replace('  },\n});', '  },\n  triggers: { postConfirmation },\n});');

test.each<[why: string, files: Readonly<Record<string, string>>, words: string]>([
  [
    'the schema is combined of several',
    { [DATA]: `${NEW_DATA}\nexport const more = a.schema({});\n` },
    'amplify/data/resource.ts has no single call of a.schema({ ... }).',
  ],
  [
    'the schema is in a variable',
    { [DATA]: NEW_DATA.replace(/a\.schema\(\{.*?^\}\)/ms, 'a.schema(models)') },
    'amplify/data/resource.ts has no single call of a.schema({ ... }).',
  ],
  [
    'the permissions are computed',
    { [DATA]: NEW_DATA.replace('\n});', '\n}).authorization(rules);') },
    'does not write the authorization of the schema as the documentation of Amplify does',
  ],
  [
    'the function of the app is not exported',
    {
      [AUTH]: OWN_FUNCTION,
      'amplify/auth/confirm.ts':
        "import type { PostConfirmationTriggerHandler } from 'aws-lambda';\nexport const handler: PostConfirmationTriggerHandler = async (event) => {\n  return event;\n};\n",
    },
    'amplify/auth/resource.ts does not export postConfirmation, and amplify/data/resource.ts needs it.',
  ],
])('nothing changes when %s', async (_, changed, words) => {
  const { files, problems } = await wireRecipes(['create-user-profile'], {
    [AUTH]: NEW_APP,
    [DATA]: NEW_DATA,
    ...changed,
  });
  expect(problems.join()).toContain(words);
  expect(files).toEqual({});
});
