import { AwsError } from './aws-error.js';
import { type JsonObject, parseJsonInput } from './json.js';
import type { ServiceRequest, ServiceResponse } from './request.js';
import { requireCaller } from './require-caller.js';

/** The operations of a service by method and path, such as `GET /schedules/{Name}`. */
export type RestOperations = Readonly<
  Record<string, (input: RestInput, request: ServiceRequest) => unknown>
>;

export type RestInput = {
  /** The named parts of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
};

/**
 * Answers a signed request of the AWS restJson1 protocol.
 *
 * @param errorResponse Formats errors, for a service whose errors contain more than a message.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export async function answerRest(
  operations: RestOperations,
  request: ServiceRequest,
  errorResponse: (error: AwsError) => ServiceResponse = restError,
): Promise<ServiceResponse> {
  try {
    requireCaller(request, { status: 403 });
    const { method, path, query } = request;
    for (const [route, operation] of Object.entries(operations)) {
      const parameters = match(route, `${method} ${path}`);
      if (!parameters) continue;
      const input = { path: parameters, query, body: parseJsonInput(request.body) };
      return response(200, (await operation(input, request)) ?? {});
    }
    throw new AwsError(
      'UnknownOperationException',
      `The sandbox does not support ${method} ${path} of this service.`,
      404,
    );
  } catch (error) {
    if (error instanceof AwsError) return errorResponse(error);
    throw error;
  }
}

/** Formats an {@link AwsError} for clients of the restJson1 protocol. */
export function restError(error: AwsError): ServiceResponse {
  const { headers, ...rest } = response(error.status, {
    Message: error.message,
    ...error.members,
  });
  return { ...rest, headers: { ...headers, 'x-amzn-errortype': error.name } };
}

function response(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function match(route: string, text: string): Record<string, string> | undefined {
  const names = route.split('/');
  const parts = text.replace(/\/$/, '').split('/');
  if (names.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    if (name.startsWith('{')) parameters[name.slice(1, -1)] = decode(part);
    else if (name !== part) return undefined;
  }
  return parameters;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AwsError('SerializationException', 'The path is not percent-encoded UTF-8.');
  }
}
