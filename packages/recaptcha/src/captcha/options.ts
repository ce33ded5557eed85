import { numberWithin, withoutProblem } from '@amplify-recipes/core';
import * as v from 'valibot';
import { attempts } from './define-options.js';
import { type CaptchaProvider, PROVIDERS, providerOf } from './providers/providers.js';

/** The action that a page reports by default. */
const DEFAULT_ACTION = 'sign_in';

/** The first value that Google recommends. */
const DEFAULT_SCORE = 0.5;

const Key = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,256}$/, 'Copy the key from the console of the provider.'),
);

const Hostname = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/,
    'Write host names in lower case, without https://, port, path or wildcard.',
  ),
);

/** The options that the page may know. */
const prompting = {
  /** The service that tells humans from robots. */
  provider: v.picklist(Object.keys(PROVIDERS) as CaptchaProvider[]),
  /** The public key. The page passes it to the provider's script. */
  siteKey: Key,
  /**
   * The action that the page reports to the provider, with `recaptcha-v3`, `recaptcha-enterprise`
   * and `turnstile`. Default: `sign_in`.
   */
  action: v.optional(v.string()),
};

const judging = {
  ...prompting,
  /** The secret key. With `recaptcha-enterprise`, an API key. */
  secretKey: Key,
  /** The id of the Google Cloud project, only with `recaptcha-enterprise`. */
  project: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9][a-z0-9.:-]{2,61}[a-z0-9]$/, 'Write the id of a Google Cloud project.'),
    ),
  ),
  /**
   * The lowest accepted score, above 0 (a robot) and up to 1 (a human). Default: 0.5 with
   * `recaptcha-v3` and `recaptcha-enterprise`. `hcaptcha` has scores in its Enterprise plan.
   */
  minimumScore: v.optional(
    v.pipe(
      v.number(),
      v.gtValue(0, 'Give a number above 0, which is the score of a robot.'),
      v.maxValue(1, 'Give a number up to 1.'),
    ),
  ),
  /** The host names of the sign-in pages: `app.example.com`. */
  hostnames: v.pipe(v.array(Hostname), v.nonEmpty('Name at least one.')),
  /** The maximum age of a token, in seconds. */
  maximumAgeSeconds: v.optional(numberWithin(1, 300), 120),
  /** The URL that verifies tokens, for tests and the sandbox. Default: the provider's own. */
  verifyUrl: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isConfidential,
        'Write a URL with https, or with http on 127.0.0.1 or localhost: it gets the secret key.',
      ),
    ),
  ),
};

type Prompting = {
  readonly provider: CaptchaProvider;
  readonly action?: string | undefined;
};

/** A problem of options that are valid one by one, but not together. */
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
    return 'Give project with recaptcha-enterprise, and only then.';
  }
  if (minimumScore !== undefined && providerOf(provider).score === 'never') {
    return 'Remove minimumScore: this provider returns no score.';
  }
  return wrongActionOf({ provider, action });
}

function wrongActionOf({ provider, action }: Prompting): string | undefined {
  const { action: pattern } = providerOf(provider);
  if (action === undefined || pattern?.test(action)) return undefined;
  return pattern
    ? 'Write the action in letters, digits and underscores, 32 at most.'
    : 'Remove action: this provider has no actions.';
}

/** The options of the challenge, in any sign-in. */
export const CaptchaOptions = v.pipe(
  v.strictObject({ ...judging, attempts }),
  withoutProblem(inconsistencyOf),
);
export type CaptchaOptions = v.InferInput<typeof CaptchaOptions>;

/** The options of the function that creates the challenge. None of them is secret. */
export const CaptchaCreateOptions = v.pipe(
  v.strictObject({ ...prompting, attempts }),
  withoutProblem(wrongActionOf),
);
export type CaptchaCreateOptions = v.InferInput<typeof CaptchaCreateOptions>;

/** The options of the function that checks an answer. */
export const CaptchaVerifyOptions = v.pipe(
  v.strictObject(judging),
  withoutProblem(inconsistencyOf),
);
export type CaptchaVerifyOptions = v.InferInput<typeof CaptchaVerifyOptions>;

/** The action that a token must have. Undefined if the provider has no actions. */
export function actionOf({ provider, action = DEFAULT_ACTION }: Prompting): string | undefined {
  return providerOf(provider).action && action;
}

/** The lowest accepted score. Undefined if no score is checked. */
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
