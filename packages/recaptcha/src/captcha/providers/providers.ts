import { hcaptcha } from './hcaptcha.js';
import type { Provider } from './provider.js';
import { recaptchaV2, recaptchaV3 } from './recaptcha.js';
import { recaptchaEnterprise } from './recaptcha-enterprise.js';
import { turnstile } from './turnstile.js';

export const PROVIDERS = {
  'recaptcha-v2': recaptchaV2,
  'recaptcha-v3': recaptchaV3,
  'recaptcha-enterprise': recaptchaEnterprise,
  turnstile,
  hcaptcha,
} satisfies Record<string, Provider>;

/** The name of a service that tells humans from robots. */
export type CaptchaProvider = keyof typeof PROVIDERS;

/** The provider of a name, as the type that all providers share. */
export function providerOf(name: CaptchaProvider): Provider {
  return PROVIDERS[name];
}
