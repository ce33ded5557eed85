import type { Resource } from '../src/assembly/resource-graph.js';
import type { Invocation, InvocationOutcome } from '../src/context/events/function-invoker.js';
import { createServiceCalls } from '../src/context/service-calls.js';
import { AwsError } from '../src/protocols/aws-error.js';
import type { RequestToAuthorize } from '../src/services/appsync/authorization/authorized.js';
import {
  type ApiAuthorization,
  type AuthorizationSurroundings,
  type Authorized,
  authorizationConfigOf,
  createAuthorization,
} from '../src/services/appsync/authorization/index.js';

export const API_ARN = 'arn:aws:appsync:eu-west-1:123456789012:apis/api1';

/** An `AWS::AppSync::GraphQLApi` with these properties. */
export function apiWith(properties: Resource['properties']): Resource {
  return {
    type: 'AWS::AppSync::GraphQLApi',
    logicalId: 'Api',
    name: 'notes',
    path: 'data/Api',
    physicalId: API_ARN,
    attributes: { ApiId: 'api1', Arn: API_ARN },
    properties,
    assetPath: undefined,
    locatedPaths: {},
    sourcePaths: [],
  };
}

/** An `AWS::AppSync::ApiKey`. */
export function apiKeyWith(key: string, properties: Resource['properties'] = {}): Resource {
  return {
    ...apiWith({ ApiId: 'api1', ...properties }),
    type: 'AWS::AppSync::ApiKey',
    attributes: { ApiKey: key },
  };
}

/** The authorization of an API without functions, user pools and roles, unless they are given. */
export function authorizationOf(
  properties: Resource['properties'],
  { apiKeys = [], ...given }: Partial<AuthorizationSurroundings> & { apiKeys?: Resource[] } = {},
): ApiAuthorization {
  return createAuthorization(authorizationConfigOf(apiWith(properties), apiKeys), {
    accountId: '123456789012',
    partition: 'aws',
    now: Date.now,
    functions: {
      offer() {},
      idle: async () => {},
      invokeAsync() {},
      async invoke() {
        throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
      },
    },
    serviceCalls: createServiceCalls({ access: { refusal: () => 'no policy' } }),
    userPoolTokens: {
      issuer: () => undefined,
      contactOf: () => undefined,
      verify: async () => ({ status: 'invalid' }),
    },
    roleId: () => undefined,
    ...given,
  });
}

export function requestWith(
  headers: RequestToAuthorize['headers'],
  more: Partial<RequestToAuthorize> = {},
): RequestToAuthorize {
  return {
    requestId: 'request-1',
    headers,
    caller: { type: 'anonymous' },
    sourceIp: '127.0.0.1',
    operation: { query: 'query Notes { notes { id } }', operationName: 'Notes' },
    ...more,
  };
}

/** The mode of an accepted request, or the error of a refused one: `401 UnauthorizedException: ...` */
export async function outcomeOf(authorized: Promise<Authorized>): Promise<string> {
  try {
    return (await authorized).mode;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.status} ${error.name}: ${error.message}`;
  }
}

export const NO_VALID_HEADER =
  '401 UnauthorizedException: Valid authorization header not provided.';
export const NOT_AUTHORIZED =
  '401 UnauthorizedException: You are not authorized to make this call.';

/** A function that decides like `decide`, and the events that it received. */
export function authorizerFunction(decide: (event: AuthorizerEvent) => unknown): {
  readonly events: AuthorizerEvent[];
  readonly functions: AuthorizationSurroundings['functions'];
} {
  const events: AuthorizerEvent[] = [];
  return {
    events,
    functions: {
      offer() {},
      idle: async () => {},
      invokeAsync() {},
      async invoke(functionArn, event, options): Promise<Invocation> {
        const received = JSON.parse(JSON.stringify(event)) as AuthorizerEvent;
        events.push(received);
        return {
          id: 'invocation-1',
          function: 'authorizer',
          functionArn,
          source: options?.source,
          startedAt: new Date(0).toISOString(),
          durationMs: 1,
          initDurationMs: undefined,
          event,
          outcome: await invocationOutcome(decide, received),
          logs: [],
        };
      },
    },
  };
}

export type AuthorizerEvent = {
  readonly authorizationToken: string;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly requestHeaders: Readonly<Record<string, string>>;
};

async function invocationOutcome(
  decide: (event: AuthorizerEvent) => unknown,
  event: AuthorizerEvent,
): Promise<InvocationOutcome> {
  try {
    return { status: 'success', response: await decide(event) };
  } catch (error) {
    const { name, message } = error as Error;
    return { status: 'error', error: { errorType: name, errorMessage: message } };
  }
}
