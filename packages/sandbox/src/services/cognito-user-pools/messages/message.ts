import type { User } from '../store/users.js';
import type { ClientMetadata } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { CodeDelivery } from '../users/code-delivery.js';

/** The reason for a message, named as in the custom message trigger. */
export type MessageSource =
  | 'CustomMessage_SignUp'
  | 'CustomMessage_AdminCreateUser'
  | 'CustomMessage_ResendCode'
  | 'CustomMessage_ForgotPassword'
  | 'CustomMessage_UpdateUserAttribute'
  | 'CustomMessage_VerifyUserAttribute'
  | 'CustomMessage_Authentication';

export type MessageRequest = {
  readonly pool: UserPool;
  readonly clientId: string;
  readonly user: User;
  readonly source: MessageSource;
  readonly delivery: CodeDelivery;
  readonly clientMetadata: ClientMetadata | undefined;
  /** The user's sign-in name, in an invitation. */
  readonly invited?: string;
  /** Makes the confirmation link, in a pool that sends links. */
  readonly link?: (code: string) => string;
};

/** A message that is complete except for its code. */
export type ComposedMessage = {
  /**
   * Sends the message: at once, or when the transaction is committed.
   *
   * @param code `undefined` for a user who keeps their password.
   */
  send(code: string | undefined): void;
};
