import type { Engine } from '../engine.js';
import { incorrectUsernameOrPassword, invalidParameter } from '../errors.js';
import type { User } from '../store/users.js';
import { poolNameForSrp } from '../user-pool/user-pool.js';
import { checkPasswordLockout } from '../users/attempts.js';
import { isSrpTimestamp, startHandshake, verifyPasswordClaim } from '../users/srp.js';
import { preAuthentication } from './authentication-triggers.js';
import type { AuthFlow, Challenge, ChallengeStep, Parameters, SignIn, Step } from './flow.js';
import { required } from './flow.js';
import { afterPassword } from './mfa-challenges.js';
import { attemptsOf, passwordOf, userIf } from './password.js';

/** `USER_SRP_AUTH`: the password never leaves the client. */
export const userSrpAuth: AuthFlow = {
  allowedBy: 'ALLOW_USER_SRP_AUTH',
  adminOnly: false,
  async start(engine, signIn, parameters) {
    const step = askForPassword(engine, signIn, required(parameters, 'SRP_A'));
    await preAuthentication(engine, signIn);
    return step;
  },
};

/**
 * Answers the client's public value `A`, the first step of SRP.
 *
 * @throws {AwsError} `InvalidParameterException` for a value that would let anybody in,
 *   `NotAuthorizedException` while the password is locked.
 */
export function askForPassword(engine: Engine, signIn: SignIn, a: string): ChallengeStep {
  checkPasswordLockout(engine, signIn.pool, attemptsOf(engine, signIn));
  const { identity, password } = passwordOf(engine, signIn);
  const handshake = startHandshake(a, password);
  if (!handshake) throw invalidParameter('Invalid SRP_A parameter.');
  return {
    leadsTo: 'challenge',
    challenge: { name: 'PASSWORD_VERIFIER', handshake, srpUsername: identity.username },
    parameters: {
      SALT: password.salt,
      SRP_B: handshake.publicB,
      USERNAME: identity.username,
      USER_ID_FOR_SRP: identity.username,
    },
  };
}

export type PasswordVerifierChallenge = Extract<Challenge, { name: 'PASSWORD_VERIFIER' }>;

export async function answerPasswordVerifier(
  engine: Engine,
  signIn: SignIn,
  challenge: PasswordVerifierChallenge,
  responses: Parameters,
  secretBlock: string,
): Promise<Step> {
  const user = whoProved(engine, signIn, challenge, responses, secretBlock);
  if (!user) throw incorrectUsernameOrPassword();
  return afterPassword(engine, signIn, user);
}

/**
 * Checks the client's proof, the second step of SRP.
 *
 * @param secretBlock The value that the client signed: the session itself.
 * @returns `undefined` for a wrong password. It is counted.
 */
export function whoProved(
  engine: Engine,
  signIn: SignIn,
  { handshake, srpUsername }: PasswordVerifierChallenge,
  responses: Parameters,
  secretBlock: string,
): User | undefined {
  const timestamp = required(responses, 'TIMESTAMP');
  const signature = required(responses, 'PASSWORD_CLAIM_SIGNATURE');
  if (!isSrpTimestamp(timestamp)) {
    throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
  }
  checkPasswordLockout(engine, signIn.pool, attemptsOf(engine, signIn));
  const proven = verifyPasswordClaim(
    { poolName: poolNameForSrp(signIn.pool.id), username: srpUsername },
    handshake,
    { timestamp, signature, secretBlock: Buffer.from(secretBlock, 'base64') },
  );
  // If the password has changed since the first step, the client proved the old one.
  const current = signIn.user?.password?.verifier === handshake.verifier;
  return userIf(engine, signIn, proven && current);
}
