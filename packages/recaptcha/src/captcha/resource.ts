import {
  type AmplifyFunction,
  defineRecipe,
  type RecipeOptions,
  type RecipeProps,
} from '@amplify-recipes/core/backend';
import { CaptchaDefineOptions } from './define-options.js';
import { CaptchaCreateOptions, type CaptchaOptions, CaptchaVerifyOptions } from './options.js';

const defineDefine = defineRecipe({
  name: 'captcha-define',
  options: CaptchaDefineOptions,
  module: import.meta.url,
  handler: () => 'define-auth-challenge-handler',
  calledBy: 'cognito',
});

const defineCreate = defineRecipe({
  name: 'captcha-create',
  options: CaptchaCreateOptions,
  module: import.meta.url,
  handler: () => 'create-auth-challenge-handler',
  calledBy: 'cognito',
});

const defineVerify = defineRecipe({
  name: 'captcha-verify',
  options: CaptchaVerifyOptions,
  secrets: ['secretKey'],
  module: import.meta.url,
  handler: () => 'verify-auth-challenge-response-handler',
  calledBy: 'cognito',
});

/** The functions of a sign-in with a CAPTCHA, to spread into `triggers`. */
export type CaptchaTriggers = {
  readonly defineAuthChallenge: AmplifyFunction;
  readonly createAuthChallenge: AmplifyFunction;
  readonly verifyAuthChallengeResponse: AmplifyFunction;
};

/**
 * Defines the three functions of a sign-in with a password and then a CAPTCHA. Spread them into
 * `triggers`. They need no permissions. Only the last one has the secret key.
 *
 * The app client also accepts sign-ins without a CAPTCHA. Prevent that with `allowOnlyCustomAuth`.
 *
 * @param props Options of Amplify's `defineFunction` for all three. `name` is the prefix of their
 *   names. Default: `captcha`.
 * @throws {RecipeError} When the options or the props are not valid.
 * @example
 * export const auth = defineAuth({
 *   loginWith: { email: true },
 *   triggers: {
 *     ...defineCaptcha({
 *       provider: 'turnstile',
 *       siteKey: '0x4AAAAAAA',
 *       secretKey: secret('TURNSTILE_SECRET_KEY'),
 *       hostnames: ['app.example.com'],
 *     }),
 *   },
 * });
 */
export function defineCaptcha(
  options: RecipeOptions<typeof CaptchaOptions, 'secretKey'>,
  { name = 'captcha', ...props }: RecipeProps = {},
): CaptchaTriggers {
  const { attempts, ...judging } = options;
  const { provider, siteKey, action } = options;
  const named = (part: string) => ({ ...props, name: `${name}-${part}` });
  return {
    defineAuthChallenge: defineDefine({ attempts }, named('define')),
    createAuthChallenge: defineCreate({ provider, siteKey, action, attempts }, named('create')),
    verifyAuthChallengeResponse: defineVerify(judging, named('verify')),
  };
}
