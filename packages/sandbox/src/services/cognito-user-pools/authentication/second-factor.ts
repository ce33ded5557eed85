import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import { MFA_ATTRIBUTES } from '../mfa/mfa-settings.js';
import { hasSoftwareToken } from '../mfa/software-token.js';
import type { User } from '../store/users.js';
import { MFA_FACTORS, type MfaFactor, type UserPool } from '../user-pool/user-pool.js';

/** What a user has to do after the password. */
export type SecondFactor =
  | { readonly to: 'none' }
  | { readonly to: 'enter'; readonly factor: MfaFactor }
  | { readonly to: 'choose' | 'set up'; readonly factors: readonly MfaFactor[] };

const NONE: SecondFactor = { to: 'none' };

/**
 * Which second factor a user needs. Where the pool leaves it to users, it is what they turned on;
 * where the pool requires one, it is what they prefer or have, or they set one up.
 *
 * @throws {AwsError} `InvalidParameterException` for a user who needs one and can have none.
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
 * Whether a user still has nothing to enter. Who knows the password and began to set a factor up
 * must not get to replace the one that the user has set up meanwhile.
 */
export function mustSetUpFactor(engine: Engine, pool: UserPool, user: User): boolean {
  return secondFactorOf(engine, pool, user).to === 'set up';
}

/** An authenticator app stays good when the pool no longer lets users set one up. */
function canUse(engine: Engine, pool: UserPool, user: User, factor: MfaFactor): boolean {
  const attribute = MFA_ATTRIBUTES[factor];
  if (attribute === undefined) return hasSoftwareToken(engine, user);
  return pool.mfa.factors.includes(factor) && !!user.attributes[attribute];
}

/** What would also get back in who has lost the password is a second factor only for want of one. */
function recovers(pool: UserPool, factor: MfaFactor): boolean {
  const [mechanism] = pool.accountRecovery ?? [];
  return mechanism !== undefined && mechanism === `verified_${MFA_ATTRIBUTES[factor]}`;
}

function oneOf(factors: readonly MfaFactor[]): SecondFactor | undefined {
  const [first, ...others] = factors;
  if (first === undefined) return undefined;
  return others.length > 0 ? { to: 'choose', factors } : enter(first);
}

/** Phone numbers cannot be given while signing in: they alone are nothing to set up. */
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
