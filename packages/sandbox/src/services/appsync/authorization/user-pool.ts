import type {
  TokenVerification,
  UserPoolTokenVerifier,
} from '../../../context/tokens/user-pool-tokens.js';
import { type Authorized, authorizedBy } from './authorized.js';
import type { UserPoolProvider } from './configuration.js';
import { NOT_AUTHORIZED, unauthorized } from './errors.js';

/** The words for a token that its pool does not accept. */
const REFUSALS = {
  expired: 'Token has expired.',
  revoked: 'Token has been revoked.',
} as const;

/**
 * Accepts an ID token or access token of a user pool.
 *
 * AWS accepts a revoked token until it expires. The sandbox refuses it, so that nobody relies on a
 * token of a user who has signed out.
 *
 * @returns Undefined if the pool did not issue the token.
 * @throws {AwsError} `UnauthorizedException` for an expired or revoked token, and for one of another
 *   client.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#amazon-cognito-user-pools-authorization
 */
export async function authorizeByUserPool(
  token: string,
  { userPoolId, clientIds, defaultAction }: UserPoolProvider,
  sourceIp: string,
  tokens: Pick<UserPoolTokenVerifier, 'verify'>,
): Promise<Authorized | undefined> {
  const verification = await tokens.verify(userPoolId, token);
  if (verification.status === 'invalid') return undefined;
  if (verification.status !== 'valid') throw unauthorized(REFUSALS[verification.status]);
  const { claims, expiresAt } = verification;
  const clientId = claims.token_use === 'id' ? claims.aud : claims.client_id;
  if (clientIds && !(typeof clientId === 'string' && clientIds.matches(clientId))) {
    throw unauthorized(NOT_AUTHORIZED);
  }
  return authorizedUser(claims, { sourceIp, defaultAction, expiresAt });
}

type Claims = Extract<TokenVerification, { status: 'valid' }>['claims'];

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html */
function authorizedUser(
  claims: Claims,
  {
    sourceIp,
    defaultAction,
    expiresAt,
  }: {
    readonly sourceIp: string;
    readonly defaultAction: 'ALLOW' | 'DENY';
    readonly expiresAt: number;
  },
): Authorized {
  const claimed = claims['cognito:groups'];
  const groups = Array.isArray(claimed) ? claimed.map(String) : undefined;
  const identity = {
    sub: claims.sub,
    issuer: claims.iss,
    username: claims['cognito:username'] ?? claims.username,
    claims: { ...claims },
    sourceIp: [sourceIp],
    defaultAuthStrategy: defaultAction,
    groups: groups ?? null,
  };
  return authorizedBy('AMAZON_COGNITO_USER_POOLS', identity, {
    groups: groups ?? [],
    defaultAction,
    expiresAt,
  });
}
