import { verified } from '../attributes.js';
import { type CodeDelivery, contactOf } from '../code-delivery.js';
import type { Engine } from '../engine.js';
import { notAuthorized } from '../errors.js';
import { postConfirmation } from '../post-confirmation.js';
import { simulatedContact } from '../simulated-user.js';
import type { User } from '../store/users.js';
import { changeUser } from '../user-changes.js';
import { hasOtp, OTP_ATTRIBUTES, type OtpFactor } from './first-factors.js';
import type { ChallengeStep, SentCode, SignIn, Step } from './flow.js';
import { deliveryParameters, sendOneTimeCode } from './one-time-code.js';
import { checkAccount } from './password.js';
import { invalidSession } from './session.js';

const DIGITS = 8;

/**
 * Sends a one-time password, or seems to: to a name that nobody has, and to a user whom no code
 * can sign in, the answer is the same and nothing is sent.
 *
 * @throws {AwsError} of the custom message trigger.
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
    challenge: { name: factor, sent },
    parameters: deliveryParameters(sent.delivery),
  };
}

/** After the right code: the user has proven the address, and with it that they are there. */
export async function afterOneTimePassword(
  engine: Engine,
  { pool, client, user, clientMetadata }: SignIn,
  { delivery }: SentCode,
): Promise<Step> {
  if (!user) throw invalidSession();
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
  const [delivery] = user && hasOtp(user, factor) ? contactOf(user, attribute) : [];
  if (user && delivery) return sendOneTimeCode(engine, signIn, user, delivery, DIGITS);
  return { digest: undefined, delivery: simulatedContact(engine, pool, username, attribute) };
}

/** Marks an address to which a code went as verified. */
export function confirmAddress(
  engine: Engine,
  pool: SignIn['pool'],
  user: User,
  { attribute }: CodeDelivery,
): User {
  return changeUser(engine, pool, user, (current) => ({
    attributes: { ...current.attributes, ...verified([attribute]) },
    ...(current.status === 'UNCONFIRMED' && { status: 'CONFIRMED' }),
  }));
}
