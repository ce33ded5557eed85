import { numberWithin, withoutProblem } from '@amplify-recipes/core';
import * as v from 'valibot';
import { attempts } from './define-options.js';
import { type CaptchaProvider, PROVIDERS, providerOf } from './providers/providers.js';

/** What a page says that its visitor is about to do, unless it is told otherwise. */
const DEFAULT_ACTION = 'sign_in';

/** Google's own advice to begin with. */
const DEFAULT_SCORE = 0.5;

const Key = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,256}$/, 'Copy the key from the console of the provider.'),
);

const Hostname = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/,
    'Write host names in lower case, without https://, port, path and wildcard.',
  ),
);

/** What the page may know. */
const prompting = {
  /** Who tells humans from robots. */
  provider: v.picklist(Object.keys(PROVIDERS) as CaptchaProvider[]),
  /** The public key, which the page gives to the provider's script. */
  siteKey: Key,
  /**
   * What the page tells the provider that the visitor is about to do, for `recaptcha-v3`,
   * `recaptcha-enterprise` and `turnstile`. The default is `sign_in`.
   */
  action: v.optional(v.string()),
};

const judging = {
  ...prompting,
  /** The secret key; of `recaptcha-enterprise` an API key. */
  secretKey: Key,
  /** The id of the Google Cloud project of `recaptcha-enterprise`. */
  project: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9][a-z0-9.:-]{2,61}[a-z0-9]$/, 'Write the id of a Google Cloud project.'),
    ),
  ),
  /**
   * How likely it must be a human, above 0 (a robot) and up to 1. The default is 0.5 for
   * `recaptcha-v3` and `recaptcha-enterprise`. `hcaptcha` has scores in its Enterprise plan.
   */
  minimumScore: v.optional(
    v.pipe(
      v.number(),
      v.gtValue(0, 'Give a number above 0: that is the score of a robot.'),
      v.maxValue(1, 'Give a number up to 1.'),
    ),
  ),
  /** The host names of the pages that people sign in on: `app.example.com`. */
  hostnames: v.pipe(v.array(Hostname), v.nonEmpty('Name at least one.')),
  /** Seconds from when a token is made to its use. */
  maximumAgeSeconds: v.optional(numberWithin(1, 300), 120),
  /** Where tokens are redeemed, for tests and the sandbox. The default is the provider's own. */
  verifyUrl: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isConfidential,
        'Write a URL with https, or with http and 127.0.0.1 or localhost: the secret key goes there.',
      ),
    ),
  ),
};

type Prompting = {
  readonly provider: CaptchaProvider;
  readonly action?: string | undefined;
};

/** What is wrong with options that are right each for itself. */
function inconsistencyOf({
  provider,
  action,
  project,
  minimumScore,
}: Prompting & {
  readonly project?: string | undefined;
  readonly minimumScore?: number | undefined;
}): string | undefined {
  if ((provider === 'recaptcha-enterprise') !== (project !== undefined)) {
    return 'Give project with recaptcha-enterprise, and with no other provider.';
  }
  if (minimumScore !== undefined && providerOf(provider).score === 'never') {
    return 'Leave minimumScore out: this provider gives no score.';
  }
  return wrongActionOf({ provider, action });
}

function wrongActionOf({ provider, action }: Prompting): string | undefined {
  const { action: pattern } = providerOf(provider);
  if (action === undefined || pattern?.test(action)) return undefined;
  return pattern
    ? 'Write the action in letters, digits and underscores, 32 at most.'
    : 'Leave action out: this provider knows no actions.';
}

/** The options of the challenge, wherever it stands in a sign-in. */
export const CaptchaOptions = v.pipe(
  v.strictObject({ ...judging, attempts }),
  withoutProblem(inconsistencyOf),
);
export type CaptchaOptions = v.InferInput<typeof CaptchaOptions>;

/** The options of the function that makes the challenge: none of them is secret. */
export const CaptchaCreateOptions = v.pipe(
  v.strictObject({ ...prompting, attempts }),
  withoutProblem(wrongActionOf),
);
export type CaptchaCreateOptions = v.InferInput<typeof CaptchaCreateOptions>;

/** The options of the function that judges an answer. */
export const CaptchaVerifyOptions = v.pipe(
  v.strictObject(judging),
  withoutProblem(inconsistencyOf),
);
export type CaptchaVerifyOptions = v.InferInput<typeof CaptchaVerifyOptions>;

/** The action that a token must have, where its provider tells one. */
export function actionOf({ provider, action = DEFAULT_ACTION }: Prompting): string | undefined {
  return providerOf(provider).action && action;
}

/** The score that a token must have, where its provider tells one. */
export function minimumScoreOf({
  provider,
  minimumScore,
}: Pick<CaptchaVerifyOptions, 'provider' | 'minimumScore'>): number | undefined {
  return minimumScore ?? (providerOf(provider).score === 'always' ? DEFAULT_SCORE : undefined);
}

function isConfidential(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}
