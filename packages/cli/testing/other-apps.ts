import { CHAINED, HANDLER, type OtherApp, OWN } from './app-parts.js';
import { AUTH, BACKEND, NEW_APP, NEW_BACKEND } from './wire-recipes.js';

/** Apps whose files are formatted or written in other ways than the documentation of Amplify does. */
export const OTHER_APPS: readonly OtherApp[] = [
  [
    'with double quotes, tabs and no semicolons',
    ['add-to-group'],
    {
      [AUTH]: `import { defineAuth } from "@aws-amplify/backend"

export const auth = defineAuth({
	loginWith: { email: true },
	groups: [
		"ADMINS"
	]
})
`,
    },
    {
      [AUTH]: [
        `"@aws-amplify/backend"\nimport { defineAddToGroup } from "./add-to-group/resource.js"\n\nconst postConfirmation = defineAddToGroup({ groupName: "EVERYONE" })\n\nexport const`,
        `\tgroups: [\n\t\t"ADMINS",\n\t\t"EVERYONE"\n\t],\n\ttriggers: { postConfirmation },\n\taccess: (allow) => [allow.resource(postConfirmation).to(["addUserToGroup"])]\n})`,
      ],
    },
  ],
  [
    'with four spaces',
    ['one-time-code'],
    {
      [AUTH]: NEW_APP.replace(/^ {2}/gm, '    ').replace(/^ {6}/gm, '        '),
      [BACKEND]: NEW_BACKEND.replaceAll("'", '"').replace(/;$/gm, ''),
    },
    {
      [AUTH]: [
        "    triggers: {\n        ...defineOneTimeCode({\n            password: 'required',\n",
      ],
      [BACKEND]: [
        'from "./data/resource"\nimport { allowOnlyCustomAuth } from "@amplify-recipes/core/backend"\n',
        '\n})\nallowOnlyCustomAuth(backend)\n',
      ],
    },
  ],
  [
    'with a byte order mark and Windows line endings',
    ['email-domain'],
    { [AUTH]: `\uFEFF${NEW_APP.replaceAll('\n', '\r\n')}` },
    { [AUTH]: ["\uFEFFimport { defineAuth } from '@aws-amplify/backend';\r\nimport {"] },
  ],
  [
    'with comments beside each line',
    ['minimum-age', 'captcha'],
    {
      [BACKEND]: `import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource'; /* auth */

const backend = defineBackend({ auth }); // all
// The end
export { backend };
`,
      [AUTH]: `// Licence
import { defineAuth } from '@aws-amplify/backend'; // Amplify

// The pool
export const auth = defineAuth({
  loginWith: { email: true }, // only e-mail
  /* the rest */
  userAttributes: {
    // asked for later
    nickname: { required: false }, // short
  }, // end
}); // auth
`,
    },
    {
      [AUTH]: [
        '// Licence\nimport',
        "backend'; // Amplify\nimport { defineMinimumAge } from './minimum-age/resource.js';\nimport { defineCaptcha } from './captcha/resource.js';\n\n// The pool",
        '    // asked for later\n    nickname: { required: false }, // short\n    birthdate: { required: true },\n  }, // end\n  triggers:',
      ],
      [BACKEND]: [
        "resource'; /* auth */\nimport { allowOnlyCustomAuth }",
        '({ auth }); // all\nallowOnlyCustomAuth(backend);\n// The end\n',
      ],
    },
  ],
  [
    'with long options on one line',
    ['add-to-group', 'minimum-age', 'captcha', 'one-time-code'],
    {
      [AUTH]: `import { defineAuth } from '@aws-amplify/backend';

export const auth = defineAuth({ loginWith: { email: true, phone: true }, multifactor: { mode: 'OFF' }, triggers: {} });
`,
    },
    {
      [AUTH]: [
        "export const auth = defineAuth({\n  loginWith: { email: true, phone: true },\n  multifactor: { mode: 'OFF' },\n  triggers: {",
        "\n    ...customSignIn,\n  },\n  groups: ['EVERYONE'],\n  access: ",
      ],
    },
  ],
  [
    'with options that are checked with satisfies',
    ['minimum-age', 'add-to-group'],
    {
      [AUTH]: `import { defineAuth } from '@aws-amplify/backend';

export const auth = defineAuth({
  loginWith: { email: true },
  groups: ['ADMINS'] as const,
} satisfies Parameters<typeof defineAuth>[0]);
`,
    },
    { [AUTH]: ["groups: ['ADMINS', 'EVERYONE'] as const,", 'triggers: {'] },
  ],
  [
    'with options and triggers in constants',
    ['minimum-age', 'add-to-group'],
    {
      [AUTH]: `import { defineAuth } from '@aws-amplify/backend';
import { postConfirmation } from './confirm/resource';

export const triggers = { postConfirmation };
export const options = { loginWith: { email: true as const }, triggers, groups: ['A'] };

export const auth = defineAuth({ ...options, userAttributes: {} });
`,
      ...OWN,
    },
    {
      [AUTH]: ['const triggers = { postConfirmation, preSignUp:', "groups: ['A', 'EVERYONE']"],
      [HANDLER]: [CHAINED],
    },
  ],
  [
    'that exports no auth, and calls it otherwise',
    ['email-domain'],
    {
      [AUTH]: `import { defineAuth as define } from '@aws-amplify/backend';

export const pool = define({ loginWith: { email: true } });
export { pool as auth };
`,
    },
    { [AUTH]: ['const pool = define({\n  loginWith: { email: true },\n  triggers: { preSignUp:'] },
  ],
  [
    'that imports Amplify as a namespace',
    ['captcha', 'add-to-group'],
    {
      [AUTH]: `import * as amplify from '@aws-amplify/backend';

export const auth = amplify.defineAuth({ loginWith: { email: true } });
`,
      [BACKEND]: `import * as amplify from '@aws-amplify/backend';
import { auth } from './auth/resource';

export const app = amplify.defineBackend({ auth });
`,
    },
    { [BACKEND]: ['allowOnlyCustomAuth(app);'], [AUTH]: ["import { secret } from '@aws-amplify"] },
  ],
];
