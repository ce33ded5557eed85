import { createHash, createHmac } from 'node:crypto';

/** The console's pages and API. No AWS service uses this path. */
export const CONSOLE_PATH = '/_console/';

/**
 * The secret that opens the console. It is derived from the key of the data directory, so an open
 * page continues to work when the sandbox is restarted.
 */
export function consoleToken(key: Uint8Array): string {
  return createHmac('sha256', key).update('console').digest().subarray(0, 16).toString('base64url');
}

/** The address that opens the console in a browser. */
export function consoleUrl(url: string, key: Uint8Array): string {
  return `${url}${CONSOLE_PATH}?token=${consoleToken(key)}`;
}

/**
 * The name of the cookie with the token. Cookies do not know ports, so each sandbox of this machine
 * has a name of its own.
 */
export function cookieName(token: string): string {
  const suffix = createHash('sha256').update(token).digest('hex').slice(0, 8);
  return `amplify_recipes_console_${suffix}`;
}
