import type { Engine } from '../engine.js';
import { invalidParameter, notServed, userNotFound } from '../errors.js';
import { preAuthentication } from './authentication-triggers.js';
import { whoHasJustConfirmed } from './auto-sign-in.js';
import { availableFactors, type FirstFactor } from './first-factors.js';
import type { AuthFlow, Challenge, ChallengeStep, Parameters, SignIn, Step } from './flow.js';
import { required } from './flow.js';
import { afterPassword } from './mfa-challenges.js';
import { askForOneTimePassword } from './otp-factor.js';
import { checkPlainPassword } from './password.js';
import { askForPassword } from './srp-flow.js';

/** The challenges during which the client may still choose another factor. */
const CHOICES = ['SELECT_CHALLENGE', 'PASSWORD', 'PASSWORD_SRP'] as const;
type Choice = (typeof CHOICES)[number];

/**
 * `USER_AUTH`: the user chooses how to sign in.
 *
 * The client names the choice at once, as `PREFERRED_CHALLENGE`, or when it is asked. A preferred
 * factor that the user does not have is ignored.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export const userAuth: AuthFlow = {
  allowedBy: 'ALLOW_USER_AUTH',
  adminOnly: false,
  async start(engine, before, parameters, session) {
    if (!before.user && !before.client.preventUserExistenceErrors) throw userNotFound();
    if (parameters.TARGET_ACR_VALUES !== undefined) throw notServed('step-up authentication');
    await preAuthentication(engine, before);
    // The trigger's function may have changed the user.
    const user = before.user && engine.store.users.find(before.user.sub);
    const signIn = { ...before, user };
    const confirmed =
      session === undefined ? undefined : whoHasJustConfirmed(engine, signIn, session);
    if (confirmed) {
      return { leadsTo: 'tokens', user: confirmed, source: 'TokenGeneration_Authentication' };
    }
    const available = availableFactors(engine, signIn);
    const preferred = available.find((factor) => factor === parameters.PREFERRED_CHALLENGE);
    const step = preferred
      ? await signInBy(engine, signIn, preferred, parameters)
      : choiceOf('SELECT_CHALLENGE');
    return step.leadsTo === 'challenge' ? { ...step, available } : step;
  },
};

/** Whether a session that waits for one challenge accepts the answer to another. */
export function isAnsweredBy(challenge: Challenge['name'], answered: string): boolean {
  return challenge === answered || (isChoice(challenge) && answered === 'SELECT_CHALLENGE');
}

export function isChoice(name: string): name is Choice {
  return CHOICES.some((choice) => choice === name);
}

/**
 * Continues with the factor that the user chose.
 *
 * @param answered The challenge that the client says it answers.
 * @throws {AwsError} `InvalidParameterException` for a factor that is not available.
 */
export async function answerChoice(
  engine: Engine,
  signIn: SignIn,
  answered: string,
  responses: Parameters,
): Promise<Step> {
  const chosen = answered === 'SELECT_CHALLENGE' ? required(responses, 'ANSWER') : answered;
  const factor = availableFactors(engine, signIn).find((available) => available === chosen);
  if (!factor) {
    throw invalidParameter('The selected challenge is not among the available challenges.');
  }
  return signInBy(engine, signIn, factor, responses);
}

async function signInBy(
  engine: Engine,
  signIn: SignIn,
  factor: FirstFactor,
  parameters: Parameters,
): Promise<Step> {
  const { PASSWORD, SRP_A } = parameters;
  switch (factor) {
    case 'PASSWORD':
      if (!PASSWORD) return choiceOf(factor);
      return afterPassword(engine, signIn, checkPlainPassword(engine, signIn, PASSWORD));
    case 'PASSWORD_SRP':
      return SRP_A ? askForPassword(engine, signIn, SRP_A) : choiceOf(factor);
    default:
      return askForOneTimePassword(engine, signIn, factor);
  }
}

function choiceOf(name: Choice): ChallengeStep {
  return { leadsTo: 'challenge', challenge: { name }, parameters: {} };
}
