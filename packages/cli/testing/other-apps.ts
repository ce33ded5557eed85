import { AUTH, BACKEND, DATA, NEW_APP, NEW_BACKEND, NEW_DATA } from './wire-recipes.js';

export type Files = Readonly<Record<string, string>>;

export const APP: Files = { [AUTH]: NEW_APP, [BACKEND]: NEW_BACKEND, [DATA]: NEW_DATA };
export const RESOURCE = 'amplify/auth/confirm/resource.ts';
export const HANDLER = 'amplify/auth/confirm/handler.ts';

export const authWith = (options: string, before = '', imports = 'defineAuth') =>
  `import { ${imports} } from '@aws-amplify/backend';
${before}
export const auth = defineAuth({
  loginWith: { email: true },
  ${options}
});
`;
export const DEFINED = `import { defineFunction } from '@aws-amplify/backend';

export const postConfirmation = defineFunction({ name: 'confirm' });
`;
export const HANDLED = `import type { PostConfirmationTriggerHandler } from 'aws-lambda';

export const handler: PostConfirmationTriggerHandler = async (event) => event;
`;
export const OWN = { [RESOURCE]: DEFINED, [HANDLER]: HANDLED };
export const CHAINED = 'chain<PostConfirmationTriggerHandler>(async (event) => event, addToGroup(';

/** A file with an empty text stands for one that does not exist. */
export const withoutEmpty = (files: Files) =>
  Object.fromEntries(Object.entries(files).filter(([, text]) => text !== ''));

