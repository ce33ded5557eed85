import { createHmac, timingSafeEqual } from 'node:crypto';
import { notAuthorized } from '../errors.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';

/**
 * Checks that a request comes from an app that knows the client's secret.
 *
 * @param username The name in the request.
 * @throws {AwsError} `NotAuthorizedException`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function checkSecretHash(
  client: UserPoolClient,
  username: string,
  secretHash: string | undefined,
): void {
  if (client.secret === undefined) {
    if (secretHash === undefined) return;
    throw notAuthorized(
      `Client ${client.id} is not configured with secret but secret hash was received`,
    );
  }
  if (secretHash === undefined) {
    throw notAuthorized(
      `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
    );
  }
  const expected = createHmac('sha256', client.secret).update(`${username}${client.id}`).digest();
  const given = Buffer.from(secretHash, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
  }
}

/** Like {@link checkSecretHash}, for operations whose input is the secret itself. */
export function checkClientSecret(client: UserPoolClient, secret: string | undefined): void {
  if (client.secret === undefined) {
    if (secret === undefined) return;
    throw notAuthorized(
      `Client ${client.id} is not configured with secret but secret was received`,
    );
  }
  const digest = (value: string) => createHmac('sha256', 'client secret').update(value).digest();
  if (secret === undefined || !timingSafeEqual(digest(secret), digest(client.secret))) {
    throw notAuthorized(`Unable to verify secret for client ${client.id}`);
  }
}
