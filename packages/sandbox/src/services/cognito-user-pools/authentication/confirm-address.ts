import { verified } from '../attributes.js';
import type { CodeDelivery } from '../code-delivery.js';
import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import { changeUser } from '../user-changes.js';
import type { UserPool } from '../user-pool.js';

/** Marks the address that a code went to as verified, and a user who was not confirmed as confirmed. */
export function confirmAddress(
  engine: Engine,
  pool: UserPool,
  user: User,
  { attribute, destination }: CodeDelivery,
): User {
  return changeUser(engine, pool, user, (current) => ({
    attributes: { ...current.attributes, [attribute]: destination, ...verified([attribute]) },
    ...(current.status === 'UNCONFIRMED' && { status: 'CONFIRMED' }),
  }));
}
