import type { Engine } from '../engine.js';
import type { PasswordVerifier, User } from '../store/users.js';
import { poolNameForSrp, type UserPool } from '../user-pool/user-pool.js';
import { derivePasswordVerifier, matchesPasswordVerifier } from './srp.js';
import { changeUser } from './user-changes.js';

const DAY = 24 * 60 * 60 * 1000;

/** What is kept of a user's password. */
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

/** Gives a user a password of their own. */
export function setPassword(engine: Engine, pool: UserPool, user: User, password: string): User {
  return changeUser(engine, pool, user, () => ({
    status: 'CONFIRMED',
    password: passwordVerifier(pool, user.username, password),
    passwordExpiresAt: undefined,
  }));
}

/** Gives a user a password for one sign-in, at which they must choose another. */
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

/** When a temporary password that is set now stops working. */
export function temporaryPasswordExpiry(engine: Engine, pool: UserPool): number {
  return engine.context.now() + pool.passwordPolicy.temporaryPasswordValidityDays * DAY;
}
