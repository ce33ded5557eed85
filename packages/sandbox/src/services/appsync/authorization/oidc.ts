import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type Authorized, authorizedBy } from './authorized.js';
import type { OidcProvider } from './configuration.js';
import { NOT_AUTHORIZED, unauthorized } from './errors.js';
import type { IssuerKeys } from './issuer-keys.js';

/** Signatures with a public key. A shared secret is never in an issuer's public key set. */
const ALGORITHMS = [
  ['RS256', 'RS384', 'RS512'],
  ['PS256', 'PS384', 'PS512'],
  ['ES256', 'ES384', 'ES512'],
].flat();

const EXPIRED = 'Token has expired.';

/**
 * Accepts a token of an OpenID Connect issuer.
 *
 * @returns Undefined if the issuer did not sign the token.
 * @throws {AwsError} `UnauthorizedException` for an expired token, one of another client, and any
 *   token while the issuer does not answer.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#openid-connect-authorization
 */
export async function authorizeByOidc(
  token: string,
  provider: OidcProvider,
  issuerKeys: IssuerKeys,
  now: number,
): Promise<Authorized | undefined> {
  const { issuer, clientIds } = provider;
  const claims = await verify(token, issuer, issuerKeys, now);
  if (!claims) return undefined;
  if (clientIds && !clientsOf(claims).some((id) => clientIds.matches(id))) {
    throw unauthorized(NOT_AUTHORIZED);
  }
  const { validAfterIssueMs, validAfterAuthenticationMs } = provider;
  const limits = [
    (claims.exp ?? 0) * 1000,
    limit(claims.iat, validAfterIssueMs),
    limit(claims.auth_time, validAfterAuthenticationMs),
  ];
  const expiresAt = Math.min(...limits);
  if (expiresAt <= now) throw unauthorized(EXPIRED);
  const identity = { sub: claims.sub ?? null, issuer, claims: { ...claims } };
  return authorizedBy('OPENID_CONNECT', identity, { expiresAt });
}

async function verify(
  token: string,
  issuer: string,
  issuerKeys: IssuerKeys,
  now: number,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, await issuerKeys.of(issuer), {
      issuer,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthorized(EXPIRED);
    if (isOfToken(error)) return undefined;
    throw unauthorized(
      `The keys of the issuer ${issuer} cannot be read: ${(error as Error).message} Check that it answers /.well-known/openid-configuration.`,
    );
  }
}

/** Whether the token is wrong, and not the issuer. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    // The only error without a class of its own: the answer is not a key set.
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

/** The clients for which a token was issued. */
function clientsOf({ aud, azp }: JWTPayload): readonly string[] {
  return [aud, azp].flat().filter((id) => typeof id === 'string');
}

/** The time until which a token is valid. A token that does not say when it began never is. */
function limit(since: unknown, validMs: number | undefined): number {
  if (validMs === undefined) return Number.POSITIVE_INFINITY;
  return typeof since === 'number' ? since * 1000 + validMs : 0;
}
