import * as v from 'valibot';
import type { Refusal } from '../refusal.js';
import { ask } from './ask.js';
import { inJson, type Redemption, Score, type Solution, said } from './provider.js';

/** The common fields in the answers of reCAPTCHA, Turnstile and hCaptcha. */
const Accepted = v.object({
  // Exactly true: the string "false" would be truthy.
  success: v.literal(true),
  score: said(Score),
  action: said(v.string()),
  hostname: said(v.string()),
  challenge_ts: said(v.string()),
  cdata: said(v.string()),
});

const Refused = v.object({
  success: v.literal(false),
  'error-codes': v.optional(v.array(v.string())),
});

const Answer = inJson(v.variant('success', [Accepted, Refused]));

/** The error codes of the three providers. Other codes have no reason of their own. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  'missing-input-secret': 'SECRET_KEY_NOT_VALID',
  'invalid-input-secret': 'SECRET_KEY_NOT_VALID',
  // hCaptcha: the site key is not from the account of the secret key.
  'sitekey-secret-mismatch': 'SECRET_KEY_NOT_VALID',
  // hCaptcha: a token of the test keys, but not the test secret key.
  'not-using-dummy-passcode': 'SECRET_KEY_NOT_VALID',
  'timeout-or-duplicate': 'TOKEN_EXPIRED_OR_USED',
  'expired-input-response': 'TOKEN_EXPIRED_OR_USED',
  'already-seen-response': 'TOKEN_EXPIRED_OR_USED',
  'invalid-or-already-seen-response': 'TOKEN_EXPIRED_OR_USED',
  'internal-error': 'PROVIDER_ANSWER_NOT_VALID',
};

/**
 * Verifies a token with the `siteverify` API, which Turnstile and hCaptcha adopted from reCAPTCHA.
 *
 * Turnstile and hCaptcha send some refusals with status 400 and the same JSON.
 */
export async function siteVerify(
  url: string,
  fields: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Redemption> {
  const { answer, refusal } = await ask(
    { url, body: new URLSearchParams(fields), signal },
    [200, 400],
  );
  if (refusal) return { refusal };
  const { success, output } = v.safeParse(Answer, answer);
  if (!success) return { refusal: 'PROVIDER_ANSWER_NOT_VALID' };
  return output.success ? { solution: solutionOf(output) } : { refusal: refusalOf(output) };
}

function solutionOf({
  challenge_ts: solvedAt,
  cdata: binding,
  ...rest
}: v.InferOutput<typeof Accepted>): Solution {
  const { score, action, hostname } = rest;
  return { score, action, hostname, solvedAt, binding };
}

function refusalOf({ 'error-codes': codes }: v.InferOutput<typeof Refused>): Refusal {
  const known = codes?.find((code) => Object.hasOwn(REFUSALS, code));
  return (known && REFUSALS[known]) || 'TOKEN_NOT_VALID';
}
