import { checkPasswordLockout } from '../attempts.js';
import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import { isSrpTimestamp, startHandshake, verifyPasswordClaim } from '../srp.js';
import { poolNameForSrp } from '../user-pool.js';
import { preAuthentication } from './authentication-triggers.js';
import type { AuthFlow, Challenge, Parameters, SignIn, Step } from './flow.js';
import { required } from './parameters.js';
import { acceptIf, afterPassword, attemptsOf, passwordOf } from './password.js';

/** `USER_SRP_AUTH`: the password never leaves the client. */
export const userSrpAuth: AuthFlow = {
  allowedBy: 'ALLOW_USER_SRP_AUTH',
  adminOnly: false,
  async start(engine, signIn, parameters) {
    const a = required(parameters, 'SRP_A');
    checkPasswordLockout(engine, signIn.pool, attemptsOf(engine, signIn));
    const { identity, password } = passwordOf(engine, signIn);
    const handshake = startHandshake(a, password);
    if (!handshake) throw invalidParameter('Invalid SRP_A parameter.');
    await preAuthentication(engine, signIn);
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
  },
};

/**
 * Judges the client's proof, the second step of SRP.
 *
 * @param secretBlock What the client signed: the session itself.
 */
export async function answerPasswordVerifier(
  engine: Engine,
  signIn: SignIn,
  { handshake, srpUsername }: Extract<Challenge, { name: 'PASSWORD_VERIFIER' }>,
  responses: Parameters,
  secretBlock: string,
): Promise<Step> {
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
  // A password that was changed since the first step is not the one that was proven.
  const current = signIn.user?.password?.verifier === handshake.verifier;
  return afterPassword(engine, signIn, acceptIf(engine, signIn, proven && current));
}
