import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import { enableFactor, MFA_ATTRIBUTES } from '../mfa/mfa-settings.js';
import type { User } from '../store/users.js';
import type { TokenSource } from '../tokens/token-generation.js';
import type { MfaFactor } from '../user-pool/user-pool.js';
import { contactOf } from '../users/code-delivery.js';
import {
  type Challenge,
  type ChallengeStep,
  type Parameters,
  required,
  type SignIn,
  type Step,
} from './flow.js';
import { confirmAddress, deliveryParameters, sendOneTimeCode } from './one-time-code.js';
import { checkAccount, checkTemporaryPassword, newPasswordChallenge } from './password.js';
import { mustSetUpFactor, secondFactorOf } from './second-factor.js';
import { invalidSession } from './session.js';

const SMS_DIGITS = 6;
const EMAIL_DIGITS = 8;

type SelectMfaType = Extract<Challenge, { readonly name: 'SELECT_MFA_TYPE' }>;

type MfaChallenge = Extract<Challenge, { readonly proves: 'second factor' }>;

/**
 * The next step for a user whose password was right. Only such a user sees the account's status.
 *
 * @throws {AwsError} `NotAuthorizedException`, `UserNotConfirmedException`,
 *   `PasswordResetRequiredException`
 */
export async function afterPassword(engine: Engine, signIn: SignIn, user: User): Promise<Step> {
  checkAccount(user);
  checkTemporaryPassword(engine, user);
  return user.status === 'FORCE_CHANGE_PASSWORD'
    ? newPasswordChallenge(signIn, user)
    : afterFirstFactor(engine, signIn, user, 'TokenGeneration_Authentication');
}

/** Signs in a user who has passed the first factor, or asks for the second factor. */
export async function afterFirstFactor(
  engine: Engine,
  signIn: SignIn,
  user: User,
  source: TokenSource,
): Promise<Step> {
  const challenge = await challengeSecondFactor(engine, signIn, user, source);
  return challenge ?? { leadsTo: 'tokens', user, source };
}

/** @returns `undefined` when the user needs no second factor. */
export async function challengeSecondFactor(
  engine: Engine,
  signIn: SignIn,
  user: User,
  source: TokenSource,
): Promise<ChallengeStep | undefined> {
  const second = secondFactorOf(engine, signIn.pool, user);
  switch (second.to) {
    case 'none':
      return undefined;
    case 'enter':
      return askFor(engine, signIn, user, second.factor, source);
    case 'choose':
      return challengeOf(
        user,
        { name: 'SELECT_MFA_TYPE', factors: second.factors, source },
        { MFAS_CAN_CHOOSE: JSON.stringify(second.factors) },
      );
    case 'set up':
      return challengeOf(
        user,
        { name: 'MFA_SETUP', factors: second.factors, source },
        { MFAS_CAN_SETUP: JSON.stringify(second.factors) },
      );
  }
}

/**
 * Continues with the second factor that the user chose.
 *
 * @throws {AwsError} `InvalidParameterException` when that factor was not offered.
 */
export async function answerSelectMfaType(
  engine: Engine,
  signIn: SignIn,
  { factors, source }: SelectMfaType,
  responses: Parameters,
): Promise<ChallengeStep> {
  const answer = required(responses, 'ANSWER');
  const factor = factors.find((offered) => offered === answer);
  if (!factor) throw invalidParameter('The selected MFA type is not among those to choose from.');
  if (!signIn.user) throw invalidSession();
  return askFor(engine, signIn, signIn.user, factor, source);
}

/** Continues after the right code. A code that was sent also verifies its address. */
export function afterSecondFactor(
  engine: Engine,
  { pool, user }: SignIn,
  challenge: MfaChallenge,
): User {
  if (!user) throw invalidSession();
  checkAccount(user);
  if (challenge.name === 'SOFTWARE_TOKEN_MFA') return user;
  const { sent } = challenge;
  if (sent.isNew && !mustSetUpFactor(engine, pool, user)) throw invalidSession();
  return engine.store.transaction(() => {
    if (sent.isNew) enableFactor(engine, user, challenge.name);
    return confirmAddress(engine, pool, user, sent.delivery);
  });
}

/** Sends a code to a new address. The address becomes the user's when the code is entered. */
export async function askForNewAddress(
  engine: Engine,
  signIn: SignIn,
  user: User,
  email: string,
  source: TokenSource,
): Promise<ChallengeStep> {
  const delivery = { attribute: 'email', destination: email } as const;
  const sent = await sendOneTimeCode(engine, signIn, user, delivery, EMAIL_DIGITS);
  return challengeOf(
    user,
    { name: 'EMAIL_OTP', proves: 'second factor', sent: { ...sent, isNew: true }, source },
    deliveryParameters(delivery),
  );
}

async function askFor(
  engine: Engine,
  signIn: SignIn,
  user: User,
  factor: MfaFactor,
  source: TokenSource,
): Promise<ChallengeStep> {
  if (factor === 'SOFTWARE_TOKEN_MFA') {
    const { deviceName } = engine.store.mfa.softwareToken(user.sub);
    return challengeOf(
      user,
      { name: factor, proves: 'second factor', source },
      deviceName === undefined ? {} : { FRIENDLY_DEVICE_NAME: deviceName },
    );
  }
  const [delivery] = contactOf(user, MFA_ATTRIBUTES[factor]);
  if (!delivery) throw invalidSession();
  const digits = factor === 'SMS_MFA' ? SMS_DIGITS : EMAIL_DIGITS;
  const sent = await sendOneTimeCode(engine, signIn, user, delivery, digits);
  return challengeOf(
    user,
    { name: factor, proves: 'second factor', sent, source },
    deliveryParameters(delivery),
  );
}

function challengeOf(user: User, challenge: Challenge, parameters: Parameters): ChallengeStep {
  return {
    leadsTo: 'challenge',
    challenge,
    parameters: { USER_ID_FOR_SRP: user.username, ...parameters },
    user,
  };
}
