import type { CaptchaProvider } from '../captcha/providers/providers.js';

/** The data that a page needs to show the CAPTCHA of a sign-in. */
export type CaptchaChallenge = {
  readonly provider: CaptchaProvider;
  readonly siteKey: string;
  readonly action: string | undefined;
  /** The sign-in that the token is bound to. Undefined if the provider binds no tokens. */
  readonly binding: string | undefined;
  /** Answers left, including this one. */
  readonly attemptsLeft: number;
};

const PROVIDERS: Readonly<Record<CaptchaProvider, true>> = {
  'recaptcha-v2': true,
  'recaptcha-v3': true,
  'recaptcha-enterprise': true,
  turnstile: true,
  hcaptcha: true,
};

/**
 * Reads the challenge from the next step of a sign-in.
 *
 * @param additionalInfo `nextStep.additionalInfo` of `signIn` and `confirmSignIn`.
 * @returns Undefined if the challenge is not a CAPTCHA, such as one of another recipe.
 * @example
 * const { nextStep } = await signIn({ username, password, options });
 * if (nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE') {
 *   const challenge = captchaChallenge(nextStep.additionalInfo);
 * }
 */
export function captchaChallenge(
  additionalInfo: Readonly<Record<string, string | undefined>> | undefined,
): CaptchaChallenge | undefined {
  const { challenge, provider = '', siteKey, action, binding, attemptsLeft } = additionalInfo ?? {};
  if (challenge !== 'captcha' || !isProvider(provider) || !siteKey) return undefined;
  return { provider, siteKey, action, binding, attemptsLeft: Number(attemptsLeft) };
}

function isProvider(text: string): text is CaptchaProvider {
  return Object.hasOwn(PROVIDERS, text);
}
