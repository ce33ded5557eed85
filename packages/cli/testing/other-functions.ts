import {
  authWith,
  CHAINED,
  DEFINED,
  HANDLED,
  HANDLER,
  type OtherApp,
  OWN,
  RESOURCE,
} from './app-parts.js';
import { AUTH, BACKEND, NEW_APP, NEW_BACKEND } from './wire-recipes.js';

/** Apps whose functions, backends and modules have other forms than in the documentation of Amplify. */
export const OTHER_FUNCTIONS: readonly OtherApp[] = [
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
