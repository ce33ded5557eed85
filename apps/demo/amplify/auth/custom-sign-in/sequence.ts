import type { ChallengeSequence, ChallengeStep } from '@amplify-recipes/core';

/**
 * What a visitor passes, in order: after the password a CAPTCHA and then a code, or the code in the
 * place of the password. Each of the three functions gives as much of a challenge as it needs.
 */
export function sequenceOf<Challenge extends ChallengeStep>(
  captcha: Challenge,
  code: Challenge,
): ChallengeSequence<Challenge> {
  return { withPassword: [captcha, code], withoutPassword: [code] };
}
