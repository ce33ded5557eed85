import { type ConfirmSignInInput, confirmSignIn } from 'aws-amplify/auth';
import type { CustomChallengeStep, SignInStep } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';

/** A custom sign-in tells of a wrong answer only by asking again. */
class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswer';

  constructor(asked: CustomChallengeStep['additionalInfo']) {
    const { challenge, attemptsLeft } = asked ?? {};
    const what =
      challenge === 'captcha' ? 'You were taken for a robot.' : 'That is not the right code.';
    super(`${what} ${attemptsLeft === '1' ? 'One attempt' : `${attemptsLeft} attempts`} left.`);
  }
}

/**
 * Answers what the user pool asks for, and goes on to what it asks for then. An answer that ends
 * the sign-in leads back to its beginning.
 *
 * @throws {WrongAnswerError} When a challenge of the recipes is to be answered again.
 * @throws {Error} What the user pool says of an answer that may be given again.
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

/** The session of the sign-in is used up, too old, or lost with the page that began it. */
function endsSignIn(error: unknown): boolean {
  return (
    error instanceof Error && ['NotAuthorizedException', 'SignInException'].includes(error.name)
  );
}
