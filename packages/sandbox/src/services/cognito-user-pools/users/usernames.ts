import type { Engine } from '../engine.js';
import { invalidParameter, userNotFound } from '../errors.js';
import type { User } from '../store/users.js';
import {
  comparable,
  isSignInAttribute,
  type UserPool,
  type VerifiableAttribute,
} from '../user-pool/user-pool.js';

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;

export function isEmail(value: string): boolean {
  return EMAIL.test(value);
}

/** E.164: a plus sign, the country code, digits. */
export function isPhoneNumber(value: string): boolean {
  return PHONE_NUMBER.test(value);
}

/** Finds a user by user name, by alias, or by `sub`. */
export function findUser(engine: Engine, pool: UserPool, name: string): User | undefined {
  const { users } = engine.store;
  const key = comparable(pool, name);
  const byUsername = users.findByUsername(pool.id, key);
  if (byUsername) return byUsername;
  for (const attribute of [...pool.usernameAttributes, ...pool.aliasAttributes]) {
    const byAlias = users.findByAlias(pool.id, attribute, key);
    if (byAlias) return byAlias;
  }
  const bySub = users.find(name);
  return bySub?.poolId === pool.id ? bySub : undefined;
}

/** @throws {AwsError} `UserNotFoundException` */
export function requireUser(engine: Engine, pool: UserPool, name: string): User {
  const user = findUser(engine, pool, name);
  if (!user) throw userNotFound();
  return user;
}

/**
 * The attribute that is a new user's name, in a pool that signs up by e-mail address or phone
 * number.
 *
 * @returns `undefined` when the pool has user names.
 * @throws {AwsError} `InvalidParameterException` when the pool does not accept such a name.
 */
export function usernameAttribute(
  pool: UserPool,
  username: string,
): VerifiableAttribute | undefined {
  const { usernameAttributes } = pool;
  if (usernameAttributes.length > 0) {
    if (usernameAttributes.includes('email') && isEmail(username)) return 'email';
    if (usernameAttributes.includes('phone_number') && isPhoneNumber(username)) {
      return 'phone_number';
    }
    throw invalidParameter(
      usernameAttributes.length > 1
        ? 'Username should be either an email or a phone number.'
        : usernameAttributes.includes('email')
          ? 'Username should be an email.'
          : 'Username should be a phone number.',
    );
  }
  if (pool.aliasAttributes.includes('email') && isEmail(username)) {
    throw invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  }
  if (pool.aliasAttributes.includes('phone_number') && isPhoneNumber(username)) {
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  }
  return undefined;
}

/** The attributes of a user as triggers receive them: with `sub`, the status, and the aliases. */
export function triggerAttributes(
  engine: Engine,
  pool: UserPool,
  user: User,
): Readonly<Record<string, string>> {
  const aliases = engine.store.users.aliases(user.sub);
  const signIn = Object.entries(user.attributes).flatMap(([name, value]) =>
    isSignInAttribute(pool, name) && aliases.get(name) === comparable(pool, value)
      ? [[`cognito:${name}_alias`, value]]
      : [],
  );
  return {
    sub: user.sub,
    ...Object.fromEntries(signIn),
    'cognito:user_status': user.status,
    ...user.attributes,
  };
}
