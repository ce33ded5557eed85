import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';
import { contactOf } from '../users/code-delivery.js';
import { isEmail, isPhoneNumber } from '../users/usernames.js';
import type { SignIn } from './flow.js';
import { hasSecondFactor } from './second-factor.js';

/** What a user may begin to sign in with, as `AvailableChallenges` names it. */
export const FIRST_FACTORS = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'] as const;
export type FirstFactor = (typeof FIRST_FACTORS)[number];

export const OTP_ATTRIBUTES = {
  EMAIL_OTP: 'email',
  SMS_OTP: 'phone_number',
} as const satisfies Partial<Record<FirstFactor, VerifiableAttribute>>;
export type OtpFactor = keyof typeof OTP_ATTRIBUTES;

export function isOtpFactor(factor: string): factor is OtpFactor {
  return Object.hasOwn(OTP_ATTRIBUTES, factor);
}

/**
 * What the user may choose from. A name that nobody has, and a user who has nothing of what the
 * pool allows, are offered what such a name would have: it must not show who exists.
 */
export function availableFactors(
  engine: Engine,
  { pool, user, username }: SignIn,
): readonly FirstFactor[] {
  const own = user ? factorsOf(engine, pool, user) : [];
  if (own.length > 0) return own;
  return allowedFactors(pool).filter((factor) => seemsToHave(pool, username, factor));
}

/** What this user may begin to sign in with, of what the pool allows. */
export function factorsOf(engine: Engine, pool: UserPool, user: User): readonly FirstFactor[] {
  return allowedFactors(pool).filter((factor) =>
    isOtpFactor(factor) ? hasOtp(engine, pool, user, factor) : user.password !== undefined,
  );
}

/**
 * Whether a code can sign this user in. As in AWS, it takes no verified address, and confirms a
 * user who is not confirmed; who must choose a new password has to do that first, and who has a
 * second factor signs in by password alone: nobody gets past two factors by one.
 */
export function hasOtp(engine: Engine, pool: UserPool, user: User, factor: OtpFactor): boolean {
  return (
    user.enabled &&
    !hasSecondFactor(engine, pool, user) &&
    (user.status === 'CONFIRMED' || user.status === 'UNCONFIRMED') &&
    contactOf(user, OTP_ATTRIBUTES[factor]).length > 0
  );
}

/** A pool that requires a second factor lets nobody begin without a password. */
function allowedFactors(pool: UserPool): readonly FirstFactor[] {
  return FIRST_FACTORS.filter((factor) =>
    isOtpFactor(factor)
      ? pool.firstFactors.includes(factor) && pool.mfa.mode !== 'ON'
      : pool.firstFactors.includes('PASSWORD'),
  );
}

function seemsToHave(pool: UserPool, name: string, factor: FirstFactor): boolean {
  if (!isOtpFactor(factor)) return true;
  const attribute = OTP_ATTRIBUTES[factor];
  if (isEmail(name) || isPhoneNumber(name)) return isEmail(name) === (attribute === 'email');
  return pool.autoVerifiedAttributes.includes(attribute) || !!pool.schema.get(attribute)?.required;
}
