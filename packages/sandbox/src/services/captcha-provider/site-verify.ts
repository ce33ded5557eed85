import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import type { ServiceRequest } from '../../protocols/request.js';
import type { Token, TokenKind, TokenStore } from './tokens.js';

/** The providers whose tokens are redeemed by `siteverify`. */
export type SiteVerifyProvider = 'recaptcha' | 'turnstile' | 'hcaptcha';

/** The differences between the three providers. */
type Dialect = {
  readonly kinds: readonly TokenKind[];
  readonly used: string;
  readonly expired: string;
  accepted(token: Token): object;
};

const dialects: Readonly<Record<SiteVerifyProvider, Dialect>> = {
  recaptcha: {
    kinds: ['recaptcha-v2', 'recaptcha-v3'],
    used: 'timeout-or-duplicate',
    expired: 'timeout-or-duplicate',
    accepted: ({ kind, score, action, hostname, madeAt }) => ({
      success: true,
      challenge_ts: `${isoTime(madeAt).slice(0, 19)}Z`,
      hostname,
      ...(kind === 'recaptcha-v3' && { score, action: action ?? '' }),
    }),
  },
  turnstile: {
    kinds: ['turnstile'],
    used: 'timeout-or-duplicate',
    expired: 'timeout-or-duplicate',
    accepted: ({ action, cdata, hostname, madeAt }) => ({
      success: true,
      'error-codes': [],
      challenge_ts: isoTime(madeAt),
      hostname,
      action: action ?? '',
      cdata: cdata ?? '',
      metadata: { interactive: false },
    }),
  },
  hcaptcha: {
    kinds: ['hcaptcha'],
    used: 'already-seen-response',
    expired: 'expired-input-response',
    accepted: ({ score, hostname, madeAt }) => ({
      success: true,
      challenge_ts: isoTime(madeAt).replace('Z', '000Z'),
      hostname,
      credit: false,
      // hCaptcha's Enterprise plan returns a risk score.
      score: Number((1 - score).toFixed(2)),
      score_reason: [],
    }),
  },
};

/** Providers that reject a robot's token. The others accept it and return a low score. */
const withoutScore: readonly TokenKind[] = ['recaptcha-v2', 'turnstile', 'hcaptcha'];

/**
 * Answers a `siteverify` request like the provider.
 *
 * @see https://developers.google.com/recaptcha/docs/verify
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * @see https://docs.hcaptcha.com/#verify-the-user-response-server-side
 */
export function siteVerify(
  provider: SiteVerifyProvider,
  request: ServiceRequest,
  tokens: TokenStore,
): object {
  const fields = fieldsOf(provider, request);
  if (!fields) return refused('bad-request');
  const { secret, response, sitekey, idempotency_key: idempotencyKey } = fields;
  if (!secret) return refused('missing-input-secret');
  if (!response) return refused('missing-input-response');
  const { kinds, used, expired, accepted } = dialects[provider];
  const token = tokens.find(response);
  // The public site key was sent instead of the secret key.
  if (secret === token?.siteKey) return refused('invalid-input-secret');
  const isOfSite =
    token &&
    kinds.includes(token.kind) &&
    (token.secretKey ?? secret) === secret &&
    (provider !== 'hcaptcha' || (sitekey ?? token.siteKey) === token.siteKey);
  if (!isOfSite) return refused('invalid-input-response');
  const redeemed = tokens.redeem(response, provider === 'turnstile' ? idempotencyKey : undefined);
  if ('problem' in redeemed) return refused(redeemed.problem === 'expired' ? expired : used);
  if (withoutScore.includes(token.kind) && token.score < 0.5) {
    return refused('invalid-input-response');
  }
  return accepted(token);
}

function refused(code: string): object {
  return { success: false, 'error-codes': [code] };
}

/** The fields of a form in the body. Turnstile also accepts JSON. */
function fieldsOf(
  provider: SiteVerifyProvider,
  { method, headers, body }: ServiceRequest,
): Readonly<Record<string, string | undefined>> | undefined {
  if (method !== 'POST') return undefined;
  const type = headers['content-type']?.split(';')[0]?.trim();
  if (type === 'application/x-www-form-urlencoded') {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
  if (type !== 'application/json' || provider !== 'turnstile') return undefined;
  const input = jsonObject(body);
  return (
    input && Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]))
  );
}

/** The JSON object in a body. `undefined` if the body contains anything else. */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJsonText(body.toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
