import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import type { ClientMetadata } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { currentUser } from '../users/user-changes.js';
import { type Claims, groupClaims, type SignInRecord, tokenClaims } from './claims.js';
import { customizeClaims, type TokenSource } from './token-generation.js';

/** `AuthenticationResult` of a response. */
export type AuthenticationResult = {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly ExpiresIn: number;
  readonly TokenType: 'Bearer';
};

export type TokenRequest = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
  readonly source: TokenSource;
  readonly clientMetadata: ClientMetadata | undefined;
};

/** Issues the tokens of a new sign-in. */
export async function issueTokens(
  engine: Engine,
  request: TokenRequest,
): Promise<AuthenticationResult> {
  const signIn = {
    originJti: randomUUID(),
    eventId: randomUUID(),
    authTime: Math.floor(engine.context.now() / 1000),
  };
  const tokens = await issueAccess(engine, request, signIn);
  return { ...tokens, RefreshToken: saveRefreshToken(engine, request, signIn) };
}

/** Issues an access token and an ID token for a sign-in. */
export async function issueAccess(
  engine: Engine,
  request: TokenRequest,
  signIn: SignInRecord,
): Promise<AuthenticationResult> {
  const { pool, client, user } = request;
  const groups = groupClaims(engine.store.groups.ofUser(user));
  const now = Math.floor(engine.context.now() / 1000);
  const claims = await customizeClaims(
    engine,
    pool,
    client,
    user,
    groups,
    request.source,
    request.clientMetadata,
    tokenClaims(pool, client, user, groups, signIn, now),
  );
  return {
    AccessToken: await signToken(engine, pool, claims.access),
    IdToken: await signToken(engine, pool, claims.id),
    ExpiresIn: client.accessTokenSeconds,
    TokenType: 'Bearer',
  };
}

/**
 * Creates a random refresh token. Only its digest is stored.
 *
 * @param expiresAt In milliseconds since 1970. Default: computed from the client's token validity.
 */
export function saveRefreshToken(
  engine: Engine,
  { client, user }: TokenRequest,
  signIn: SignInRecord,
  expiresAt = engine.context.now() + client.refreshTokenSeconds * 1000,
): string {
  const token = randomBytes(64).toString('base64url');
  currentUser(engine, user);
  engine.store.refreshTokens.save({
    digest: refreshTokenDigest(token),
    sub: user.sub,
    clientId: client.id,
    originJti: signIn.originJti,
    eventId: signIn.eventId,
    authTime: signIn.authTime,
    expiresAt,
    replacedAt: undefined,
    revoked: false,
  });
  return token;
}

export function refreshTokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function signToken(engine: Engine, pool: UserPool, claims: Claims): Promise<string> {
  const { kid, privateKey } = engine.keys(pool);
  return new SignJWT({ ...claims }).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
}
