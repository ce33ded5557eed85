import type { Resource } from '../../assembly/resource-graph.js';
import { listOf, objectOf, textOf } from '../../assembly/template-values.js';
import type { AwsCredentials } from '../../iam/credentials.js';
import { IDENTITY_POOL_SESSION, sessionArn } from '../../iam/credentials.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { Caller, IdentityPoolLogin } from '../../protocols/request.js';
import type { Backend } from './backend.js';
import { requiredText } from './input.js';

/** Who sends a GraphQL operation: the headers of its request, and the caller that signs it. */
export type GraphqlCaller = {
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The keys with which the caller signs. Undefined for a caller that does not sign. */
  readonly credentials?: AwsCredentials;
};

const ANONYMOUS: Caller = { type: 'anonymous' };
const SESSION = 'console';

/**
 * The caller that the developer chose: a user, a group, an API key, a guest, a role, or the
 * developer.
 *
 * @throws {AwsError} `ValidationException`
 */
export async function graphqlCaller(
  backend: Backend,
  api: Resource,
  auth: unknown,
): Promise<GraphqlCaller> {
  const chosen: JsonObject = isJsonObject(auth) ? auth : {};
  const { context, options } = backend;
  switch (chosen.type) {
    case 'apiKey':
      return { headers: { 'x-api-key': apiKeyOf(backend, api) }, caller: ANONYMOUS };
    case 'user': {
      const pool = userPoolOf(api, chosen);
      const client = clientOf(backend, pool, chosen);
      const username = requiredText(chosen, 'username');
      const { accessToken } = await context.userPoolTokens.signInAs(pool, client, username);
      return { headers: { authorization: accessToken }, caller: ANONYMOUS };
    }
    case 'group': {
      const pool = userPoolOf(api, chosen);
      const token = await context.userPoolTokens.tokenOfGroup(pool, requiredText(chosen, 'group'));
      return { headers: { authorization: token }, caller: ANONYMOUS };
    }
    case 'guest':
      return roleCaller(backend, chosen, 'guest');
    case 'role':
      return roleCaller(backend, chosen, 'authenticated');
    case 'developer':
      return {
        headers: SIGNED,
        caller: { type: 'developer' },
        credentials: options.credentials.developer,
      };
    default:
      throw new AwsError(
        'ValidationException',
        'auth.type must be apiKey, user, group, guest, role or developer.',
      );
  }
}

/** AppSync takes a request with this header for one that its caller has signed. */
const SIGNED = { authorization: 'AWS4-HMAC-SHA256 by the console' };

function apiKeyOf({ graph }: Backend, { attributes }: Resource): string {
  const key = graph
    .ofType('AWS::AppSync::ApiKey')
    .find(({ properties }) => properties.ApiId === attributes.ApiId);
  if (key) return String(key.attributes.ApiKey);
  throw new AwsError('ValidationException', 'The API has no API key.');
}

function userPoolOf({ properties }: Resource, chosen: JsonObject): string {
  if (chosen.userPoolId !== undefined) return requiredText(chosen, 'userPoolId');
  const providers = [properties, ...listOf(properties.AdditionalAuthenticationProviders)];
  for (const provider of providers) {
    const id = textOf(objectOf(objectOf(provider).UserPoolConfig).UserPoolId);
    if (id !== undefined) return id;
  }
  throw new AwsError('ValidationException', 'The API accepts no tokens of user pools.');
}

function clientOf({ graph }: Backend, userPoolId: string, chosen: JsonObject): string {
  if (chosen.clientId !== undefined) return requiredText(chosen, 'clientId');
  const client = graph
    .ofType('AWS::Cognito::UserPoolClient')
    .find(({ properties }) => properties.UserPoolId === userPoolId);
  if (client) return client.physicalId;
  throw new AwsError('ValidationException', `The user pool ${userPoolId} has no client.`);
}

/** @param otherwise The role of the identity pool that signs if the developer names no role. */
function roleCaller(
  { graph, options, context }: Backend,
  chosen: JsonObject,
  otherwise: 'authenticated' | 'guest',
): GraphqlCaller {
  const attachments = graph.ofType('AWS::Cognito::IdentityPoolRoleAttachment');
  const roles = attachments.map(({ properties }) => ({
    poolId: String(properties.IdentityPoolId),
    authenticated: textOf(objectOf(properties.Roles).authenticated),
    guest: textOf(objectOf(properties.Roles).unauthenticated),
  }));
  const roleArn =
    chosen.roleArn === undefined ? roles[0]?.[otherwise] : requiredText(chosen, 'roleArn');
  if (roleArn === undefined) {
    throw new AwsError('ValidationException', 'The backend has no identity pool. Name a role.');
  }
  const pool = roles.find(({ authenticated, guest }) => [authenticated, guest].includes(roleArn));
  const identityPool: IdentityPoolLogin | undefined = pool && {
    poolId: pool.poolId,
    ...(pool.authenticated === roleArn && { login: { provider: 'console', subject: SESSION } }),
  };
  const subject = pool && `${context.region}:00000000-0000-4000-8000-000000000000`;
  const name = pool ? IDENTITY_POOL_SESSION : SESSION;
  const session = { ...(subject && { subject }), ...(identityPool && { identityPool }) };
  return {
    headers: SIGNED,
    caller: { type: 'role', roleArn, arn: sessionArn(roleArn, name), ...session },
    credentials: options.credentials.forRole(roleArn, name, session),
  };
}
