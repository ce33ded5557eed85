import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';
import type { ServiceRequest, ServiceResponse } from '../../protocols/request.js';
import type { Api } from './api.js';
import { type Authorized, requestErrorResponse } from './authorization/index.js';
import { InvalidDocument, type ValidDocument } from './execution/document.js';
import { operationError } from './execution/errors.js';
import { executeOperation, type OperationEffects } from './execution/execute.js';
import { type PublishedResult, publishedResults } from './execution/published.js';

/** A GraphQL operation as a client sends it. */
export type GraphqlInput = {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** Called after a mutation, for the subscriptions of the API. */
export type OnMutation = (results: readonly PublishedResult[], effects: OperationEffects) => void;

/** The address of every client of the sandbox. */
const SOURCE_IP = '127.0.0.1';

/**
 * Answers a request to the endpoint of an API.
 *
 * @see https://github.com/graphql/graphql-over-http/issues/81 The HTTP behaviour of AppSync.
 */
export async function answerGraphql(
  api: Api,
  request: ServiceRequest,
  onMutation: OnMutation,
): Promise<ServiceResponse> {
  try {
    const input = readInput(request);
    const authorized = await authorize(api, request, input);
    const { document, operation } = api.documents.read(input.query, input.operationName);
    if (operation.operation === 'subscription') {
      throw new AwsError(
        'UnsupportedOperation',
        'Subscriptions are sent over a WebSocket, to the real-time endpoint of the API.',
      );
    }
    const result = await executeOperation(api, {
      ...input,
      document,
      operation,
      authorized,
      headers: request.headers,
    });
    publish(api, { document, operation }, result, onMutation);
    return jsonResponse(
      {
        data: result.data,
        ...(result.errors.length > 0 && { errors: result.errors }),
      },
      result.effects.responseHeaders,
    );
  } catch (error) {
    if (error instanceof InvalidDocument) {
      return jsonResponse({ data: null, errors: error.errors.map(operationError) });
    }
    if (error instanceof AwsError) return requestErrorResponse(error);
    throw error;
  }
}

/** Identifies the sender of an operation. */
export function authorize(
  api: Api,
  { id, headers, caller }: Pick<ServiceRequest, 'id' | 'headers' | 'caller'>,
  operation: GraphqlInput,
): Promise<Authorized> {
  return api.authorization.authenticate({
    requestId: id,
    headers,
    caller,
    sourceIp: SOURCE_IP,
    operation,
  });
}

function publish(
  api: Api,
  document: ValidDocument,
  { data, effects }: Awaited<ReturnType<typeof executeOperation>>,
  onMutation: OnMutation,
): void {
  if (document.operation.operation !== 'mutation') return;
  onMutation(publishedResults(api.schema, document, data), effects);
}

function readInput({ method, query, body }: ServiceRequest): GraphqlInput {
  if (method === 'GET') {
    return inputOf({
      query: query.get('query'),
      operationName: query.get('operationName'),
      variables: jsonOf(query.get('variables')),
    });
  }
  if (method !== 'POST') throw malformed(`The method ${method} is not supported.`);
  if (body.length === 0) throw malformed('Request body is empty.');
  return inputOf(parseJson(body));
}

/**
 * Checks the members of an operation.
 *
 * @throws {AwsError} `MalformedHttpRequestException`
 */
export function inputOf(value: unknown): GraphqlInput {
  const { query, operationName, variables } = isJsonObject(value) ? value : {};
  if (typeof query !== 'string') throw malformed('Unable to parse GraphQL query.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw malformed('The operation name must be a string.');
  }
  if (variables !== undefined && variables !== null && !isJsonObject(variables)) {
    throw malformed('The variables must be a JSON object.');
  }
  return { query, operationName: operationName || undefined, variables: variables ?? {} };
}

function jsonOf(text: string | null): unknown {
  return text === null || text === '' ? undefined : parseJson(Buffer.from(text));
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedHttpRequestException', message, 400);
}

function jsonResponse(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServiceResponse {
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(body),
  };
}