/** Apps that are not written as the documentation of Amplify does. */
export const OTHER_APPS: readonly (readonly [
  how: string,
  recipes: readonly string[],
  files: Files,
  after: Readonly<Record<string, readonly string[]>>,
])[] = [
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
  [
    'whose function is defined among the triggers',
    ['add-to-group'],
    {
      [AUTH]: authWith(
        "triggers: { postConfirmation: defineFunction({ entry: './confirm/handler.ts' }) },",
        '',
        'defineAuth, defineFunction',
      ),
      [HANDLER]: HANDLED,
    },
    {
      [AUTH]: [
        "const postConfirmation = defineFunction({ entry: './confirm/handler.ts' });\n\nexport",
        'triggers: { postConfirmation: postConfirmation },',
        'access: (allow) => [allow.resource(postConfirmation)',
      ],
      [HANDLER]: [CHAINED],
    },
  ],
  [
    'whose function has an entry without a dot',
    ['email-domain'],
    {
      [AUTH]: authWith(
        "triggers: { preSignUp: defineFunction({ entry: 'gate.ts' }) },",
        '',
        'defineAuth, defineFunction',
      ),
      'amplify/auth/gate.ts': HANDLED.replaceAll('PostConfirmation', 'PreSignUp'),
    },
    {
      'amplify/auth/gate.ts': [
        'chain<PreSignUpTriggerHandler>(async (event) => event, emailDomain(',
      ],
    },
  ],
  [
    'whose function comes through an index file',
    ['add-to-group'],
    {
      [AUTH]: authWith(
        'triggers: { postConfirmation: onConfirm },',
        "import { onConfirm } from './functions';",
      ),
      'amplify/auth/functions/index.ts':
        "export * from './none';\nexport { postConfirmation as onConfirm } from '../confirm/resource';\n",
      'amplify/auth/functions/none.ts': 'export {};\n',
      ...OWN,
    },
    { [HANDLER]: [CHAINED], [AUTH]: ['allow.resource(onConfirm)'] },
  ],
  [
    'whose function is a default export',
    ['add-to-group'],
    {
      [AUTH]: authWith(
        'triggers: { postConfirmation },',
        "import postConfirmation from './confirm/resource';",
      ),
      [RESOURCE]: DEFINED.replace('export const postConfirmation =', 'export default'),
      [HANDLER]: HANDLED,
    },
    { [HANDLER]: [CHAINED], [AUTH]: ['allow.resource(postConfirmation)'] },
  ],
  [
    'whose trigger has a name in quotes and brackets',
    ['add-to-group'],
    {
      [AUTH]: authWith(
        "triggers: { ['postConfirmation']: confirm },",
        "import { postConfirmation as confirm } from './confirm/resource';",
      ),
      ...OWN,
    },
    { [HANDLER]: [CHAINED], [AUTH]: ['allow.resource(confirm)'] },
  ],
  [
    'whose other triggers are in a spread of another file',
    ['email-domain', 'captcha'],
    {
      [AUTH]: authWith('triggers: { ...shared },', "import { shared } from './shared';"),
      'amplify/auth/shared.ts':
        "import { postConfirmation } from './confirm/resource';\n\nexport const shared = { postConfirmation };\n",
      ...OWN,
    },
    { [AUTH]: ['    ...shared,\n    preSignUp:', '    ...defineCaptcha({\n'] },
  ],
  [
    'whose handler satisfies its type',
    ['add-to-group'],
    {
      [AUTH]: authWith(
        'triggers: { postConfirmation },',
        "import { postConfirmation } from './confirm/resource';",
      ),
      [RESOURCE]: DEFINED,
      [HANDLER]: `import type { PostConfirmationTriggerHandler } from 'aws-lambda';

export const handler = (async (event) => {
  return event;
}) satisfies PostConfirmationTriggerHandler;
`,
    },
    {
      [HANDLER]: [
        'chain<PostConfirmationTriggerHandler>((async (event) => {\n  return event;\n}) satisfies',
      ],
    },
  ],
  [
    'whose permissions are in a block',
    ['add-to-group'],
    {
      [AUTH]: authWith(
        "groups: ['EVERYONE'],\n  access: (a) => {\n    return [a.resource(mine).to(['getUser'])];\n  },",
        "import { postConfirmation as mine } from './confirm/resource';",
      ),
      ...OWN,
    },
    {
      [AUTH]: [
        "return [a.resource(mine).to(['getUser']), a.resource(postConfirmation).to(['addUserToGroup'])];",
      ],
    },
  ],
  [
    'with imports on several lines',
    ['one-time-code'],
    {
      [AUTH]: NEW_APP.replace('{ defineAuth }', '{\n  type ClientSchema,\n  defineAuth,\n}'),
    },
    { [AUTH]: ['import {\n  type ClientSchema,\n  defineAuth,\n  secret,\n} from'] },
  ],
  [
    'whose backend is a default export',
    ['captcha', 'sns-digest'],
    { [BACKEND]: NEW_BACKEND.replace('defineBackend({', 'export default defineBackend({') },
    {
      [BACKEND]: [
        'const backend = defineBackend({',
        'connectTopic(backend.weeklyDigest, news);\nallowOnlyCustomAuth(backend);',
        '\n\nexport default backend;\n',
      ],
    },
  ],
  [
    'whose backend has another name and its resources in a constant',
    ['sns-digest', 'captcha'],
    {
      [BACKEND]: `import { defineBackend as build } from '@aws-amplify/backend';
import { auth } from './auth/resource.js';

export const resources = { auth };
let app = build(resources);
export { app };
`,
    },
    {
      [BACKEND]: [
        'const resources = { auth, weeklyDigest };',
        'connectTopic(app.weeklyDigest, news);',
      ],
    },
  ],
  [
    'with a challenge, a namespace and a format of its own',
    ['captcha'],
    {
      [AUTH]: `import * as amplify from "@aws-amplify/backend"
import { defineOneTimeCode } from "@amplify-recipes/custom-auth/resources"

const challenges = defineOneTimeCode({
\tpassword: "none",
\tdeliver: "email",
\tfrom: "no-reply@example.com",
\tappName: "It's mine",
\tkey: amplify.secret("MY_KEY"),
\tsecondsBetweenSends: 30,
\ttemplates: {
\t\ten: { emailSubject: "{{code}}", emailText: "{{code}}", emailHtml: "<b>{{code}}</b>" },
\t},
})

export const auth = amplify.defineAuth({
\tloginWith: { email: true },
\ttriggers: {
\t\t// the challenges
\t\t...challenges,
\t},
})
`.replaceAll('\n', '\r\n'),
    },
    {
      [AUTH]: [
        'backend"\r\nimport { customSignIn } from "./custom-sign-in/resource.js"\r\n\r\nexport const auth',
        '\t\t// the challenges\r\n\t\t...customSignIn,\r\n\t},',
      ],
      'amplify/auth/custom-sign-in/resource.ts': ['ONE_TIME_CODE_KEY: secret("MY_KEY")'],
    },
  ],
  [
    'in modules of another extension',
    ['email-domain', 'captcha'],
    {
      [AUTH]: '',
      [BACKEND]: '',
      'amplify/auth/resource.mts': NEW_APP,
      'amplify/backend.mts': NEW_BACKEND.replace('auth/resource', 'auth/resource.mjs'),
    },
    { 'amplify/auth/resource.mts': ['defineEmailDomain'], 'amplify/backend.mts': ['allowOnly'] },
  ],
  [
    'in JavaScript',
    ['email-domain', 'captcha'],
    {
      [AUTH]: '',
      [BACKEND]: '',
      'amplify/auth/resource.js': NEW_APP,
      'amplify/backend.js': NEW_BACKEND,
    },
    {
      'amplify/auth/resource.js': ["from './email-domain/resource.ts';"],
      'amplify/backend.js': ['allowOnly'],
    },
  ],
];
