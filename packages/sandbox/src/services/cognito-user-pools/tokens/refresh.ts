import { AwsError } from '../../../protocols/aws-error.js';
import type { Engine } from '../engine.js';
import { notAuthorized, userNotFound } from '../errors.js';
import type { RefreshToken } from '../store/refresh-tokens.js';
import type { User } from '../store/users.js';
import type { ClientMetadata } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import {
  type AuthenticationResult,
  issueAccess,
  refreshTokenDigest,
  saveRefreshToken,
} from './issue.js';

/**
 * Exchanges a refresh token for new access and ID tokens.
 *
 * If the client rotates refresh tokens, a new one is issued as well. It expires when the first one
 * would have expired.
 *
 * @param checkUser Called with the token's user before any token is issued.
 * @throws {AwsError} `NotAuthorizedException`, `RefreshTokenReuseException`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
export async function refreshTokens(
  engine: Engine,
  pool: UserPool,
  client: UserPoolClient,
  token: string,
  clientMetadata: ClientMetadata | undefined,
  checkUser: (user: User) => void = () => {},
): Promise<AuthenticationResult> {
  const kept = requireRefreshToken(engine, client, token);
  const user = engine.store.users.find(kept.sub);
  if (!user) throw userNotFound();
  checkUser(user);
  if (!user.enabled) throw notAuthorized('User is disabled.');
  const request = {
    pool,
    client,
    user,
    source: 'TokenGeneration_RefreshTokens',
    clientMetadata,
  } as const;
  const tokens = await issueAccess(engine, request, kept);
  if (!client.refreshTokenRotation) return tokens;
  return engine.store.transaction(() => {
    // While the trigger ran, another request may have refreshed the token or signed the user out.
    const current = requireRefreshToken(engine, client, token);
    if (current.replacedAt === undefined) {
      engine.store.refreshTokens.replace(current.digest, engine.context.now());
    }
    return {
      ...tokens,
      RefreshToken: saveRefreshToken(engine, request, current, current.expiresAt),
    };
  });
}

/**
 * Revokes a refresh token and every access token of the same sign-in.
 *
 * A token that is unknown or already revoked is not an error.
 *
 * @throws {AwsError} `UnauthorizedException` for a token of another client.
 * @see https://www.rfc-editor.org/rfc/rfc7009
 */
export function revokeToken(engine: Engine, client: UserPoolClient, token: string): void {
  const kept = engine.store.refreshTokens.find(refreshTokenDigest(token));
  if (!kept) return;
  if (kept.clientId !== client.id) {
    throw new AwsError('UnauthorizedException', 'Token was not issued to this client');
  }
  engine.store.refreshTokens.revokeSignIn(kept.sub, kept.eventId);
}

function requireRefreshToken(engine: Engine, client: UserPoolClient, token: string): RefreshToken {
  const kept = engine.store.refreshTokens.find(refreshTokenDigest(token));
  if (!kept || kept.clientId !== client.id) throw notAuthorized('Invalid Refresh Token.');
  const now = engine.context.now();
  if (kept.revoked) throw notAuthorized('Refresh Token has been revoked');
  if (kept.expiresAt <= now) throw notAuthorized('Refresh Token has expired');
  const grace = (client.refreshTokenRotation?.gracePeriodSeconds ?? 0) * 1000;
  if (kept.replacedAt !== undefined && kept.replacedAt + grace <= now) {
    throw new AwsError('RefreshTokenReuseException', 'Refresh token has been reused');
  }
  return kept;
}
