import type { Engine } from '../engine.js';
import { notAuthorized } from '../errors.js';
import { postConfirmation } from '../sign-up/post-confirmation.js';
import { contactOf } from '../users/code-delivery.js';
import { simulatedContact } from '../users/simulated-user.js';
import { hasOtp, OTP_ATTRIBUTES, type OtpFactor } from './first-factors.js';
import type { ChallengeStep, SentCode, SignIn, Step } from './flow.js';
import { confirmAddress, deliveryParameters, sendOneTimeCode } from './one-time-code.js';
import { checkAccount } from './password.js';
import { hasSecondFactor } from './second-factor.js';
import { invalidSession } from './session.js';

const DIGITS = 8;

/**
 * Sends a one-time password.
 *
 * For a name that belongs to no user, and for a user whom no code can sign in, nothing is sent and
 * the answer looks the same.
 *
 * @throws {AwsError} The errors of the custom message trigger.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export async function askForOneTimePassword(
  engine: Engine,
  signIn: SignIn,
  factor: OtpFactor,
): Promise<ChallengeStep> {
  const sent = await sendOrSimulate(engine, signIn, factor);
  return {
    leadsTo: 'challenge',
    challenge: { name: factor, proves: 'first factor', sent },
    parameters: deliveryParameters(sent.delivery),
  };
}

/** Continues after the right code. It verifies the address and signs the user in. */
export async function afterOneTimePassword(
  engine: Engine,
  { pool, client, user, clientMetadata }: SignIn,
  { delivery }: SentCode,
): Promise<Step> {
  // The user may have set up a second factor meanwhile. A code alone must not bypass it.
  if (!user || hasSecondFactor(engine, pool, user)) throw invalidSession();
  if (!user.enabled) throw notAuthorized('User is disabled.');
  const proven = confirmAddress(engine, pool, user, delivery);
  checkAccount(proven);
  if (user.status === 'UNCONFIRMED') {
    const source = 'PostConfirmation_ConfirmSignUp';
    await postConfirmation(engine, pool, source, proven, client.id, clientMetadata);
  }
  return { leadsTo: 'tokens', user: proven, source: 'TokenGeneration_Authentication' };
}

async function sendOrSimulate(
  engine: Engine,
  signIn: SignIn,
  factor: OtpFactor,
): Promise<SentCode> {
  const { pool, user, username } = signIn;
  const attribute = OTP_ATTRIBUTES[factor];
  const [delivery] = user && hasOtp(engine, pool, user, factor) ? contactOf(user, attribute) : [];
  if (user && delivery) return sendOneTimeCode(engine, signIn, user, delivery, DIGITS);
  return { digest: undefined, delivery: simulatedContact(engine, pool, username, attribute) };
}
