import type { Solution } from './providers/provider.js';
import type { TokenRefusal } from './refusal.js';

/** What a token must be to let somebody in. */
export type Expectations = {
  /** From 0 to 1. `undefined` where the provider gives no score. */
  readonly minimumScore: number | undefined;
  /** `undefined` where the provider knows no actions. */
  readonly action: string | undefined;
  readonly hostnames: readonly string[];
  readonly maximumAgeSeconds: number;
  /** The sign-in that the token must be bound to, where the provider can. */
  readonly binding: string | undefined;
};

/** Seconds by which the provider's clock may be ahead of this one. */
const CLOCK_SKEW = 30;

const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Why a token that its provider takes is refused all the same, or `undefined`. What the provider
 * does not say counts as wrong.
 *
 * @param now The time, in milliseconds since 1970.
 */
export function refusalOf(
  solution: Solution,
  { minimumScore, action, hostnames, maximumAgeSeconds, binding }: Expectations,
  now: number,
): TokenRefusal | undefined {
  const { score, hostname, solvedAt } = solution;
  // Stops a robot: reCAPTCHA v3 says "success" of any real token, with a score of 0 as well.
  if (minimumScore !== undefined) {
    if (score === undefined) return 'SCORE_MISSING';
    if (score < minimumScore) return 'SCORE_TOO_LOW';
  }
  // Stops a token from another page of the app, such as one that a robot is let see often.
  if (action !== undefined && solution.action !== action) return 'ACTION_NOT_EXPECTED';
  // Stops a token that visitors of somebody else's page made with this app's public site key.
  if (!hostname || !hostnames.includes(hostname)) return 'HOSTNAME_NOT_EXPECTED';
  // Stops tokens that humans made in advance, to be used by a robot.
  const age = ageInSeconds(String(solvedAt), now);
  if (!(age <= maximumAgeSeconds && age >= -CLOCK_SKEW)) return 'TOKEN_TOO_OLD';
  // Stops a token that was made for another sign-in, by somebody who is lured or paid to.
  if (binding !== undefined && solution.binding !== binding) return 'TOKEN_NOT_FOR_SIGN_IN';
  return undefined;
}

/** `NaN` for what is no time. */
function ageInSeconds(time: string, now: number): number {
  return ISO_8601.test(time) ? (now - Date.parse(time)) / 1000 : Number.NaN;
}
