import { AwsError } from './aws-error.js';
import { isJsonObject, parseJson } from './json-value.js';
import type { ServiceRequest, ServiceResponse } from './request.js';
import { requireCaller } from './require-caller.js';

/** The operations of a service by name. Each maps its parsed input to its output. */
export type JsonOperations = Readonly<
  Record<string, (input: JsonObject, request: ServiceRequest) => Promise<unknown> | unknown>
>;

export type JsonObject = { readonly [name: string]: unknown };

/**
 * Answers a request of the AWS JSON 1.1 protocol: one path, the operation in `X-Amz-Target`.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function answerJson(
  operations: JsonOperations,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  try {
    const name = request.target?.operation ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `The sandbox does not support the operation ${name || '(none named)'}.`,
      );
    }
    return jsonResponse(200, (await operation(parseJsonInput(request.body), request)) ?? {});
  } catch (error) {
    if (error instanceof AwsError) return jsonError(error);
    throw error;
  }
}

/** Wraps operations so that they refuse callers without credentials. */
export function signedOperations(operations: JsonOperations): JsonOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (input: JsonObject, request: ServiceRequest) => {
        requireCaller(request);
        return operation(input, request);
      },
    ]),
  );
}

/** Formats an {@link AwsError} for clients of the JSON 1.1 protocol. */
export function jsonError(error: AwsError): ServiceResponse {
  const response = jsonResponse(error.status, {
    __type: error.name,
    message: error.message,
    ...error.members,
  });
  return { ...response, headers: { ...response.headers, 'x-amzn-errortype': `${error.name}:` } };
}

function jsonResponse(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  };
}

/**
 * @throws {AwsError} `SerializationException` when the body is not a JSON object in UTF-8, or is
 *   nested deeper than 1,000 levels.
 */
export function parseJsonInput(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  const input = parseJson(body);
  if (input === undefined) {
    throw new AwsError(
      'SerializationException',
      'The request body is not valid JSON in UTF-8 of at most 1,000 levels.',
    );
  }
  if (!isJsonObject(input)) {
    throw new AwsError('SerializationException', 'The request body must be a JSON object.');
  }
  return input;
}
