import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createAuthChallengeEvent,
  customMessageEvent,
  defineAuthChallengeEvent,
  postConfirmationEvent,
  preSignUpEvent,
  preTokenGenerationEvent,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';

/** A handler to start, with its first event. */
export type ColdStart = {
  readonly entry: string;
  readonly event: object;
  readonly environment: Readonly<Record<string, string>>;
};

type Comparison = {
  readonly event: object;
  readonly environment?: Readonly<Record<string, string>>;
  /** The handler in `handlers/` that does the task as the samples of Amplify's documentation do. */
  readonly usual: string;
};

const session = [
  { challengeName: 'SRP_A' as const, challengeResult: true },
  { challengeName: 'PASSWORD_VERIFIER' as const, challengeResult: true },
];
const signingUp = preSignUpEvent({
  request: { userAttributes: { email: 'ada@amazon.com', birthdate: '2000-02-29' } },
});
const defining = defineAuthChallengeEvent({ request: { session } });
const creating = createAuthChallengeEvent({ request: { session } });

const CODE = {
  PASSWORD: 'required',
  DELIVER: 'email',
  FROM: 'no-reply@example.com',
  APP_NAME: 'Example',
  KEY: 'a key of 32 characters or some more',
};
const PROMPT = { PROVIDER: 'recaptcha-v3', SITE_KEY: 'a-site-key' };
const TEMPLATES = {
  CustomMessage_SignUp: {
    en: { emailSubject: 'Your code', emailMessage: 'Your code is {####}.' },
    es: { emailSubject: 'Tu código', emailMessage: 'Tu código es {####}.' },
  },
};

/** Each ready handler, by its package and its name there. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'post-confirmation/add-to-group/handler': {
    usual: 'usual-add-to-group',
    event: postConfirmationEvent(),
    environment: { GROUP_NAME: 'EVERYONE' },
  },
  'post-confirmation/create-user-profile/handler': {
    usual: 'usual-create-user-profile',
    event: postConfirmationEvent(),
    environment: { THROUGH: 'table', PROFILE_TABLE_NAME: 'profiles' },
  },
  'pre-sign-up/email-domain/handler': {
    usual: 'usual-email-domain',
    event: signingUp,
    environment: { ALLOW: '["amazon.com"]' },
  },
  'pre-sign-up/email-domain/disposable.handler': {
    usual: 'usual-email-domain',
    event: signingUp,
    environment: { DISPOSABLE: 'deny' },
  },
  'pre-sign-up/minimum-age/handler': {
    usual: 'usual-minimum-age',
    event: signingUp,
    environment: { YEARS: '13' },
  },
  'custom-message/localized-message/handler': {
    usual: 'usual-localized-message',
    event: customMessageEvent(),
    environment: { DEFAULT_LOCALE: 'en', TEMPLATES: JSON.stringify(TEMPLATES) },
  },
  'pre-token-generation/token-claims/handler': {
    usual: 'usual-token-claims',
    event: preTokenGenerationEvent(),
    environment: { CLAIMS: '{"tenant":"acme"}' },
  },
  'custom-auth/one-time-code/define-auth-challenge-handler': {
    usual: 'usual-define-challenge',
    event: defining,
    environment: { PASSWORD: CODE.PASSWORD },
  },
  'custom-auth/one-time-code/create-auth-challenge-handler': {
    usual: 'usual-create-challenge',
    event: creating,
    environment: CODE,
  },
  'custom-auth/one-time-code/verify-auth-challenge-response-handler': {
    usual: 'usual-verify-code',
    event: verifyAuthChallengeResponseEvent({
      request: { privateChallengeParameters: { challenge: 'one-time-code' } },
    }),
    environment: { KEY: CODE.KEY },
  },
  'recaptcha/captcha/define-auth-challenge-handler': {
    usual: 'usual-define-challenge',
    event: defining,
  },
  'recaptcha/captcha/create-auth-challenge-handler': {
    usual: 'usual-create-challenge',
    event: creating,
    environment: PROMPT,
  },
  'recaptcha/captcha/verify-auth-challenge-response-handler': {
    usual: 'usual-verify-captcha',
    event: verifyAuthChallengeResponseEvent({
      request: {
        challengeAnswer: 'a-token',
        privateChallengeParameters: { challenge: 'captcha' },
      },
    }),
    environment: { ...PROMPT, SECRET_KEY: 'a-secret-key', HOSTNAMES: '["app.example.com"]' },
  },
};

const local = (name: string) => fileURLToPath(new URL(`./handlers/${name}.ts`, import.meta.url));

export const EMPTY: ColdStart = {
  entry: local('empty'),
  event: postConfirmationEvent(),
  environment: {},
};

/**
 * The ready handlers of all packages, each beside the usual handler for its task.
 *
 * @throws {Error} When a ready handler has no entry in the list above.
 */
export function coldStarts(): { name: string; ours: ColdStart; usual: ColdStart }[] {
  return readyHandlers().map((specifier) => {
    const comparison = COMPARISONS[specifier];
    if (!comparison) throw new Error(`cold-starts.ts has no comparison for ${specifier}.`);
    const { event, environment = {}, usual } = comparison;
    const entry = fileURLToPath(import.meta.resolve(`@amplify-recipes/${specifier}`));
    return {
      name: specifier.replace(/^[^/]+\//, '').replace(/[/.-]handler$/, ''),
      ours: { entry, event, environment },
      usual: { entry: local(usual), event, environment },
    };
  });
}

/** `pre-sign-up/email-domain/handler` and all others that a package exports. */
function readyHandlers(): string[] {
  const packages = new URL('../packages/', import.meta.url);
  return readdirSync(packages).flatMap((name) => {
    const manifest = readFileSync(new URL(`${name}/package.json`, packages), 'utf8');
    const { exports = {} }: { exports?: object } = JSON.parse(manifest);
    return Object.keys(exports)
      .filter((entry) => entry.endsWith('handler'))
      .map((entry) => `${name}${entry.slice(1)}`);
  });
}
