import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import type { User } from '../store/users.js';
import { type ClientMetadata, NO_CLIENT } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { type CodeDelivery, contactOf } from '../users/code-delivery.js';
import type { ComposedMessage } from './message.js';
import { composeMessage } from './messages.js';

export type Medium = 'SMS' | 'EMAIL';

export type Invitation = {
  /** `undefined` or empty: the phone, or the mailbox of a user without a phone number. */
  readonly mediums: readonly Medium[] | undefined;
  /** The name with which the user signs in. */
  readonly username: string;
  readonly password: string;
  readonly clientMetadata: ClientMetadata | undefined;
};

/**
 * The addresses that get a new user's invitation.
 *
 * @throws {AwsError} `InvalidParameterException` when the user lacks an address that was asked for.
 */
export function invitationDeliveries(
  user: User,
  mediums: readonly Medium[] | undefined,
): readonly CodeDelivery[] {
  const phone = contactOf(user, 'phone_number');
  const email = contactOf(user, 'email');
  if (!mediums || mediums.length === 0) return phone.length > 0 ? phone : email;
  return [...new Set(mediums)].flatMap((medium) => {
    const contact = medium === 'SMS' ? phone : email;
    if (contact.length === 0) {
      throw invalidParameter(
        `User has no ${medium === 'SMS' ? 'phone_number' : 'email'}: the invitation cannot be sent by ${medium}.`,
      );
    }
    return contact;
  });
}

/** Sends the temporary password to a user whom an administrator created. */
export async function sendInvitation(
  engine: Engine,
  pool: UserPool,
  user: User,
  invitation: Invitation,
): Promise<void> {
  const messages: ComposedMessage[] = [];
  for (const delivery of invitationDeliveries(user, invitation.mediums)) {
    messages.push(
      await composeMessage(engine, {
        pool,
        clientId: NO_CLIENT,
        user,
        source: 'CustomMessage_AdminCreateUser',
        delivery,
        clientMetadata: invitation.clientMetadata,
        invited: invitation.username,
      }),
    );
  }
  for (const message of messages) message.send(invitation.password);
}
