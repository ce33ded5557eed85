import { loggable, signedRequest } from '@amplify-recipes/core';

/** A response of AppSync with status 200. It may have errors. */
export type GraphqlResponse = {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlError[];
};

export type GraphqlError = { readonly errorType?: unknown; readonly message?: unknown };

/** A failure that AppSync reports. Its own message contains no values of the request. */
export class AppSyncError extends Error {
  override readonly name: string = 'AppSyncError';
  /** The HTTP status. */
  readonly status: number;
  readonly requestId: string | undefined;
  /** The errors of the response. Only their names are safe to log. */
  readonly errors: readonly Error[];
  /** Whether the same request can succeed later. */
  readonly isTransient: boolean;

  constructor(message: string, response: Response, errors: readonly GraphqlError[] = []) {
    super(message);
    this.status = response.status;
    this.requestId = response.requestId;
    this.errors = errors.slice(0, MOST_ERRORS).map(errorOf);
    this.isTransient =
      response.status >= 500 ||
      response.status === 429 ||
      errors.some(({ errorType }) => TRANSIENT.test(String(errorType)));
    loggable(this);
  }
}

type Response = {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly text: string;
};

const MOST_ERRORS = 5;

const TRANSIENT =
  /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded|InternalServerError|InternalFailure|ServiceUnavailable|ExecutionTimeout/;

/**
 * Sends a request to the GraphQL API of the app, signed with the credentials of the function. It
 * follows no redirects and reads up to 1 MB.
 *
 * @throws {AppSyncError} When the status is not 200, or the body is too long or is not the JSON of
 *   a GraphQL response.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization
 */
export async function graphqlRequest(
  url: URL,
  request: { readonly query: string; readonly variables: object },
  signal: AbortSignal,
): Promise<GraphqlResponse & { readonly received: Response }> {
  const received = await post(url, JSON.stringify(request), signal);
  const { data, errors } = parse(received.text);
  if (received.status !== 200) {
    throw new AppSyncError('AppSync did not accept the request.', received, errors);
  }
  if (data === undefined && !errors) {
    throw new AppSyncError('The response is not the JSON of a GraphQL response.', received);
  }
  return { data, ...(errors && { errors }), received };
}

async function post(url: URL, body: string, signal: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const received = await signedRequest({ service: 'appsync', url, headers, body }, signal);
  const { status, headers: answered, text, isCut } = received;
  const response = { status, requestId: answered['x-amzn-requestid']?.toString(), text };
  if (isCut) throw new AppSyncError('The response is longer than 1 MB.', response);
  return response;
}

function parse(text: string): GraphqlResponse {
  try {
    const { data, errors } = Object(JSON.parse(text));
    const listed = Array.isArray(errors) ? errors.map(Object) : [];
    return listed.length > 0 ? { data, errors: listed } : { data };
  } catch {
    return {};
  }
}

/** An error of the response, without its message: it may repeat a value, such as an address. */
function errorOf({ errorType, message }: GraphqlError): Error {
  if (String(message).startsWith('Validation error of type ')) {
    return withoutStack(
      loggable(
        new Error(
          'The schema has no mutation for this model, or the model does not have one of the fields. Compare the options model, fields and ownerField with amplify/data/resource.ts.',
        ),
      ),
    );
  }
  const error = new Error();
  error.name = String(errorType).replace(/^.*:/, '');
  return withoutStack(error);
}

/** The stack of an error from elsewhere would only show where the response was read. */
function withoutStack(error: Error): Error {
  error.stack = '';
  return error;
}
