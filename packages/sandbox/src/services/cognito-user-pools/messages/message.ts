import type { User } from '../store/users.js';
import type { ClientMetadata } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { CodeDelivery } from '../users/code-delivery.js';

/** Why a message is sent, as the custom message trigger calls it. */
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
  /** The name that the user knows, for an invitation. */
  readonly invited?: string;
  /** Makes the address that confirms by a click, in a pool that sends links. */
  readonly link?: (code: string) => string;
};

/** A message that lacks only its code. */
export type ComposedMessage = {
  /**
   * Sends it: at once, or when the transaction is committed.
   *
   * @param code `undefined` for a user who keeps a password that they have.
   */
  send(code: string | undefined): void;
};
