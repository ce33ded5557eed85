import { describe, expect, test } from 'vitest';
import {
  AUTH,
  DATA,
  HANDLER,
  NEW_APP,
  NEW_DATA,
  RESOURCE,
  wireRecipes,
} from '../../testing/wire-recipes.js';

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
    const { files, problems } = await wireRecipes(['email-domain', 'minimum-age'], {
      [AUTH]: NEW_APP,
    });
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
    const { files, problems } = await wireRecipes(['create-user-profile'], {
      [AUTH]: `import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';
import { defineAuth } from '@aws-amplify/backend';

export const everyone = defineAddToGroup({ groupName: 'EVERYONE' });

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: { postConfirmation: everyone },
  access: (allow) => [allow.resource(everyone).to(['addUserToGroup'])],
});
`,
      [DATA]: NEW_DATA,
    });
    expect(problems).toEqual([]);
    expect(files[DATA]).toContain('import { postConfirmation as everyone } from');
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

export const handler: PreSignUpTriggerHandler = chain<PreSignUpTriggerHandler>(async (event) => {
  return event;
}, minimumAge({ years: 13 }));
`,
    ],
    ['with the recipe in its chain stays as it is', CHAINED, CHAINED],
  ])('and a handler %s', async (_, before, after) => {
    const { files, problems } = await wireRecipes(['minimum-age'], {
      [AUTH]: OWN_FUNCTION,
      [RESOURCE]: DEFINED,
      [HANDLER]: before,
    });
    expect(problems).toEqual([]);
    expect(files[HANDLER] ?? before).toBe(after);
  });

  test('and whose recipe is configured by code gets its schema into the chain', async () => {
    const { files, problems } = await wireRecipes(['attribute-rules'], {
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
  ])('is left alone when %s', async (_, recipe, given, words) => {
    const { files, problems, left } = await wireRecipes([recipe], given);
    expect(problems.join()).toContain(words);
    expect(files).toEqual({});
    expect(left).toContain(AUTH);
  });
});
