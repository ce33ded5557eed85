import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { factorsOf, OTP_ATTRIBUTES } from './first-factors.js';
import type { Challenge, SignIn, SignUpStage } from './flow.js';
import { findSession, invalidSession, saveSession, useSession } from './session.js';

type Through = { readonly pool: UserPool; readonly client: UserPoolClient };

/**
 * A session for a user who has just signed up. The client sends it back with the code.
 *
 * @returns An empty object when the client does not allow `USER_AUTH`.
 */
export function signUpSession(engine: Engine, through: Through, user: User) {
  return sessionOf(engine, through, user, { name: 'CONFIRM_SIGN_UP' });
}

/** A session for a user who has just confirmed their sign-up. It signs the user in, once. */
export function confirmedSession(
  engine: Engine,
  through: Through,
  user: User,
  attribute: VerifiableAttribute,
) {
  const factor = attribute === OTP_ATTRIBUTES.EMAIL_OTP ? 'EMAIL_OTP' : 'SMS_OTP';
  return sessionOf(engine, through, user, { name: 'SIGN_UP_CONFIRMED', factor });
}

/**
 * @throws {AwsError} `NotAuthorizedException` when the session belongs to another user or client.
 */
export function checkSignUpSession(
  engine: Engine,
  client: UserPoolClient,
  user: User,
  session: string,
): void {
  const { challenge, sub } = findSession(engine, client, session);
  if (challenge.name !== 'CONFIRM_SIGN_UP' || sub !== user.sub) throw invalidSession();
}

/**
 * Finds the user who confirmed their sign-up in this session. The code of the sign-up then counts
 * as the code of a sign-in.
 *
 * @returns `undefined` when the user may not sign in with a code sent to that address.
 * @throws {AwsError} `NotAuthorizedException` when the session is not the user's confirmed sign-up.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export function whoHasJustConfirmed(
  engine: Engine,
  signIn: SignIn,
  session: string,
): User | undefined {
  const { pool, user, client } = signIn;
  const { challenge, sub } = findSession(engine, client, session);
  if (challenge.name !== 'SIGN_UP_CONFIRMED' || !user || sub !== user.sub) throw invalidSession();
  useSession(engine, session);
  // `availableFactors` may also offer a code to a user who has since set up a second factor.
  return factorsOf(engine, pool, user).includes(challenge.factor) ? user : undefined;
}

export function isSignUpStage(challenge: Challenge | SignUpStage): challenge is SignUpStage {
  return challenge.name === 'CONFIRM_SIGN_UP' || challenge.name === 'SIGN_UP_CONFIRMED';
}

function sessionOf(
  engine: Engine,
  through: Through,
  user: User,
  challenge: SignUpStage,
): { readonly Session?: string } {
  if (!through.client.explicitAuthFlows.includes('ALLOW_USER_AUTH')) return {};
  const state = { username: user.username, sub: user.sub, challenge };
  return { Session: saveSession(engine, through, state) };
}
