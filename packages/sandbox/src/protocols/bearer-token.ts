import { isJsonObject, parseJson } from './json-value.js';

/**
 * The claims of a JSON Web Token, which nobody has verified. Use them only to show whose it is.
 * Undefined for any other text.
 */
export function unverifiedClaims(token: string): { readonly [claim: string]: unknown } | undefined {
  const [, payload = ''] = token.replace(/^Bearer +/i, '').split('.');
  const claims = parseJson(Buffer.from(payload, 'base64url'));
  return isJsonObject(claims) ? claims : undefined;
}

/** The name of the user of a token: the e-mail address, or the username. */
export function userOfToken(token: unknown): string | undefined {
  if (typeof token !== 'string') return undefined;
  const claims = unverifiedClaims(token);
  const names = [claims?.email, claims?.['cognito:username'], claims?.username, claims?.sub];
  return names.find((name) => typeof name === 'string');
}
