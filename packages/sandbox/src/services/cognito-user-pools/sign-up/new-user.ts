import { AwsError } from '../../../protocols/aws-error.js';
import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import type { User, UserAttributes, UserStatus } from '../store/users.js';
import { comparable, type UserPool, type VerifiableAttribute } from '../user-pool/user-pool.js';
import { passwordVerifier } from '../users/passwords.js';
import { updateAliases } from '../users/user-changes.js';

/** A user who is not saved yet. Addresses count as not verified unless the attributes say so. */
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
        : passwordVerifier(pool, given.username, given.password),
    passwordExpiresAt: given.passwordExpiresAt,
  };
}

/**
 * Saves a new user.
 *
 * @param signInAttribute The attribute that is the user's name, in a pool without user names.
 * @param force Whether to take an alias away from the user who has it now.
 * @throws {AwsError} `UsernameExistsException`, `AliasExistsException`
 */
export function insertUser(
  engine: Engine,
  pool: UserPool,
  user: User,
  signInAttribute: VerifiableAttribute | undefined,
  force: boolean,
): void {
  const { users } = engine.store;
  const preferred = user.attributes.preferred_username;
  if (preferred && pool.aliasAttributes.includes('preferred_username')) {
    throw invalidParameter(
      'preferred_username is an alias and can be set only when the user is confirmed.',
    );
  }
  engine.store.transaction(() => {
    if (users.findByUsername(pool.id, comparable(pool, user.username))) {
      throw new AwsError('UsernameExistsException', 'User already exists');
    }
    if (signInAttribute) checkSignInAttribute(engine, pool, user, signInAttribute);
    users.insert(user, comparable(pool, user.username));
    if (signInAttribute) {
      const value = user.attributes[signInAttribute] ?? '';
      users.setAlias(user, signInAttribute, comparable(pool, value));
    }
    updateAliases(engine, pool, user, force);
  });
}

function checkSignInAttribute(
  engine: Engine,
  pool: UserPool,
  user: User,
  attribute: VerifiableAttribute,
): void {
  const key = comparable(pool, user.attributes[attribute] ?? '');
  if (engine.store.users.findByAlias(pool.id, attribute, key)) {
    throw new AwsError(
      'UsernameExistsException',
      `An account with the given ${attribute} already exists.`,
    );
  }
}
