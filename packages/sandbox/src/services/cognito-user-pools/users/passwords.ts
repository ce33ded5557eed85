import type { Engine } from '../engine.js';
import type { PasswordVerifier, User } from '../store/users.js';
import { poolNameForSrp, type UserPool } from '../user-pool/user-pool.js';
import { derivePasswordVerifier, matchesPasswordVerifier } from './srp.js';
import { changeUser } from './user-changes.js';

const DAY = 24 * 60 * 60 * 1000;

/** The part of a user's password that is stored. */
export function passwordVerifier(
  pool: UserPool,
  username: string,
  password: string,
): PasswordVerifier {
  return derivePasswordVerifier({ poolName: poolNameForSrp(pool.id), username }, password);
}

/** Whether this is the user's password. */
export function isPassword(pool: UserPool, user: User, password: string): boolean {
  const identity = { poolName: poolNameForSrp(pool.id), username: user.username };
  return user.password !== undefined && matchesPasswordVerifier(identity, password, user.password);
}

/** Sets the user's own password. */
export function setPassword(engine: Engine, pool: UserPool, user: User, password: string): User {
  return changeUser(engine, pool, user, () => ({
    status: 'CONFIRMED',
    password: passwordVerifier(pool, user.username, password),
    passwordExpiresAt: undefined,
  }));
}

/** Sets a password for one sign-in, during which the user must choose another. */
export function setTemporaryPassword(
  engine: Engine,
  pool: UserPool,
  user: User,
  password: string,
): User {
  return changeUser(engine, pool, user, () => ({
    status: 'FORCE_CHANGE_PASSWORD',
    password: passwordVerifier(pool, user.username, password),
    passwordExpiresAt: temporaryPasswordExpiry(engine, pool),
  }));
}

/** The time at which a temporary password set now expires. */
export function temporaryPasswordExpiry(engine: Engine, pool: UserPool): number {
  return engine.context.now() + pool.passwordPolicy.temporaryPasswordValidityDays * DAY;
}
