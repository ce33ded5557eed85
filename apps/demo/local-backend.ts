import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openSecrets, type SandboxOptions } from '@amplify-recipes/sandbox';

const VERIFIER = 'verify-auth-challenge-response';

/**
 * Settings that the backend has only on this machine: its secrets, which `ampx sandbox secret set`
 * sets in AWS, and the URL of the sandbox's stand-in for the CAPTCHA provider. In the values of
 * variables, `{sandbox}` stands for the sandbox's URL.
 */
const settings = {
  secrets: {
    ONE_TIME_CODE_KEY: randomBytes(32).toString('base64'),
    CAPTCHA_SECRET_KEY: 'any-secret-key-of-the-stand-in',
  },
  variables: { CAPTCHA_VERIFY_URL: '{sandbox}/_sandbox/captcha/turnstile/siteverify' },
} as const;

/** The settings for `startSandbox`, which the end-to-end tests call. */
export const localBackend: Pick<SandboxOptions, 'secrets' | 'functionEnvironment'> = {
  secrets: settings.secrets,
  functionEnvironment: ({ url }) => ({
    [VERIFIER]: Object.fromEntries(
      Object.entries(settings.variables).map(([name, value]) => [
        name,
        value.replaceAll('{sandbox}', url),
      ]),
    ),
  }),
};

/** The same variables for the command `amplify-recipes sandbox`. */
export const localBackendArguments = Object.entries(settings.variables).flatMap(([name, value]) => [
  '--function-env',
  `${VERIFIER}:${name}=${value}`,
]);

/**
 * Stores the secrets as `amplify-recipes sandbox secret set` does. A secret that has a value keeps
 * it, so that the next start does not differ from the last one.
 *
 * @param dataDir The sandbox's data directory.
 */
export function storeLocalSecrets(dataDir: string): void {
  const stored = openSecrets(join(dataDir, 'secrets.json'));
  for (const [name, value] of Object.entries(settings.secrets)) {
    if (stored.get(name) === undefined) stored.set(name, value);
  }
}
