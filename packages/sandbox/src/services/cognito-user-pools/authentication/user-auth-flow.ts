import type { Engine } from '../engine.js';
import { invalidParameter, notServed, userNotFound } from '../errors.js';
import { preAuthentication } from './authentication-triggers.js';
import type { AuthFlow, Challenge, ChallengeStep, Parameters, SignIn, Step } from './flow.js';
import { required } from './parameters.js';
import { afterPassword, checkPlainPassword } from './password.js';
import { askForPassword } from './srp-flow.js';

/** What a user may choose who signs in by password, in the clear or by SRP. */
export const FACTORS = ['PASSWORD', 'PASSWORD_SRP'] as const;

/** While one of these waits, the client may still choose again. */
const CHOICES = ['SELECT_CHALLENGE', ...FACTORS] as const;
type Choice = (typeof CHOICES)[number];

/**
 * `USER_AUTH`: the user chooses how to sign in. The client names the choice at once, as
 * `PREFERRED_CHALLENGE`, or when it is asked.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
export const userAuth: AuthFlow = {
  allowedBy: 'ALLOW_USER_AUTH',
  adminOnly: false,
  async start(engine, before, parameters) {
    const { pool, client } = before;
    if (!before.user && !client.preventUserExistenceErrors) throw userNotFound();
    if (!pool.firstFactors.includes('PASSWORD')) throw notServed('sign-in without a password');
    const preferred = parameters.PREFERRED_CHALLENGE;
    const isServed = FACTORS.some((factor) => factor === preferred);
    if (preferred !== undefined && !isServed && pool.firstFactors.includes(preferred)) {
      throw notServed(`the challenge ${preferred}`);
    }
    await preAuthentication(engine, before);
    // The trigger's function may have changed the user.
    const user = before.user && engine.store.users.find(before.user.sub);
    return preferred !== undefined && isServed
      ? signInBy(engine, { ...before, user }, preferred, parameters)
      : challengeOf('SELECT_CHALLENGE');
  },
};

/** Whether a session that waits for one challenge takes the answer to another. */
export function isAnsweredBy(challenge: Challenge['name'], answered: string): boolean {
  return challenge === answered || (isChoice(challenge) && answered === 'SELECT_CHALLENGE');
}

export function isChoice(name: string): name is Choice {
  return CHOICES.some((choice) => choice === name);
}

/**
 * Goes on as the user chose.
 *
 * @param answered The challenge that the client says it answers.
 */
export function answerChoice(
  engine: Engine,
  signIn: SignIn,
  answered: string,
  responses: Parameters,
): Step {
  const factor = answered === 'SELECT_CHALLENGE' ? required(responses, 'ANSWER') : answered;
  return signInBy(engine, signIn, factor, responses);
}

function signInBy(engine: Engine, signIn: SignIn, factor: string, parameters: Parameters): Step {
  const { PASSWORD, SRP_A } = parameters;
  switch (factor) {
    case 'PASSWORD':
      if (!PASSWORD) return challengeOf(factor);
      return afterPassword(engine, signIn, checkPlainPassword(engine, signIn, PASSWORD));
    case 'PASSWORD_SRP':
      return SRP_A ? askForPassword(engine, signIn, SRP_A) : challengeOf(factor);
    default:
      throw invalidParameter('The selected challenge is not among the available challenges.');
  }
}

function challengeOf(name: Choice): ChallengeStep {
  return { leadsTo: 'challenge', challenge: { name }, parameters: {} };
}
