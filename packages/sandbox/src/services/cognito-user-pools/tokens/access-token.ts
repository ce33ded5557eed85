import { decodeJwt, errors, type JWTPayload } from 'jose';
import type { Engine } from '../engine.js';
import { notAuthorized, passwordResetRequired, userNotFound } from '../errors.js';
import type { User } from '../store/users.js';
import { issuer, type UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { USER_ADMIN_SCOPE } from './claims.js';
import { verifySignature } from './verification.js';

/** The user and the sign-in to which an access token belongs. */
export type TokenHolder = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
  /** `event_id` of the sign-in. */
  readonly eventId: string;
};

/**
 * Checks an access token: its signature, pool, purpose, age and scope, and that it is not revoked.
 *
 * @throws {AwsError} `NotAuthorizedException`, `UserNotFoundException` when the user no longer
 *   exists, or `PasswordResetRequiredException`.
 */
export async function requireTokenHolder(engine: Engine, token: string): Promise<TokenHolder> {
  const pool = claimedPool(engine, token);
  const claims = await verify(engine, pool, token);
  const { sub, client_id: clientId, event_id: eventId, token_use: use } = claims;
  if (
    use !== 'access' ||
    sub === undefined ||
    typeof clientId !== 'string' ||
    typeof eventId !== 'string'
  ) {
    throw invalid();
  }
  const { client } = engine.client(clientId);
  const user = engine.store.users.find(sub);
  if (!user) throw userNotFound();
  if (!engine.store.refreshTokens.isSignedIn(sub, eventId)) {
    throw notAuthorized('Access Token has been revoked');
  }
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
  if (!String(claims.scope).split(' ').includes(USER_ADMIN_SCOPE)) {
    throw notAuthorized('Access Token does not have required scopes');
  }
  return { pool, client, user, eventId };
}

/** The pool that a token claims as its issuer. Its signature proves the claim afterwards. */
function claimedPool(engine: Engine, token: string): UserPool {
  try {
    const { iss } = decodeJwt(token);
    const pool = engine.pools.find((candidate) => issuer(candidate) === iss);
    if (pool) return pool;
  } catch (error) {
    if (!(error instanceof errors.JWTInvalid)) throw error;
  }
  throw invalid();
}

async function verify(engine: Engine, pool: UserPool, token: string): Promise<JWTPayload> {
  try {
    return await verifySignature(engine, pool, token);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw notAuthorized('Access Token has expired');
    if (error instanceof errors.JOSEError) throw invalid();
    throw error;
  }
}

function invalid() {
  return notAuthorized('Invalid Access Token');
}
