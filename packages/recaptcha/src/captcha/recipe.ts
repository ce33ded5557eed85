import { randomBytes } from 'node:crypto';
import {
  type ChallengeStep,
  type CustomAuthHandlers,
  type CustomChallenge,
  createAuthChallenge,
  customAuth,
  defineAuthChallenge,
  loggable,
  logger,
  type NewChallenge,
  parseOptions,
  verifyAuthChallengeResponse,
} from '@amplify-recipes/core';
import type {
  CreateAuthChallengeTriggerHandler,
  DefineAuthChallengeTriggerHandler,
  VerifyAuthChallengeResponseTriggerHandler,
} from 'aws-lambda';
import type * as v from 'valibot';
import { refusalOf } from './check-solution.js';
import { CaptchaDefineOptions } from './define-options.js';
import {
  actionOf,
  CaptchaCreateOptions,
  CaptchaOptions,
  CaptchaVerifyOptions,
  minimumScoreOf,
} from './options.js';
import { providerOf } from './providers/providers.js';
import { isProviderFailure, type Refusal } from './refusal.js';

const NAME = 'captcha';

/**
 * Creates the challenge that asks for a CAPTCHA. Give it to `customAuth` of
 * `@amplify-recipes/core`, alone or with other challenges.
 *
 * @param now The time, in milliseconds since 1970. For tests.
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 * @example
 * const handlers = customAuth({ withPassword: [captcha(options), code] });
 */
export function captcha(options: CaptchaOptions, now: () => number = Date.now): CustomChallenge {
  const parsed = parseOptions(CaptchaOptions, options);
  return { name: NAME, attempts: parsed.attempts, ...prompt(parsed), ...judgement(parsed, now) };
}

/**
 * Creates the same challenge for `createAuthChallenge` only, without the secret key. It cannot
 * check answers: give {@link captcha} to `verifyAuthChallengeResponse`.
 *
 * @throws {OptionsError} When the options are not valid.
 * @example
 * const prompt = captchaPrompt({ provider: 'turnstile', siteKey: '0x4AAAAAAA' });
 * export const handler = createAuthChallenge({ withPassword: [prompt, code] });
 */
export function captchaPrompt(
  options: CaptchaCreateOptions,
): ChallengeStep & Pick<CustomChallenge, 'create'> {
  const parsed = parseOptions(CaptchaCreateOptions, options);
  return { name: NAME, attempts: parsed.attempts, ...prompt(parsed) };
}

/**
 * Creates the three handlers of a sign-in that needs a password and then a CAPTCHA.
 *
 * @param now The time, in milliseconds since 1970. For tests.
 * @throws {OptionsError} When the options are not valid.
 */
export function captchaAuth(options: CaptchaOptions, now?: () => number): CustomAuthHandlers {
  return customAuth({ withPassword: [captcha(options, now)] });
}

/**
 * Creates the handler that chooses the next step of a sign-in with a CAPTCHA after the password.
 *
 * @throws {OptionsError} When the options are not valid.
 * @example
 * export const handler = captchaDefine({ attempts: 3 });
 */
export function captchaDefine(options: CaptchaDefineOptions): DefineAuthChallengeTriggerHandler {
  const { attempts } = parseOptions(CaptchaDefineOptions, options);
  return defineAuthChallenge({ withPassword: [{ name: NAME, attempts }] });
}

/**
 * Creates the handler that sends the challenge to the page. It needs no secret.
 *
 * @throws {OptionsError} When the options are not valid.
 * @example
 * export const handler = captchaCreate({ provider: 'turnstile', siteKey: '0x4AAAAAAA' });
 */
export function captchaCreate(options: CaptchaCreateOptions): CreateAuthChallengeTriggerHandler {
  return createAuthChallenge({ withPassword: [captchaPrompt(options)] });
}

/**
 * Creates the handler that asks the provider to verify the token of the page.
 *
 * @param now The time, in milliseconds since 1970. For tests.
 * @throws {OptionsError} When the options are not valid.
 */
export function captchaVerify(
  options: CaptchaVerifyOptions,
  now: () => number = Date.now,
): VerifyAuthChallengeResponseTriggerHandler {
  const parsed = parseOptions(CaptchaVerifyOptions, options);
  return verifyAuthChallengeResponse({
    withPassword: [{ name: NAME, attempts: 1, ...judgement(parsed, now) }],
  });
}

function prompt(options: CaptchaCreateOptions): Pick<CustomChallenge, 'create'> {
  const { provider, siteKey } = options;
  const { binds } = providerOf(provider);
  const action = actionOf(options);
  const shown = { provider, siteKey, ...(action && { action }) };
  return {
    create(): NewChallenge {
      if (!binds) return { publicChallengeParameters: shown, privateChallengeParameters: {} };
      const binding = randomBytes(16).toString('base64url');
      return {
        publicChallengeParameters: { ...shown, binding },
        privateChallengeParameters: { binding },
      };
    },
  };
}

function judgement(
  options: v.InferOutput<typeof CaptchaVerifyOptions>,
  now: () => number,
): Pick<CustomChallenge, 'verify'> {
  const { provider, secretKey, siteKey, project, verifyUrl } = options;
  const { hostnames, maximumAgeSeconds } = options;
  const { binds, connect } = providerOf(provider);
  const action = actionOf(options);
  const minimumScore = minimumScoreOf(options);
  const redeem = connect({ secretKey, siteKey, action, project, verifyUrl });

  const refusalTo = async (
    token: unknown,
    binding: string | undefined,
    signal: AbortSignal,
  ): Promise<Refusal | undefined> => {
    if (!isToken(token)) return 'TOKEN_MALFORMED';
    const { solution, refusal } = await redeem(token, { signal, binding });
    if (!solution) return refusal;
    const expected = { minimumScore, action, hostnames, maximumAgeSeconds, binding };
    return refusalOf(solution, expected, now());
  };

  return {
    async verify({ request }, { signal }) {
      const binding = binds && request.privateChallengeParameters.binding;
      // A challenge without its binding would accept the token of any sign-in.
      if (binds && !binding) throw loggable(new Error('The challenge has no binding.'));
      const refusal = await refusalTo(request.challengeAnswer, binding, signal);
      if (!refusal) return true;
      const level = isProviderFailure(refusal) ? 'error' : 'info';
      logger[level](`${NAME} said no`, { reason: refusal, provider });
      return false;
    },
  };
}

/** Whether a value can be a token. The longest known have 4,000 characters; none has a space. */
function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7e]{1,8192}$/.test(text);
}
