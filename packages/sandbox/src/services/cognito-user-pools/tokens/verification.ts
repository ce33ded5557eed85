import type { KeyObject } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type {
  TokenVerification,
  UserPoolTokenVerifier,
} from '../../../context/tokens/user-pool-tokens.js';
import type { Engine } from '../engine.js';
import { issuer, type UserPool } from '../user-pool/user-pool.js';

/**
 * Checks the signature, issuer and age of a token.
 *
 * @throws {errors.JOSEError} `errors.JWTExpired` if only the age is wrong.
 */
export async function verifySignature(
  engine: Engine,
  pool: UserPool,
  token: string,
): Promise<JWTPayload> {
  const { publicKey } = engine.keys(pool);
  const verified = verifiedBy(publicKey);
  const known = verified.get(token);
  // The signature of a token never changes, but its age does.
  if (known && engine.context.now() < (known.exp ?? 0) * 1000) return structuredClone(known);
  const { payload } = await jwtVerify(token, publicKey, {
    algorithms: ['RS256'],
    issuer: issuer(pool),
    requiredClaims: ['exp'],
    currentDate: new Date(engine.context.now()),
  });
  verified.set(token, payload);
  const [oldest] = verified.keys();
  if (verified.size > KEPT_TOKENS && oldest !== undefined) verified.delete(oldest);
  return structuredClone(payload);
}

/** A page sends one token with each of its requests. */
const KEPT_TOKENS = 100;
const verifiedTokens = new WeakMap<KeyObject, Map<string, JWTPayload>>();

/** The tokens whose signature a key has verified. */
function verifiedBy(publicKey: KeyObject): Map<string, JWTPayload> {
  const known = verifiedTokens.get(publicKey) ?? new Map<string, JWTPayload>();
  verifiedTokens.set(publicKey, known);
  return known;
}

/** Verifies ID tokens and access tokens for the other services of the sandbox. */
export function tokenVerifier(engine: Engine): UserPoolTokenVerifier {
  const poolOf = (id: string) => engine.pools.find((pool) => pool.id === id);
  return {
    issuer(userPoolId) {
      const pool = poolOf(userPoolId);
      return pool && issuer(pool);
    },
    contactOf(sub) {
      const attributes = engine.store.users.find(sub)?.attributes;
      return attributes?.email ?? attributes?.phone_number;
    },
    async verify(userPoolId, token) {
      const pool = poolOf(userPoolId);
      return pool ? verify(engine, pool, token) : { status: 'invalid' };
    },
  };
}

async function verify(engine: Engine, pool: UserPool, token: string): Promise<TokenVerification> {
  let claims: JWTPayload;
  try {
    claims = await verifySignature(engine, pool, token);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { status: 'expired' };
    if (error instanceof errors.JOSEError) return { status: 'invalid' };
    throw error;
  }
  if (claims.token_use !== 'id' && claims.token_use !== 'access') return { status: 'invalid' };
  if (isRevoked(engine, claims)) return { status: 'revoked' };
  return { status: 'valid', claims, expiresAt: (claims.exp ?? 0) * 1000 };
}

/**
 * Whether the token's sign-in was revoked, or its user was deleted or disabled.
 *
 * A client without token revocation issues tokens without `origin_jti`. They are valid until they
 * expire.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
 */
function isRevoked(engine: Engine, { origin_jti, sub, event_id }: JWTPayload): boolean {
  if (origin_jti === undefined) return false;
  if (sub === undefined || typeof event_id !== 'string') return true;
  const user = engine.store.users.find(sub);
  return !user?.enabled || !engine.store.refreshTokens.isSignedIn(sub, event_id);
}
