import type { ChallengeSequence, ChallengeStep } from '@amplify-recipes/core';

/**
 * The challenges of a sign-in, in order: a CAPTCHA and a code after the password, or only the code
 * instead of the password. Each of the three functions passes the parts of a challenge it needs.
 */
export function sequenceOf<Challenge extends ChallengeStep>(
  captcha: Challenge,
  code: Challenge,
): ChallengeSequence<Challenge> {
  return { withPassword: [captcha, code], withoutPassword: [code] };
}
