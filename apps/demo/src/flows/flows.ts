import { Clicks } from '../clicks/clicks.js';
import { SayHello } from '../data/say-hello.js';
import { Todos } from '../data/todos.js';
import { Upload } from '../files/files.js';
import type { Flow } from '../guide/flow.js';
import { Schedules } from '../schedules/schedules.js';
import { AmplifyAuthenticator } from './amplify-authenticator.js';
import { PasswordThenCaptcha } from './captcha.js';
import { Choice } from './choice.js';
import { Claims } from './claims.js';
import * as code from './code.js';
import { Confirm } from './confirm.js';
import { ForgottenPassword } from './forgotten-password.js';
import { Languages } from './languages.js';
import { MinimumAge } from './minimum-age.js';
import { OneTimeCode } from './one-time-code.js';
import { Password } from './password.js';
import { Profile } from './profile.js';
import { SecondFactor } from './second-factor.js';
import { WrongDomain } from './wrong-domain.js';

/** The requests of a sign-in. */
const SIGN_IN = ['InitiateAuth', 'RespondToAuthChallenge'];

/** The requests that change the attributes of a user. */
const ATTRIBUTES = [
  'UpdateUserAttributes',
  'GetUserAttributeVerificationCode',
  'VerifyUserAttribute',
];

/** In the order of the guide. */
export const flows: readonly Flow[] = [
  {
    id: 'wrong-domain',
    group: 'Sign up',
    title: 'Turn away the wrong domain',
    lead: 'Only addresses at amazon.com may sign up. The usual sample lets evilamazon.com in. Try it.',
    Try: WrongDomain,
    code: code.wrongDomain,
    command: 'npx amplify-recipes add email-domain --wire',
    watches: ['SignUp'],
  },
  {
    id: 'minimum-age',
    group: 'Sign up',
    title: 'Turn away the under-aged',
    lead: 'Nobody under 13 gets an account. A function checks the date of birth, so no page can leave it out. Break several rules, and read all refusals at once.',
    Try: MinimumAge,
    code: code.minimumAge,
    command: 'npx amplify-recipes add minimum-age attribute-rules --wire',
    watches: ['SignUp'],
  },
  {
    id: 'confirm',
    group: 'Sign up',
    title: 'Confirm, group and profile',
    lead: 'Sign up, and use the code of the message. The confirmation adds you to a group, and creates your profile.',
    Try: Confirm,
    code: code.confirm,
    command: 'npx amplify-recipes add add-to-group create-user-profile --wire',
    watches: ['SignUp', 'ConfirmSignUp', 'ResendConfirmationCode'],
  },
  {
    id: 'languages',
    group: 'Sign up',
    title: 'Messages in three languages',
    lead: 'The message with the code is in the language of the user. Sign up in each.',
    Try: Languages,
    code: code.languages,
    command: 'npx amplify-recipes add localized-message --wire',
    watches: ['SignUp'],
  },
  {
    id: 'authenticator',
    group: 'Sign up',
    title: 'Amplify’s own Authenticator',
    lead: 'The Authenticator of @aws-amplify/ui-react works as it is, with the recipes behind it.',
    Try: AmplifyAuthenticator,
    code: code.authenticator,
    watches: ['SignUp', 'ConfirmSignUp', 'InitiateAuth', 'RespondToAuthChallenge'],
  },
  {
    id: 'password',
    group: 'Sign in',
    title: 'A password',
    lead: 'The usual sign-in. Try a wrong password, too.',
    Try: Password,
    code: code.password,
    watches: SIGN_IN,
  },
  {
    id: 'forgotten-password',
    group: 'Sign in',
    title: 'A forgotten password',
    lead: 'Ask for a code, and set a new password. The recipes of the confirmation do not act twice.',
    Try: ForgottenPassword,
    code: code.confirm,
    watches: ['ForgotPassword', 'ConfirmForgotPassword'],
  },
  {
    id: 'one-time-code',
    group: 'Sign in',
    title: 'A one-time code',
    lead: 'A code by e-mail or text message replaces the password. You have three attempts, and get one code in 30 seconds. An unknown address looks the same.',
    Try: OneTimeCode,
    code: code.oneTimeCode,
    command: 'npx amplify-recipes add one-time-code --wire',
    watches: [...SIGN_IN, ...ATTRIBUTES],
  },
  {
    id: 'captcha',
    group: 'Sign in',
    title: 'Password, then CAPTCHA',
    lead: 'A password, a CAPTCHA, then a code. Be a robot first: it knows the password, and gets no further.',
    Try: PasswordThenCaptcha,
    code: code.captcha,
    command: 'npx amplify-recipes add captcha --wire',
    watches: SIGN_IN,
  },
  {
    id: 'choice',
    group: 'Sign in',
    title: 'The factor of your choice',
    lead: 'The user pool offers the password, or a code that Cognito itself sends (USER_AUTH).',
    Try: Choice,
    code: code.password,
    watches: SIGN_IN,
  },
  {
    id: 'second-factor',
    group: 'Sign in',
    title: 'A second factor',
    lead: 'Set up an authenticator, sign out, and sign in again. This page shows the codes that an app would show.',
    Try: SecondFactor,
    code: code.secondFactor,
    watches: [
      'AssociateSoftwareToken',
      'VerifySoftwareToken',
      'SetUserMFAPreference',
      'InitiateAuth',
      'RespondToAuthChallenge',
    ],
  },
  {
    id: 'claims',
    group: 'Sign in',
    title: 'Claims in the token',
    lead: 'token-claims adds a tenant to both tokens, removes the date of birth, and adds a scope.',
    Try: Claims,
    code: code.claims,
    command: 'npx amplify-recipes add token-claims --wire',
    watches: ['token-claims'],
  },
  {
    id: 'profile',
    group: 'Sign in',
    title: 'Change name, address, password',
    lead: 'A new address takes effect once you enter its code, and so does a phone number. A new password needs the old one.',
    Try: Profile,
    code: code.languages,
    watches: [...ATTRIBUTES, 'ChangePassword'],
  },
  {
    id: 'todos',
    group: 'Data',
    title: 'Todos, live in two tabs',
    lead: 'Add a todo here, and another in a second tab. Each change also runs a function.',
    Try: Todos,
    code: code.todos,
    watches: ['createTodo', 'updateTodo', 'deleteTodo', 'watch-todos'],
  },
  {
    id: 'upload',
    group: 'Data',
    title: 'Upload a file',
    lead: 'Drop a file. It goes to your own folder of the bucket, and runs a function.',
    Try: Upload,
    code: code.upload,
    watches: ['PutObject', 'CompleteMultipartUpload', 'DeleteObject', 'watch-files'],
  },
  {
    id: 'clicks',
    group: 'Data',
    title: 'A stream, in order',
    lead: 'Clicks of three visitors on a Kinesis stream. One that is invalid must not lose or reorder the others.',
    Try: Clicks,
    code: code.clicks,
    watches: ['PutRecords', 'count-clicks'],
  },
  {
    id: 'report',
    group: 'Data',
    title: 'Report and digest',
    lead: 'Two schedules. You need not wait: run one now, and again for the same time, as a retry does.',
    Try: Schedules,
    code: code.report,
    watches: ['todo-report', 'todo-digest'],
  },
  {
    id: 'say-hello',
    group: 'Functions',
    title: 'Say hello in three languages',
    lead: 'Three custom queries, resolved by functions in TypeScript, Python and Go.',
    Try: SayHello,
    code: code.sayHello,
    watches: ['sayHello', 'sayHelloPython', 'sayHelloGo'],
  },
];

export function flowAt(id: string): Flow | undefined {
  return flows.find((flow) => flow.id === id);
}

/** The flow after another. Undefined after the last. */
export function nextOf(flow: Flow): Flow | undefined {
  return flows[flows.indexOf(flow) + 1];
}
