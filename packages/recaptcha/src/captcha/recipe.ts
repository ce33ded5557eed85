import { randomBytes } from 'node:crypto';
import {
  type CustomAuthHandlers,
  type CustomChallenge,
  customAuth,
  logger,
  parseOptions,
} from '@amplify-recipes/core';
import * as v from 'valibot';
import { refusalOf } from './check-solution.js';
import { hcaptcha } from './providers/hcaptcha.js';
import type { Provider } from './providers/provider.js';
import { recaptchaV2, recaptchaV3 } from './providers/recaptcha.js';
import { recaptchaEnterprise } from './providers/recaptcha-enterprise.js';
import { turnstile } from './providers/turnstile.js';
import { isProviderFailure, type Refusal } from './refusal.js';

const ProviderName = v.picklist([
  'recaptcha-v2',
  'recaptcha-v3',
  'recaptcha-enterprise',
  'turnstile',
  'hcaptcha',
]);
export type CaptchaProvider = v.InferOutput<typeof ProviderName>;

const PROVIDERS: Readonly<Record<CaptchaProvider, Provider>> = {
  'recaptcha-v2': recaptchaV2,
  'recaptcha-v3': recaptchaV3,
  'recaptcha-enterprise': recaptchaEnterprise,
  turnstile,
  hcaptcha,
};

/** Taken by every provider that knows actions. */
const DEFAULT_ACTION = 'sign_in';

/** Google's own advice to begin with. */
const DEFAULT_SCORE = 0.5;

const Key = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,256}$/, 'Copy the key from the console of the provider.'),
);

const promptEntries = {
  /** Who tells humans from robots. */
  provider: ProviderName,
  /** The public key, which the page gives to the provider's script. */
  siteKey: Key,
  /**
   * What the page tells the provider that the visitor is about to do, for `recaptcha-v3`,
   * `recaptcha-enterprise` and `turnstile`. The default is `sign_in`.
   */
  action: v.optional(v.string()),
  /** Answers until the sign-in fails, the right one among them. */
  attempts: v.optional(
    v.pipe(
      v.number(),
      v.integer('Give a whole number from 1 to 10.'),
      v.minValue(1, 'Give a whole number from 1 to 10.'),
      v.maxValue(10, 'Give a whole number from 1 to 10.'),
    ),
    3,
  ),
};

/** The options of {@link captchaPrompt}: those that a page may see. */
export const CaptchaPromptOptions = v.strictObject(promptEntries);
export type CaptchaPromptOptions = v.InferInput<typeof CaptchaPromptOptions>;

export const CaptchaOptions = v.pipe(
  v.strictObject({
    ...promptEntries,
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
    hostnames: v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.regex(
            /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/,
            'Write host names in lower case, without https://, port, path and wildcard.',
          ),
        ),
      ),
      v.nonEmpty('Name at least one.'),
    ),
    /** Seconds from when a token is made to its use. */
    maximumAgeSeconds: v.optional(
      v.pipe(
        v.number(),
        v.minValue(1, 'Give a number of seconds from 1 to 300.'),
        v.maxValue(300, 'Give a number of seconds from 1 to 300.'),
      ),
      120,
    ),
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
  }),
  v.check(
    ({ provider, project }) => (provider === 'recaptcha-enterprise') === (project !== undefined),
    'Give project with recaptcha-enterprise, and with no other provider.',
  ),
  v.check(
    ({ provider, minimumScore }) =>
      minimumScore === undefined || PROVIDERS[provider].score !== 'never',
    'Leave minimumScore out: this provider gives no score.',
  ),
  v.check(
    ({ provider, action }) => action === undefined || PROVIDERS[provider].action !== undefined,
    'Leave action out: this provider knows no actions.',
  ),
  v.check(
    ({ provider, action = DEFAULT_ACTION }) => PROVIDERS[provider].action?.test(action) !== false,
    'Write the action in letters, digits and underscores, 32 at most.',
  ),
);
export type CaptchaOptions = v.InferInput<typeof CaptchaOptions>;

