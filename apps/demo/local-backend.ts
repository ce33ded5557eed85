import { randomBytes } from 'node:crypto';
import type { SandboxOptions } from '@amplify-recipes/sandbox';

/**
 * What the backend is given on this machine alone: secrets, which `ampx sandbox secret set` gives
 * it in AWS, and the sandbox's stand-in for the provider of the CAPTCHA.
 */
export const localBackend: Pick<SandboxOptions, 'secrets' | 'functionEnvironment'> = {
  secrets: {
    ONE_TIME_CODE_KEY: randomBytes(32).toString('base64'),
    CAPTCHA_SECRET_KEY: 'any-secret-key-of-the-stand-in',
  },
  functionEnvironment: ({ url }) => ({
    'verify-auth-challenge-response': {
      CAPTCHA_VERIFY_URL: `${url}/_sandbox/captcha/turnstile/siteverify`,
    },
  }),
};
