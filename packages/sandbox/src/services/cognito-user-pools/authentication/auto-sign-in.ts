import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { factorsOf, OTP_ATTRIBUTES } from './first-factors.js';
import type { Challenge, SignIn, SignUpStage } from './flow.js';
import { findSession, invalidSession, saveSession, useSession } from './session.js';

type Through = { readonly pool: UserPool; readonly client: UserPoolClient };

/**
 * A session for who has just signed up, to give back with the code.
 *
 * @returns Nothing from a client that does not allow `USER_AUTH`.
 */
export function signUpSession(engine: Engine, through: Through, user: User) {
  return sessionOf(engine, through, user, { name: 'CONFIRM_SIGN_UP' });
}

/** A session for who has just confirmed their sign-up: it signs them in, once. */
export function confirmedSession(
  engine: Engine,
  through: Through,
  user: User,
  attribute: VerifiableAttribute,
) {
  const factor = attribute === OTP_ATTRIBUTES.EMAIL_OTP ? 'EMAIL_OTP' : 'SMS_OTP';
  return sessionOf(engine, through, user, { name: 'SIGN_UP_CONFIRMED', factor });
}

/** @throws {AwsError} `NotAuthorizedException` for the session of another user or client. */
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
 * Takes the code with which a user confirmed their sign-up for the one that would sign them in.
 *
 * @returns `undefined` when that is not among what the user may begin with.
 * @throws {AwsError} `NotAuthorizedException` for a session that is no confirmed sign-up of theirs.
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
  // What such a name seems to have is not enough: the user may have set up a second factor.
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