/**
 * A CAPTCHA as a challenge of a custom sign-in, to compose with others by `customAuth` of
 * `@amplify-recipes/core`.
 *
 * @param now The time, in milliseconds since 1970. For tests.
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 * @example
 * const handlers = customAuth({ withPassword: [captcha(options), oneTimeCode(others)] });
 */
export function captcha(options: CaptchaOptions, now: () => number = Date.now): CustomChallenge {
  const parsed = parseOptions(CaptchaOptions, options);
  const { secretKey, siteKey, project, verifyUrl, hostnames, maximumAgeSeconds } = parsed;
  const { provider, attempts, minimumScore } = parsed;
  const { score, binds, connect } = PROVIDERS[provider];
  const action = actionOf(parsed);
  const redeem = connect({ secretKey, siteKey, action, project, verifyUrl });
  const expected = {
    minimumScore: minimumScore ?? (score === 'always' ? DEFAULT_SCORE : undefined),
    action,
    hostnames,
    maximumAgeSeconds,
  };

  const refusalTo = async (
    token: unknown,
    binding: string | undefined,
    signal: AbortSignal,
  ): Promise<Refusal | undefined> => {
    if (!isToken(token)) return 'TOKEN_MALFORMED';
    const { solution, refusal } = await redeem(token, { signal, binding });
    return solution ? refusalOf(solution, { ...expected, binding }, now()) : refusal;
  };

  return {
    ...captchaPrompt({ provider, siteKey, attempts, ...(action && { action }) }),
    async verify({ request }, { signal }) {
      const { challengeAnswer, privateChallengeParameters } = request;
      const binding = binds && privateChallengeParameters.binding;
      // A challenge without its binding would take a token of any sign-in.
      if (binds && !binding) throw new Error('The challenge has no binding.');
      const refusal = await refusalTo(challengeAnswer, binding, signal);
      if (!refusal) return true;
      const level = isProviderFailure(refusal) ? 'error' : 'info';
      logger[level]('captcha said no', { reason: refusal, provider });
      return false;
    },
  };
}

/**
 * The part of {@link captcha} that makes the challenge. It needs no secret, and so the function
 * that runs it has none.
 *
 * @throws {OptionsError} When the options are not valid.
 */
export function captchaPrompt(options: CaptchaPromptOptions): Omit<CustomChallenge, 'verify'> {
  const parsed = parseOptions(CaptchaPromptOptions, options);
  const { provider, siteKey, attempts } = parsed;
  const action = actionOf(parsed);
  return {
    name: 'captcha',
    attempts,
    create() {
      const binding = PROVIDERS[provider].binds && randomBytes(16).toString('base64url');
      return {
        publicChallengeParameters: {
          provider,
          siteKey,
          ...(action && { action }),
          ...(binding && { binding }),
        },
        privateChallengeParameters: binding ? { binding } : {},
      };
    },
  };
}

/**
 * The three handlers of a sign-in with a password and then a CAPTCHA. Nobody signs in without
 * either.
 *
 * @throws {OptionsError} When the options are not valid.
 * @example
 * const { defineAuthChallenge, createAuthChallenge, verifyAuthChallengeResponse } =
 *   captchaAuth(options);
 */
export function captchaAuth(options: CaptchaOptions, now?: () => number): CustomAuthHandlers {
  return customAuth({ withPassword: [captcha(options, now)] });
}

function actionOf({ provider, action }: Pick<CaptchaPromptOptions, 'provider' | 'action'>) {
  return PROVIDERS[provider].action && (action ?? DEFAULT_ACTION);
}

/** Whether a text can be a token: the longest known have some 4,000 characters, none has a space. */
function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7e]{1,8192}$/.test(text);
}

function isConfidential(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}
