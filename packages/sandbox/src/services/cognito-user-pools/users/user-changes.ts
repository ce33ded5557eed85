import type { Engine } from '../engine.js';
import { aliasExists, userNotFound } from '../errors.js';
import type { User } from '../store/users.js';
import { type AliasAttribute, comparable, type UserPool } from '../user-pool/user-pool.js';

/**
 * The user as stored now. A trigger's function may have changed or deleted the user meanwhile.
 *
 * @throws {AwsError} `UserNotFoundException`
 */
export function currentUser(engine: Engine, user: User): User {
  const current = engine.store.users.find(user.sub);
  if (!current) throw userNotFound();
  return current;
}

/**
 * Changes a user and updates the aliases accordingly.
 *
 * The change applies to the user as stored now, because a trigger may have changed the user
 * meanwhile.
 *
 * @param force Whether to take an alias away from another user. Its attribute is then no longer
 *   verified for that user.
 * @throws {AwsError} `AliasExistsException`, or `UserNotFoundException` when the user no longer
 *   exists.
 */
export function changeUser(
  engine: Engine,
  pool: UserPool,
  user: User,
  change: (current: User) => Partial<User>,
  force = false,
): User {
  return engine.store.transaction(() => {
    const current = currentUser(engine, user);
    const changed = { ...current, ...change(current), modifiedAt: engine.context.now() };
    engine.store.users.update(changed);
    updateAliases(engine, pool, changed, force);
    return changed;
  });
}

/** Makes the aliases of a user match the attributes. */
export function updateAliases(engine: Engine, pool: UserPool, user: User, force: boolean): void {
  const aliases = engine.store.users.aliases(user.sub);
  for (const attribute of pool.aliasAttributes) {
    const value = user.attributes[attribute];
    // An unverified e-mail address or phone number signs nobody in.
    const active =
      attribute === 'preferred_username' || user.attributes[`${attribute}_verified`] === 'true';
    if (value !== undefined && active) claim(engine, pool, user, attribute, value, force);
    else engine.store.users.removeAlias(user.sub, attribute);
  }
  for (const attribute of pool.usernameAttributes) {
    const value = user.attributes[attribute];
    // A user who signed up with an e-mail address can change it, but not to a phone number.
    if (value !== undefined && aliases.has(attribute)) {
      claim(engine, pool, user, attribute, value, false);
    }
  }
}

function claim(
  engine: Engine,
  pool: UserPool,
  user: User,
  attribute: AliasAttribute,
  value: string,
  force: boolean,
): void {
  const { users } = engine.store;
  const key = comparable(pool, value);
  const owner = users.findByAlias(pool.id, attribute, key);
  if (owner?.sub === user.sub) return;
  if (owner) {
    if (!force || attribute === 'preferred_username') throw aliasExists(attribute);
    users.update({
      ...owner,
      attributes: { ...owner.attributes, [`${attribute}_verified`]: 'false' },
      modifiedAt: engine.context.now(),
    });
  }
  users.setAlias(user, attribute, key);
}
