import type { Properties, Resource, Value } from '../../../assembly/resource-graph.js';
import { integerOf, listOf, objectOf, textOf } from '../../../assembly/template-values.js';
import { SandboxError } from '../../../errors.js';
import { MODES, type Mode } from './authorized.js';
import { type Pattern, patternOf } from './pattern.js';

/** How an API authorizes its requests, as its template configures it. */
export type AuthorizationConfig = {
  readonly api: {
    readonly id: string;
    /** `arn:aws:appsync:<region>:<account>:apis/<id>` */
    readonly arn: string;
    /** The developer's name for the API, for messages. */
    readonly name: string;
  };
  /** The mode of the fields that no directive of the schema opens. */
  readonly defaultMode: Mode;
  /** The default provider, then the additional ones. */
  readonly providers: readonly Provider[];
  readonly apiKeys: readonly ApiKey[];
};

export type Provider =
  | { readonly mode: 'API_KEY' }
  | { readonly mode: 'AWS_IAM' }
  | UserPoolProvider
  | OidcProvider
  | LambdaProvider;

export type UserPoolProvider = {
  readonly mode: 'AMAZON_COGNITO_USER_POOLS';
  readonly userPoolId: string;
  /** The client ids whose tokens the API accepts. Undefined: all clients of the pool. */
  readonly clientIds: Pattern | undefined;
  readonly defaultAction: 'ALLOW' | 'DENY';
};

export type OidcProvider = {
  readonly mode: 'OPENID_CONNECT';
  readonly issuer: string;
  readonly clientIds: Pattern | undefined;
  /** How long a token is valid after its `iat`, in milliseconds. */
  readonly validAfterIssueMs: number | undefined;
  /** How long a token is valid after its `auth_time`, in milliseconds. */
  readonly validAfterAuthenticationMs: number | undefined;
};

export type LambdaProvider = {
  readonly mode: 'AWS_LAMBDA';
  readonly functionArn: string;
  /** The tokens for which the function is called. Undefined: all. */
  readonly tokens: Pattern | undefined;
  /** How long a result is reused, in seconds. 0: never. */
  readonly ttlSeconds: number;
};

export type ApiKey = {
  readonly key: string;
  /** In milliseconds since 1970. Undefined for a key whose template does not set it. */
  readonly expiresAt: number | undefined;
};

const HOUR_S = 3600;
/** The longest time for which AppSync keeps the result of a Lambda authorizer, in seconds. */
export const MAXIMUM_TTL_S = HOUR_S;

/**
 * Reads the authorization of an API from its `AWS::AppSync::GraphQLApi`.
 *
 * @param apiKeys All resources of type `AWS::AppSync::ApiKey`. Those of other APIs are ignored. A
 *   key is in the attribute `ApiKey`.
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when a provider has no mode, or a mode lacks what it
 *   needs. AWS would refuse such a template.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html
 */
export function authorizationConfigOf(
  api: Resource,
  apiKeys: readonly Resource[],
): AuthorizationConfig {
  const { properties, attributes, physicalId, path, name } = api;
  const id = textOf(attributes.ApiId) ?? '';
  const where = path || name;
  const defaultProvider = providerOf(properties, properties.UserPoolConfig, where);
  const additional = listOf(properties.AdditionalAuthenticationProviders).map((value) => {
    const provider = objectOf(value);
    return providerOf(provider, provider.UserPoolConfig, where);
  });
  return {
    api: { id, arn: textOf(attributes.Arn) ?? physicalId, name },
    defaultMode: defaultProvider.mode,
    providers: [defaultProvider, ...additional],
    apiKeys: apiKeys
      .filter((resource) => textOf(resource.properties.ApiId) === id)
      .flatMap(apiKeyOf),
  };
}

/** The modes of an API, each once. */
export function modesOf({ providers }: AuthorizationConfig): ReadonlySet<Mode> {
  return new Set(providers.map(({ mode }) => mode));
}

