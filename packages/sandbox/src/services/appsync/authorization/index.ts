import { decodeJwt } from 'jose';
import type { ServiceContext } from '../../../context/service-context.js';
import type { UserPoolTokenVerifier } from '../../../context/tokens/user-pool-tokens.js';
import { authorizeByApiKey } from './api-key.js';
import type { Authorized, Mode, RequestToAuthorize } from './authorized.js';
import {
  type AuthorizationConfig,
  modesOf,
  type OidcProvider,
  patternWarnings,
  type UserPoolProvider,
} from './configuration.js';
import { NO_VALID_HEADER, unauthorized } from './errors.js';
import { authorizeByIam } from './iam.js';
import { createIssuerKeys } from './issuer-keys.js';
import { createLambdaAuthorizer } from './lambda.js';
import { authorizeByOidc } from './oidc.js';
import { authorizeByUserPool } from './user-pool.js';

export type { Authorized } from './authorized.js';
export { type AuthorizationConfig, authorizationConfigOf } from './configuration.js';
export { type FieldRules, fieldRefusal, fieldRules, ignoredDirectives } from './directives.js';
export { requestErrorResponse } from './errors.js';

/** The authorization of one API, as of one deployment. */
export type ApiAuthorization = {
  readonly config: AuthorizationConfig;
  /**
   * Finds out who sent a request, by the mode that fits its headers.
   *
   * @throws {AwsError} `UnauthorizedException` with status 401, or `BadRequestException` when the
   *   Lambda authorizer gives no decision. `requestErrorResponse` makes a response of it.
   */
  authenticate(request: RequestToAuthorize): Promise<Authorized>;
  /** Warnings for the developer about the configuration. */
  readonly warnings: readonly string[];
};

export type AuthorizationSurroundings = Pick<
  ServiceContext,
  'accountId' | 'partition' | 'now' | 'functions' | 'serviceCalls'
> & {
  readonly userPoolTokens: UserPoolTokenVerifier;
  /** The unique id of a role (`AROA...`), if the template has the role. */
  roleId(roleArn: string): string | undefined;
};

type TokenProvider = UserPoolProvider | OidcProvider;

/**
 * Creates the authorization of an API. Call it once for each API and deployment, because it keeps
 * the results of the Lambda authorizer and the keys of issuers.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export function createAuthorization(
  config: AuthorizationConfig,
  surroundings: AuthorizationSurroundings,
): ApiAuthorization {
  const { now, userPoolTokens } = surroundings;
  const modes = modesOf(config);
  const tokenProviders = config.providers.filter(isTokenProvider);
  const issuerKeys = createIssuerKeys();
  const api = { apiId: config.api.id, apiArn: config.api.arn };
  const lambdaProvider = config.providers.find((provider) => provider.mode === 'AWS_LAMBDA');
  const authorizeByLambda =
    lambdaProvider && createLambdaAuthorizer(lambdaProvider, { ...surroundings, ...api });

  const issuerOf = (provider: TokenProvider) =>
    provider.mode === 'OPENID_CONNECT'
      ? provider.issuer
      : userPoolTokens.issuer(provider.userPoolId);
  const authorizeByProvider = (provider: TokenProvider, token: string, sourceIp: string) =>
    provider.mode === 'OPENID_CONNECT'
      ? authorizeByOidc(token, provider, issuerKeys, now())
      : authorizeByUserPool(token, provider, sourceIp, userPoolTokens);

  /** The issuer that a token claims chooses the provider. Its signature proves the claim. */
  const authorizeByToken = async (token: string, claimed: unknown, sourceIp: string) => {
    for (const provider of tokenProviders) {
      if (typeof claimed !== 'string' || issuerOf(provider) !== claimed) continue;
      const authorized = await authorizeByProvider(provider, token, sourceIp);
      if (authorized) return authorized;
    }
    throw unauthorized(modes.size > 1 ? NO_VALID_HEADER : 'Unable to parse JWT token.');
  };

  return {
    config,
    warnings: patternWarnings(config),
    async authenticate(request) {
      const { headers, caller, sourceIp } = request;
      const apiKey = headers['x-api-key'];
      if (apiKey !== undefined && modes.has('API_KEY')) {
        return authorizeByApiKey(apiKey, config.apiKeys, now());
      }
      const { authorization } = headers;
      if (!authorization) throw unauthorized(NO_VALID_HEADER);
      if (isSignature(authorization) && modes.has('AWS_IAM')) {
        return authorizeByIam(caller, sourceIp, { ...surroundings, ...api });
      }
      const token = authorization.replace(/^Bearer +/i, '');
      const claims = claimsOf(token);
      // A token of OpenID Connect is no token for the Lambda authorizer if both modes are on.
      if (claims && tokenProviders.length > 0) {
        return authorizeByToken(token, claims.iss, sourceIp);
      }
      if (authorizeByLambda) return authorizeByLambda(authorization, request);
      throw unauthorized(onlyTokens(modes) ? 'Unable to parse JWT token.' : NO_VALID_HEADER);
    },
  };
}

function isTokenProvider(provider: { readonly mode: Mode }): provider is TokenProvider {
  return provider.mode === 'AMAZON_COGNITO_USER_POOLS' || provider.mode === 'OPENID_CONNECT';
}

function isSignature(authorization: string): boolean {
  return authorization.startsWith('AWS4-HMAC-SHA256');
}

function onlyTokens(modes: ReadonlySet<Mode>): boolean {
  const [mode, ...others] = modes;
  return others.length === 0 && mode !== undefined && isTokenProvider({ mode });
}

/** The claims of a JWT, which nobody has verified. Undefined for any other text. */
function claimsOf(token: string): { readonly iss?: unknown } | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
