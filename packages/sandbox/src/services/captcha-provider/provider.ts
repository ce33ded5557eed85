import type { SiteVerifyProvider } from './site-verify.js';

export type Provider = SiteVerifyProvider | 'recaptcha-enterprise';

const providers: readonly Provider[] = [
  'recaptcha',
  'recaptcha-enterprise',
  'turnstile',
  'hcaptcha',
];

export function isProvider(text: string): text is Provider {
  return providers.some((provider) => provider === text);
}
