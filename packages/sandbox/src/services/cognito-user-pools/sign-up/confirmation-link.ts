import type { ServiceRequest } from '../../../protocols/request.js';
import type { User } from '../store/users.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';

/** The path of the hosted page that confirms a sign-up. */
export const CONFIRMATION_PATH = '/confirmUser';

/**
 * Makes a confirmation link. It points to this machine, at the address that the app itself used.
 */
export function confirmationLink(
  request: ServiceRequest,
  client: UserPoolClient,
  user: User,
): (code: string) => string {
  return (code) => {
    const query = new URLSearchParams({
      client_id: client.id,
      user_name: user.username,
      confirmation_code: code,
    });
    return `http://${request.headers.host ?? 'localhost'}${CONFIRMATION_PATH}?${query}`;
  };
}
