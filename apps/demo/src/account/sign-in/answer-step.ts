import { type ConfirmSignInInput, confirmSignIn } from 'aws-amplify/auth';
import { explainedError } from '../../form/explain.js';
import { noteCodeRequest } from '../code-cooldown.js';
import {
  type CustomChallengeStep,
  challengeOf,
  isCustom,
  type SignInStep,
} from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';

/**
 * Answers the current step of the sign-in, and shows the next one. If the answer ends the sign-in,
 * shows the first form again.
 *
 * @throws {Error} `WrongAnswer`, when a recipe asks the same challenge again.
 * @throws {Error} From the user pool, when the same step can be answered again.
 */
export async function answerStep(flow: AccountFlow, answer: ConfirmSignInInput): Promise<void> {
  try {
    const { nextStep } = await confirmSignIn(answer);
    if (isAskedAgain(flow.step, nextStep)) {
      flow.follow(nextStep);
      throw explainedError('WrongAnswer', wrongAnswer(nextStep.additionalInfo));
    }
    if (challengeOf(nextStep) === 'one-time-code') noteCodeRequest(flow.email);
    flow.follow(nextStep);
  } catch (error) {
    if (!endsSignIn(error)) throw error;
    flow.show('sign-in', {
      failure: explainedError(error.name, endingOf(flow.step, error), error),
    });
  }
}

function isAskedAgain(last: SignInStep | undefined, next: SignInStep): next is CustomChallengeStep {
  return challengeOf(next) !== undefined && challengeOf(last) === challengeOf(next);
}

/** The words for a wrong answer. A custom sign-in only asks again, without an error. */
function wrongAnswer(asked: CustomChallengeStep['additionalInfo']): string {
  const { challenge, attemptsLeft } = asked ?? {};
  const what =
    challenge === 'captcha' ? 'You look like a robot to the CAPTCHA.' : 'The code is wrong.';
  return `${what} ${attemptsLeft === '1' ? 'One attempt' : `${attemptsLeft} attempts`} left.`;
}

/** Whether the session of the sign-in is used up, expired, or lost because the page reloaded. */
function endsSignIn(error: unknown): error is Error {
  return (
    error instanceof Error && ['NotAuthorizedException', 'SignInException'].includes(error.name)
  );
}

/** Cognito says 'Incorrect username or password' whatever the answer was. */
function endingOf(step: SignInStep | undefined, error: Error): string {
  if (error.name === 'SignInException') {
    return 'The sign-in is not known any more. Start it again.';
  }
  switch (challengeOf(step)) {
    case 'captcha':
      return 'The CAPTCHA took you for a robot three times. The sign-in is over. Start it again.';
    case 'one-time-code':
      return isLastAttempt(step)
        ? 'The last code was wrong, too. The sign-in is over. Start it again to get another code.'
        : 'The sign-in took longer than three minutes. Start it again to get another code.';
  }
  if (step?.signInStep === 'CONFIRM_SIGN_IN_WITH_PASSWORD') return 'The password is wrong.';
  return 'The sign-in is over: it took longer than three minutes, or had too many wrong answers. Start it again.';
}

function isLastAttempt(step: SignInStep | undefined): boolean {
  return isCustom(step) && step.additionalInfo?.attemptsLeft === '1';
}
