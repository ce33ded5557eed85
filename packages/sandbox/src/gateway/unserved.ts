import { GRAPHQL_PATH } from '../assembly/graphql-api.js';
import { AwsError } from '../protocols/aws-error.js';
import { isAwsHost, serviceOfHost } from '../protocols/aws-host.js';
import { jsonError } from '../protocols/json.js';
import { isJsonObject } from '../protocols/json-value.js';
import { queryError } from '../protocols/query.js';
import type { ServiceRequestHead, ServiceResponse } from '../protocols/request.js';

/**
 * The answer to a request that no service supports, in the protocol of the request.
 *
 * @param redirectedFrom The function that sent it to a host of AWS.
 */
export function unservedResponse(
  head: ServiceRequestHead,
  body: Uint8Array,
  redirectedFrom?: string,
): ServiceResponse {
  const { host = '' } = head.headers;
  if (isGraphql(head)) return graphqlResponse(head, body);
  const service =
    head.signingName ??
    head.target?.prefix ??
    (isAwsHost(host) ? serviceOfHost(host) : 'a service that the request does not name');
  const origin =
    redirectedFrom === undefined
      ? ''
      : ` The function ${redirectedFrom} tried to send the request to ${host}. Nothing was sent to AWS.`;
  const action = new URLSearchParams(Buffer.from(body).toString('latin1')).get('Action');
  const operation = head.target?.operation ?? action ?? `${head.method} ${head.path}`;
  const error = new AwsError(
    'UnknownOperationException',
    `The sandbox does not support ${operation} of ${service}.${origin}`,
    head.target || action ? 400 : 404,
  );
  return action && !head.target ? queryError(error, { requestId: head.id }) : jsonError(error);
}

function isGraphql({ path, headers: { host = '' } }: ServiceRequestHead): boolean {
  const isOfApi = isAwsHost(host) && /^appsync-(realtime-)?api$/.test(serviceOfHost(host));
  return isOfApi || path === GRAPHQL_PATH || path.startsWith(`${GRAPHQL_PATH}/`);
}

/** GraphQL clients read an operation's errors from a response that is otherwise successful. */
function graphqlResponse({ method }: ServiceRequestHead, body: Uint8Array): ServiceResponse {
  const asked = operationOf(Buffer.from(body).toString()) ?? 'this request';
  return {
    // A WebSocket is refused. Its client reads no body.
    status: method === 'GET' ? 501 : 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      data: null,
      errors: [
        {
          errorType: 'UnsupportedOperation',
          message: `The sandbox does not support AppSync yet, so ${asked} was not run. Nothing was sent to AWS. The tables of the models exist in DynamoDB.`,
        },
      ],
    }),
  };
}

/** `the query ListTodos`. */
function operationOf(body: string): string | undefined {
  try {
    const request: unknown = JSON.parse(body);
    const query = isJsonObject(request) ? String(request.query) : '';
    const operation = /\b(query|mutation|subscription)\b(\s+\w+)?/.exec(query)?.[0];
    return operation && `the ${operation}`;
  } catch {
    return undefined;
  }
}
