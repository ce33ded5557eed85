import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import { MFA_ATTRIBUTES } from '../mfa/mfa-settings.js';
import { hasSoftwareToken } from '../mfa/software-token.js';
import type { User } from '../store/users.js';
import { MFA_FACTORS, type MfaFactor, type UserPool } from '../user-pool/user-pool.js';

/** The step after the password. */
export type SecondFactor =
  | { readonly to: 'none' }
  | { readonly to: 'enter'; readonly factor: MfaFactor }
  | { readonly to: 'choose' | 'set up'; readonly factors: readonly MfaFactor[] };

const NONE: SecondFactor = { to: 'none' };

/**
 * The second factor that a user needs.
 *
 * Where MFA is optional, it is a factor that the user turned on. Where it is required, it is the
 * factor that they prefer or have; a user without any must set one up.
 *
 * @throws {AwsError} `InvalidParameterException` when the user needs a factor and can have none.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export function secondFactorOf(engine: Engine, pool: UserPool, user: User): SecondFactor {
  if (pool.mfa.mode === 'OFF') return NONE;
  const { enabled, preferred } = engine.store.mfa.settings(user.sub);
  const usable = MFA_FACTORS.filter((factor) => canUse(engine, pool, user, factor));
  const on = usable.filter((factor) => enabled.includes(factor));
  if (preferred && on.includes(preferred)) return enter(preferred);
  if (pool.mfa.mode === 'OPTIONAL') return oneOf(on) ?? NONE;
  const isForRecovery = (factor: MfaFactor) => recovers(pool, factor);
  const eligible = usable.filter((factor) => on.includes(factor) || !isForRecovery(factor));
  return oneOf(eligible) ?? setUp(pool, usable) ?? oneOf(usable) ?? impossible();
}

/** Whether this user signs in with more than one factor. */
export function hasSecondFactor(engine: Engine, pool: UserPool, user: User): boolean {
  return pool.mfa.mode === 'ON' || secondFactorOf(engine, pool, user).to !== 'none';
}

/**
 * Whether a user still has to set up a second factor.
 *
 * An attacker who knows the password may have begun to set one up. They must not replace the factor
 * that the user has set up meanwhile.
 */
export function mustSetUpFactor(engine: Engine, pool: UserPool, user: User): boolean {
  return secondFactorOf(engine, pool, user).to === 'set up';
}

/** An authenticator app works even when the pool no longer lets users set one up. */
function canUse(engine: Engine, pool: UserPool, user: User, factor: MfaFactor): boolean {
  const attribute = MFA_ATTRIBUTES[factor];
  if (attribute === undefined) return hasSoftwareToken(engine, user);
  return pool.mfa.factors.includes(factor) && !!user.attributes[attribute];
}

/** Whether a factor also recovers the account. Such a factor is used only if there is no other. */
function recovers(pool: UserPool, factor: MfaFactor): boolean {
  const [mechanism] = pool.accountRecovery ?? [];
  return mechanism !== undefined && mechanism === `verified_${MFA_ATTRIBUTES[factor]}`;
}

function oneOf(factors: readonly MfaFactor[]): SecondFactor | undefined {
  const [first, ...others] = factors;
  if (first === undefined) return undefined;
  return others.length > 0 ? { to: 'choose', factors } : enter(first);
}

/** A phone number cannot be entered during a sign-in, so SMS alone cannot be set up. */
function setUp(pool: UserPool, usable: readonly MfaFactor[]): SecondFactor | undefined {
  const factors = MFA_FACTORS.filter(
    (factor) =>
      pool.mfa.factors.includes(factor) && !usable.includes(factor) && !recovers(pool, factor),
  );
  return factors.some((factor) => factor !== 'SMS_MFA') ? { to: 'set up', factors } : undefined;
}

function enter(factor: MfaFactor): SecondFactor {
  return { to: 'enter', factor };
}

function impossible(): never {
  throw invalidParameter(
    'User cannot sign in: the user pool requires MFA, and the user has none of its factors.',
  );
}