/** The patterns of the template that are no regular expressions, as warnings for the developer. */
export function patternWarnings({ api, providers }: AuthorizationConfig): readonly string[] {
  return providers.flatMap((provider) => {
    const pattern = patternIn(provider);
    if (pattern?.problem === undefined) return [];
    return `The API ${api.name} has the expression ${pattern.expression}, which the sandbox cannot use: ${pattern.problem}. Every ${provider.mode} token is refused here. Write it without look-around and back-references.`;
  });
}

function patternIn(provider: Provider): Pattern | undefined {
  if (provider.mode === 'AWS_LAMBDA') return provider.tokens;
  return 'clientIds' in provider ? provider.clientIds : undefined;
}

function providerOf(
  { AuthenticationType, OpenIDConnectConfig, LambdaAuthorizerConfig }: Properties,
  userPoolConfig: Value | undefined,
  where: string,
): Provider {
  const mode = MODES.find((known) => known === AuthenticationType);
  switch (mode) {
    case 'API_KEY':
    case 'AWS_IAM':
      return { mode };
    case 'AMAZON_COGNITO_USER_POOLS':
      return userPoolProvider(objectOf(userPoolConfig), where);
    case 'OPENID_CONNECT':
      return oidcProvider(objectOf(OpenIDConnectConfig), where);
    case 'AWS_LAMBDA':
      return lambdaProvider(objectOf(LambdaAuthorizerConfig), where);
    case undefined:
      throw unsupported(
        `${where} has the AuthenticationType ${String(AuthenticationType)}.`,
        `Use one of ${MODES.join(', ')}.`,
      );
  }
}

function userPoolProvider(config: Properties, where: string): UserPoolProvider {
  return {
    mode: 'AMAZON_COGNITO_USER_POOLS',
    userPoolId: required(config, 'UserPoolId', `${where}: UserPoolConfig`),
    clientIds: patternIfSet(config.AppIdClientRegex),
    defaultAction: config.DefaultAction === 'DENY' ? 'DENY' : 'ALLOW',
  };
}

function oidcProvider(config: Properties, where: string): OidcProvider {
  return {
    mode: 'OPENID_CONNECT',
    issuer: required(config, 'Issuer', `${where}: OpenIDConnectConfig`),
    clientIds: patternIfSet(config.ClientId),
    validAfterIssueMs: numberOf(config.IatTTL),
    validAfterAuthenticationMs: numberOf(config.AuthTTL),
  };
}

function lambdaProvider(config: Properties, where: string): LambdaProvider {
  return {
    mode: 'AWS_LAMBDA',
    functionArn: required(config, 'AuthorizerUri', `${where}: LambdaAuthorizerConfig`),
    tokens: patternIfSet(config.IdentityValidationExpression),
    ttlSeconds: ttlOf(numberOf(config.AuthorizerResultTtlInSeconds) ?? 0),
  };
}

/** A time to live in seconds, within the limits of AppSync. */
export function ttlOf(seconds: number): number {
  return Math.min(Math.max(seconds, 0), MAXIMUM_TTL_S);
}

/** @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html */
function apiKeyOf({ attributes, properties }: Resource): readonly ApiKey[] {
  const key = textOf(attributes.ApiKey);
  if (!key) return [];
  const expires = integerOf(properties.Expires);
  // AppSync rounds the time down to the hour.
  const expiresAt =
    expires === undefined ? undefined : Math.floor(expires / HOUR_S) * HOUR_S * 1000;
  return [{ key, expiresAt }];
}

function patternIfSet(value: Value | undefined): Pattern | undefined {
  const expression = textOf(value);
  return expression ? patternOf(expression) : undefined;
}

/** A number that CloudFormation may give as a text. */
function numberOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function required(config: Properties, property: string, where: string): string {
  const value = textOf(config[property]);
  if (value) return value;
  throw unsupported(`${where} has no ${property}.`, `Set ${property}; AWS requires it.`);
}

function unsupported(message: string, resolution: string): SandboxError {
  return new SandboxError('TEMPLATE_UNSUPPORTED', message, resolution);
}
