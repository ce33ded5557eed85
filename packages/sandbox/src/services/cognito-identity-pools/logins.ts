import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { IdentityPool } from './identity-pool.js';

/** A user who has proven their identity with a token of a user pool. */
export type Login = {
  /** `cognito-idp.<region>.amazonaws.com/<user pool id>` */
  readonly provider: string;
  readonly clientId: string;
  readonly subject: string;
  readonly claims: JWTPayload;
};

/**
 * Checks the one ID token in `Logins`: the pool accepts its provider and client, the user pool has
 * signed it, and it has not expired.
 *
 * @param endpoint URL of the gateway, which publishes the user pool's keys.
 * @returns Undefined for a guest, who has no token.
 * @throws {AwsError} `NotAuthorizedException`, `InvalidParameterException`
 */
export async function verifyLogins(
  logins: unknown,
  pool: IdentityPool,
  endpoint: string,
  now: number,
): Promise<Login | undefined> {
  if (logins === undefined || logins === null) return undefined;
  if (!isJsonObject(logins)) {
    throw new AwsError('InvalidParameterException', "'Logins' must be a map of tokens.");
  }
  const [entry, ...others] = Object.entries(logins);
  if (!entry) return undefined;
  const [provider, token] = entry;
  if (others.length > 0 || typeof token !== 'string') {
    throw new AwsError(
      'InvalidParameterException',
      "The sandbox supports exactly one token in 'Logins', from a user pool.",
    );
  }
  const clientIds = pool.clientIds.get(provider);
  if (!clientIds) throw refused('Token is not from a supported provider of this identity pool.');
  const claims = await verifyToken(token, provider, endpoint, now);
  const clientId = String(claims.aud);
  if (claims.token_use !== 'id' || !clientIds.includes(clientId) || !claims.sub) {
    throw refused('Token is not from a supported provider of this identity pool.');
  }
  return { provider, clientId, subject: claims.sub, claims };
}

async function verifyToken(
  token: string,
  provider: string,
  endpoint: string,
  now: number,
): Promise<JWTPayload> {
  const userPoolId = provider.slice(provider.indexOf('/') + 1);
  try {
    const keys = await fetch(`${endpoint}/${userPoolId}/.well-known/jwks.json`);
    const { payload } = await jwtVerify(
      token,
      createLocalJWKSet((await keys.json()) as JSONWebKeySet),
      { issuer: `https://${provider}`, algorithms: ['RS256'], currentDate: new Date(now) },
    );
    return payload;
  } catch (error) {
    const expired = (error as { code?: unknown }).code === 'ERR_JWT_EXPIRED';
    throw refused(
      expired
        ? 'Invalid login token. Token expired'
        : 'Invalid login token. Not a valid OpenId Connect identity token.',
    );
  }
}

function refused(message: string): AwsError {
  return new AwsError('NotAuthorizedException', message);
}
