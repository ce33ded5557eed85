import type { Solution } from './providers/provider.js';
import type { TokenRefusal } from './refusal.js';

/** The requirements that a token must meet. */
export type Expectations = {
  /** From 0 to 1. Undefined if the provider returns no score. */
  readonly minimumScore: number | undefined;
  /** Undefined if the provider has no actions. */
  readonly action: string | undefined;
  readonly hostnames: readonly string[];
  readonly maximumAgeSeconds: number;
  /** The sign-in that the token must be bound to. Undefined if the provider binds no tokens. */
  readonly binding: string | undefined;
};

/** Seconds by which the provider's clock may be ahead of this one. */
const CLOCK_SKEW = 30;

const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * The reason to reject a token that its provider accepted. A missing value counts as wrong.
 *
 * @param now The time, in milliseconds since 1970.
 * @returns Undefined if the token is accepted.
 */
export function refusalOf(
  solution: Solution,
  { minimumScore, action, hostnames, maximumAgeSeconds, binding }: Expectations,
  now: number,
): TokenRefusal | undefined {
  const { score, hostname, solvedAt } = solution;
  // Stops a robot: reCAPTCHA v3 returns "success" for any real token, even with the score 0.
  if (minimumScore !== undefined) {
    if (score === undefined) return 'SCORE_MISSING';
    if (score < minimumScore) return 'SCORE_TOO_LOW';
  }
  // Stops a token from another page of the app, such as one that robots may load often.
  if (action !== undefined && solution.action !== action) return 'ACTION_NOT_EXPECTED';
  // Stops a token that visitors of another site created with this app's public site key.
  if (!hostname || !hostnames.includes(hostname)) return 'HOSTNAME_NOT_EXPECTED';
  // Stops tokens that humans created in advance for a robot.
  const age = ageInSeconds(String(solvedAt), now);
  if (!(age <= maximumAgeSeconds && age >= -CLOCK_SKEW)) return 'TOKEN_TOO_OLD';
  // Stops a token that a tricked or paid human created for another sign-in.
  if (binding !== undefined && solution.binding !== binding) return 'TOKEN_NOT_FOR_SIGN_IN';
  return undefined;
}

/** Returns `NaN` if the text is not a time. */
function ageInSeconds(time: string, now: number): number {
  return ISO_8601.test(time) ? (now - Date.parse(time)) / 1000 : Number.NaN;
}
