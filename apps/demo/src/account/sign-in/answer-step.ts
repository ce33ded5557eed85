import { type ConfirmSignInInput, confirmSignIn } from 'aws-amplify/auth';
import type { CustomChallengeStep, SignInStep } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';

/** The error for a wrong answer. A custom sign-in only asks again, without an error. */
class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswer';

  constructor(asked: CustomChallengeStep['additionalInfo']) {
    const { challenge, attemptsLeft } = asked ?? {};
    const what =
      challenge === 'captcha' ? 'You look like a robot to the CAPTCHA.' : 'The code is wrong.';
    super(`${what} ${attemptsLeft === '1' ? 'One attempt' : `${attemptsLeft} attempts`} left.`);
  }
}

/**
 * Answers the current step of the sign-in, and shows the next one. If the answer ends the sign-in,
 * shows the first form again.
 *
 * @throws {WrongAnswerError} When a recipe asks the same challenge again.
 * @throws {Error} From the user pool, when the same step can be answered again.
 */
export async function answerStep(flow: AccountFlow, answer: ConfirmSignInInput): Promise<void> {
  try {
    const { nextStep } = await confirmSignIn(answer);
    flow.codeSpent();
    flow.follow(nextStep);
    if (isAskedAgain(flow.step, nextStep)) throw new WrongAnswerError(nextStep.additionalInfo);
  } catch (error) {
    if (!endsSignIn(error)) throw error;
    flow.show('sign-in', { failure: error });
  }
}

function isAskedAgain(last: SignInStep | undefined, next: SignInStep): next is CustomChallengeStep {
  return (
    next.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE' &&
    last?.signInStep === next.signInStep &&
    last.additionalInfo?.challenge === next.additionalInfo?.challenge
  );
}

/** Whether the session of the sign-in is used up, expired, or lost because the page reloaded. */
function endsSignIn(error: unknown): boolean {
  return (
    error instanceof Error && ['NotAuthorizedException', 'SignInException'].includes(error.name)
  );
}
