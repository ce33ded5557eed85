import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';
import { contactOf } from '../users/code-delivery.js';
import { isEmail, isPhoneNumber } from '../users/usernames.js';
import type { SignIn } from './flow.js';
import { hasSecondFactor } from './second-factor.js';

/** The factors with which a sign-in can begin, named as in `AvailableChallenges`. */
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
 * The factors that the user may choose from.
 *
 * A name that belongs to no user is offered plausible factors, so that the answer does not show who
 * exists. A user who has none of the pool's factors is offered the same.
 */
export function availableFactors(
  engine: Engine,
  { pool, user, username }: SignIn,
): readonly FirstFactor[] {
  const own = user ? factorsOf(engine, pool, user) : [];
  if (own.length > 0) return own;
  return allowedFactors(pool).filter((factor) => seemsToHave(pool, username, factor));
}

/** The pool's first factors that this user has. */
export function factorsOf(engine: Engine, pool: UserPool, user: User): readonly FirstFactor[] {
  return allowedFactors(pool).filter((factor) =>
    isOtpFactor(factor) ? hasOtp(engine, pool, user, factor) : user.password !== undefined,
  );
}

/**
 * Whether a code can sign this user in. As in AWS:
 *
 * - The address need not be verified. The code confirms an unconfirmed user.
 * - A user who must choose a new password has to do that first.
 * - A user with a second factor must begin with the password. Otherwise one factor would be enough.
 */
export function hasOtp(engine: Engine, pool: UserPool, user: User, factor: OtpFactor): boolean {
  return (
    user.enabled &&
    !hasSecondFactor(engine, pool, user) &&
    (user.status === 'CONFIRMED' || user.status === 'UNCONFIRMED') &&
    contactOf(user, OTP_ATTRIBUTES[factor]).length > 0
  );
}

/** In a pool that requires a second factor, every sign-in begins with a password. */
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
