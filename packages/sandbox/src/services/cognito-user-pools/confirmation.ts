import { changeUser } from './attributes.js';
import type { Engine } from './engine.js';
import { aliasExists } from './errors.js';
import type { User } from './store/users.js';
import { type ClientMetadata, invokeTrigger, withClientMetadata } from './triggers.js';
import {
  type AliasAttribute,
  comparable,
  type UserPool,
  type VerifiableAttribute,
} from './user-pool.js';
import { triggerAttributes } from './usernames.js';

/**
 * Tells the app that a user is confirmed. When this fails the user stays confirmed, and the
 * trigger does not come again.
 */
export async function postConfirmation(
  engine: Engine,
  pool: UserPool,
  source: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  user: User,
  clientId: string,
  clientMetadata: ClientMetadata | undefined,
): Promise<void> {
  const functionArn = pool.triggers.get('PostConfirmation');
  if (functionArn === undefined) return;
  await invokeTrigger(engine, {
    pool,
    trigger: 'PostConfirmation',
    functionArn,
    source,
    userName: user.username,
    clientId,
    request: {
      userAttributes: triggerAttributes(engine, pool, user),
      ...withClientMetadata(clientMetadata),
    },
    response: {},
  });
}

/** Marks an attribute as proven. In a pool with aliases, it then signs the user in. */
export function verifyAttribute(
  engine: Engine,
  pool: UserPool,
  user: User,
  attribute: VerifiableAttribute,
  force: boolean,
): User {
  return engine.store.transaction(() => {
    const value = user.attributes[attribute];
    if (value !== undefined && pool.aliasAttributes.includes(attribute)) {
      claimAlias(engine, pool, user, attribute, value, force);
    }
    return changeUser(engine, user, (current) => ({
      attributes: { ...current.attributes, [`${attribute}_verified`]: 'true' },
    }));
  });
}

/**
 * Makes a value sign a user in.
 *
 * @param force Take it from whoever has it now; there it is no longer verified.
 * @throws {AwsError} `AliasExistsException`
 */
export function claimAlias(
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
  if (owner && owner.sub !== user.sub) {
    if (!force) throw aliasExists(attribute);
    changeUser(engine, owner, (current) => ({
      attributes: { ...current.attributes, [`${attribute}_verified`]: 'false' },
    }));
  }
  users.setAlias(user, attribute, key);
}
