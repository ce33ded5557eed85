import type { Engine } from '../engine.js';
import { aliasExists, userNotFound } from '../errors.js';
import type { User } from '../store/users.js';
import { type AliasAttribute, comparable, type UserPool } from '../user-pool/user-pool.js';

/**
 * A user as stored now, after a trigger's function had the time to change or delete them.
 *
 * @throws {AwsError} `UserNotFoundException`
 */
export function currentUser(engine: Engine, user: User): User {
  const current = engine.store.users.find(user.sub);
  if (!current) throw userNotFound();
  return current;
}

/**
 * Saves a user as changed from what is stored now, which may differ from what was read before a
 * trigger ran. What signs the user in follows the attributes.
 *
 * @param force Take an alias from whoever has it now; there it is no longer verified.
 * @throws {AwsError} `AliasExistsException`, or `UserNotFoundException` when the user is gone.
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

/** Makes what signs a user in what the attributes say. */
export function updateAliases(engine: Engine, pool: UserPool, user: User, force: boolean): void {
  const aliases = engine.store.users.aliases(user.sub);
  for (const attribute of pool.aliasAttributes) {
    const value = user.attributes[attribute];
    // E-mail addresses and phone numbers sign nobody in before they are verified.
    const active =
      attribute === 'preferred_username' || user.attributes[`${attribute}_verified`] === 'true';
    if (value !== undefined && active) claim(engine, pool, user, attribute, value, force);
    else engine.store.users.removeAlias(user.sub, attribute);
  }
  for (const attribute of pool.usernameAttributes) {
    const value = user.attributes[attribute];
    // Who signed up with an e-mail address can take another one, but not a phone number.
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
