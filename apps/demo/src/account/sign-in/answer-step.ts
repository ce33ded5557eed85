import { type ConfirmSignInInput, confirmSignIn } from 'aws-amplify/auth';
import type { AccountFlow } from '../use-account-flow.js';

/**
 * Answers what the user pool asks for, and goes on to what it asks for then. An answer that ends
 * the sign-in leads back to its beginning.
 *
 * @throws {Error} What the user pool says of an answer that may be given again.
 */
export async function answerStep(flow: AccountFlow, answer: ConfirmSignInInput): Promise<void> {
  try {
    const { nextStep } = await confirmSignIn(answer);
    flow.follow(nextStep);
  } catch (error) {
    if (!endsSignIn(error)) throw error;
    flow.show('sign-in', { failure: error });
  }
}

/** The session of the sign-in is used up, too old, or lost with the page that began it. */
function endsSignIn(error: unknown): boolean {
  return (
    error instanceof Error && ['NotAuthorizedException', 'SignInException'].includes(error.name)
  );
}
