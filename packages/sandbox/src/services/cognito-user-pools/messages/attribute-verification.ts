import type { Engine } from '../engine.js';
import { aliasExists } from '../errors.js';
import type { User, UserAttributes } from '../store/users.js';
import type { ClientMetadata } from '../triggers.js';
import {
  comparable,
  isSignInAttribute,
  type UserPool,
  VERIFIABLE_ATTRIBUTES,
} from '../user-pool/user-pool.js';
import { changeAttributes, checkChangedAttributes } from '../users/attributes.js';
import { type CodeDelivery, codeDeliveryDetails } from '../users/code-delivery.js';
import { changeUser } from '../users/user-changes.js';
import { sendCode } from './codes.js';
import type { ComposedMessage } from './message.js';
import { composeMessage } from './messages.js';

/**
 * Changes a user's attributes and sends codes to new e-mail addresses and phone numbers.
 *
 * Depending on the pool, a new address counts at once or only when its code has been entered.
 *
 * @returns Where the codes were sent.
 * @throws {AwsError} `InvalidParameterException`, `AliasExistsException`, and the errors of the
 *   custom message trigger. In these cases nothing is changed.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export async function updateAttributes(
  engine: Engine,
  pool: UserPool,
  user: User,
  changes: UserAttributes,
  clientId: string,
  clientMetadata: ClientMetadata | undefined,
) {
  checkChangedAttributes(pool, changes);
  const toVerify = addressesToVerify(pool, user, changes);
  const pending = toVerify.filter(({ attribute }) => pool.verifyBeforeUpdate.includes(attribute));
  for (const delivery of pending) checkFree(engine, pool, user, delivery);
  const immediate = Object.fromEntries(
    Object.entries(changes).filter(
      ([name]) => !pending.some(({ attribute }) => attribute === name),
    ),
  );
  const changed = { ...user, attributes: changeAttributes(user.attributes, immediate) };
  const messages: [CodeDelivery, ComposedMessage][] = [];
  for (const delivery of toVerify) {
    const message = await composeMessage(engine, {
      pool,
      clientId,
      user: changed,
      source: 'CustomMessage_UpdateUserAttribute',
      delivery,
      clientMetadata,
    });
    messages.push([delivery, message]);
  }
  engine.store.transaction(() => {
    const saved = changeUser(engine, pool, user, (current) => ({
      attributes: changeAttributes(current.attributes, immediate),
      pendingAttributes: { ...withoutPending(current, changes), ...values(pending) },
    }));
    for (const [delivery, message] of messages) {
      sendCode(engine, pool, saved, `Verify:${delivery.attribute}`, delivery, message);
    }
  });
  return toVerify.map(codeDeliveryDetails);
}

/** New addresses that the pool verifies automatically. */
function addressesToVerify(
  pool: UserPool,
  user: User,
  changes: UserAttributes,
): readonly CodeDelivery[] {
  return VERIFIABLE_ATTRIBUTES.flatMap((attribute) => {
    const destination = changes[attribute];
    const automatic =
      pool.autoVerifiedAttributes.includes(attribute) ||
      pool.verifyBeforeUpdate.includes(attribute);
    return destination &&
      automatic &&
      destination !== user.attributes[attribute] &&
      changes[`${attribute}_verified`] !== 'true'
      ? [{ attribute, destination }]
      : [];
  });
}

/** Rejects a pending address at once if it already signs in another user. */
function checkFree(
  engine: Engine,
  pool: UserPool,
  user: User,
  { attribute, destination }: CodeDelivery,
): void {
  if (!isSignInAttribute(pool, attribute)) return;
  const key = comparable(pool, destination);
  const owner = engine.store.users.findByAlias(pool.id, attribute, key);
  if (owner && owner.sub !== user.sub) throw aliasExists(attribute);
}

function withoutPending(user: User, changes: UserAttributes): UserAttributes {
  return Object.fromEntries(
    Object.entries(user.pendingAttributes).filter(([name]) => changes[name] === undefined),
  );
}

function values(deliveries: readonly CodeDelivery[]): UserAttributes {
  return Object.fromEntries(
    deliveries.map(({ attribute, destination }) => [attribute, destination]),
  );
}
