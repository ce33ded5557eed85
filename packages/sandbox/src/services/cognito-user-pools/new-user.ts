import { AwsError } from '../aws-error.js';
import type { Engine } from './engine.js';
import { derivePasswordVerifier } from './srp.js';
import type { User, UserAttributes, UserStatus } from './store/users.js';
import {
  comparable,
  poolNameForSrp,
  type UserPool,
  type VerifiableAttribute,
} from './user-pool.js';

/** A user who is not saved yet. Addresses that nobody proved are marked as such. */
export function newUser(
  engine: Engine,
  pool: UserPool,
  given: {
    readonly sub: string;
    readonly username: string;
    readonly attributes: UserAttributes;
    readonly password: string | undefined;
    readonly passwordExpiresAt?: number;
    readonly status: UserStatus;
  },
): User {
  const now = engine.context.now();
  const attributes = Object.fromEntries(
    Object.entries(given.attributes).filter(([, value]) => value !== ''),
  );
  return {
    poolId: pool.id,
    sub: given.sub,
    username: given.username,
    status: given.status,
    enabled: true,
    createdAt: now,
    modifiedAt: now,
    attributes: {
      ...(attributes.email !== undefined && { email_verified: 'false' }),
      ...(attributes.phone_number !== undefined && { phone_number_verified: 'false' }),
      ...attributes,
    },
    pendingAttributes: {},
    password:
      given.password === undefined
        ? undefined
        : derivePasswordVerifier(
            { poolName: poolNameForSrp(pool.id), username: given.username },
            given.password,
          ),
    passwordExpiresAt: given.passwordExpiresAt,
  };
}

/**
 * Checks that nobody has a new user's name.
 *
 * @param signInAttribute The attribute that is the name, in a pool without user names.
 * @throws {AwsError} `UsernameExistsException`
 */
export function checkAvailable(
  engine: Engine,
  pool: UserPool,
  user: User,
  signInAttribute: VerifiableAttribute | undefined,
): void {
  const { users } = engine.store;
  if (users.findByUsername(pool.id, comparable(pool, user.username))) {
    throw new AwsError('UsernameExistsException', 'User already exists');
  }
  if (!signInAttribute) return;
  const key = comparable(pool, user.attributes[signInAttribute] ?? '');
  if (users.findByAlias(pool.id, signInAttribute, key)) {
    throw new AwsError(
      'UsernameExistsException',
      `An account with the given ${signInAttribute} already exists.`,
    );
  }
}

/** Saves a new user and, in a pool without user names, what signs them in. */
export function insertUser(
  engine: Engine,
  pool: UserPool,
  user: User,
  signInAttribute: VerifiableAttribute | undefined,
): void {
  const { users } = engine.store;
  users.insert(user, comparable(pool, user.username));
  const value = signInAttribute && user.attributes[signInAttribute];
  if (value !== undefined) users.setAlias(user, signInAttribute ?? '', comparable(pool, value));
}
