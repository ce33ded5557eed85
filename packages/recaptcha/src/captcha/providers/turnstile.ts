import { createHash } from 'node:crypto';
import type { Provider } from './provider.js';
import { siteVerify } from './site-verify.js';

const VERIFY_URL = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';

/**
 * Cloudflare Turnstile. It returns the action, the host name, and `cdata`, with which a page binds
 * a token to a sign-in. There is no score: a robot gets no token.
 *
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export const turnstile: Provider = {
  score: 'never',
  action: /^[A-Za-z0-9_-]{1,32}$/,
  binds: true,
  connect: ({ secretKey, verifyUrl = VERIFY_URL }) => {
    return (token, { signal, binding }) => {
      const fields = {
        secret: secretKey,
        response: token,
        // Cognito calls a slow function again. The same token in the same sign-in then gets the
        // same answer. In any other sign-in the token counts as used.
        idempotency_key: uuidOf(`${binding} ${token}`),
      };
      return siteVerify(verifyUrl, fields, signal);
    };
  },
};

/** A UUID in the form of version 4, which every parser accepts. */
function uuidOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  const part = (start: number, end: number) => digest.slice(start, end);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}
