import { graphqlDefinition } from '../../assembly/graphql-definition.js';
import type { Resource } from '../../assembly/resource-graph.js';
import { APPSYNC_DIRECTIVES } from '../../context/graphql/appsync-directives.js';
import { type SigningOptions, signedHeaders } from '../../iam/sign.js';
import { AwsError } from '../../protocols/aws-error.js';
import { parseJson } from '../../protocols/json-value.js';
import type { Backend } from './backend.js';
import { type GraphqlCaller, graphqlCaller } from './graphql-caller.js';
import type { ApiRequest, Routes } from './routes.js';

/** GraphQL as any user, group, API key or role. */
export function graphqlRoutes(backend: Backend): Routes {
  return {
    'POST graphql': (request) => runOperation(backend, request),
    'POST graphql/token': (request) => subscriptionToken(backend, request),
    'GET graphql/schema': ({ query }) => ({
      sdl: completeDefinition(
        graphqlDefinition(
          backend.graph,
          String(findApi(backend, query.get('apiId')).attributes.ApiId),
        ),
      ),
    }),
  };
}

/** @throws {AwsError} `NotFoundException` */
function findApi({ graph }: Backend, id: unknown): Resource {
  const apis = graph.ofType('AWS::AppSync::GraphQLApi');
  const api = apis.find(({ attributes }) => attributes.ApiId === id);
  if (api) return api;
  throw new AwsError('NotFoundException', 'The backend has no such GraphQL API.', 404);
}

async function runOperation(backend: Backend, request: ApiRequest): Promise<unknown> {
  const { apiId, auth, query, variables, operationName } = await request.input();
  const api = findApi(backend, apiId);
  const { headers, caller } = await graphqlCaller(backend, api, auth);
  const { body } = await backend.context.serviceCalls.call({
    caller,
    signingName: caller.type === 'anonymous' ? undefined : 'appsync',
    path: pathOf(api),
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return parseJson(Buffer.from(body));
}

/**
 * What a page needs to open AppSync's WebSocket: its address, the headers of the handshake, and
 * those of one subscription. A signature covers the text of the subscription, so it is returned,
 * too.
 */
async function subscriptionToken(backend: Backend, request: ApiRequest) {
  const { apiId, auth, query = '', variables = {} } = await request.input();
  const api = findApi(backend, apiId);
  const caller = await graphqlCaller(backend, api, auth);
  const { host = '' } = request.headers;
  const data = JSON.stringify({ query, variables });
  const path = pathOf(api);
  return {
    url: `ws://${host}${path}/realtime`,
    headers: headersFor(backend, caller, { host, path: `${path}/connect`, body: '{}' }),
    data,
    subscribeHeaders: headersFor(backend, caller, { host, path, body: data }),
  };
}

function headersFor(
  { context: { region } }: Backend,
  { headers, credentials }: GraphqlCaller,
  signed: { readonly host: string; readonly path: string; readonly body: string },
): Readonly<Record<string, string>> {
  const { host, path, body } = signed;
  if (!credentials) return { host, ...headers };
  const options: SigningOptions = { credentials, region, service: 'appsync', time: Date.now() };
  const head = {
    id: '',
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: {
      accept: 'application/json, text/javascript',
      'content-encoding': 'amz-1.0',
      'content-type': 'application/json; charset=UTF-8',
      host,
    },
    target: undefined,
    signingName: undefined,
  };
  return signedHeaders(head, body, options);
}

function pathOf({ attributes }: Resource): string {
  return new URL(String(attributes.GraphQLUrl)).pathname;
}

const SCALARS = /\bAWS(?:DateTime|Date|Time|Timestamp|Email|JSON|Phone|URL|IPAddress)\b/g;

/** A definition with what AppSync adds, so that any GraphQL tool can read it. */
function completeDefinition(definition: string): string {
  const scalars = [...new Set(definition.match(SCALARS))].filter(
    (name) => !new RegExp(`scalar\\s+${name}\\b`).test(definition),
  );
  const directives = APPSYNC_DIRECTIVES.filter(
    (directive) => !definition.includes(directive.slice(0, directive.search(/[( ]on |\(/))),
  );
  return [...scalars.map((name) => `scalar ${name}`), ...directives, definition].join('\n');
}
