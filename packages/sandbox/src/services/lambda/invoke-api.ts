import { AwsError } from '../../protocols/aws-error.js';
import { parseJson } from '../../protocols/json-value.js';
import type { ServiceRequest, ServiceResponse } from '../../protocols/request.js';
import { requireCaller } from '../../protocols/require-caller.js';
import type { Service } from '../service.js';
import type { InvokeResult } from './execution/invoke-function.js';

/** The maximum payload of a synchronous invocation in bytes: 6 MB. */
export const maxRequestBytes = 6 * 1024 * 1024;
/** The maximum payload of an asynchronous invocation in bytes: 1 MB. */
export const maxEventBytes = 1024 * 1024;

const logTailBytes = 4096;

export type InvokeApiOptions = {
  /** @throws {AwsError} `ResourceNotFoundException`. */
  check(functionName: string, qualifier: string | undefined): void;
  /** The ARN of a function, whether or not it exists, with the qualifier if there is one. */
  arnOf(functionName: string, qualifier: string | undefined): string;
  /** The developer's name for a function, or the reference if it does not exist. */
  nameOf(functionName: string): string;
  invoke(request: ApiInvocation): Promise<InvokeResult>;
  invokeAsync(request: ApiInvocation): void;
};

type ApiInvocation = {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly payload: Uint8Array;
  readonly event: unknown;
  /** JSON. */
  readonly clientContext: string | undefined;
  readonly source: string;
};

/** Answers `Invoke` of the Lambda API, which functions and tests call. */
export type InvokeApi = Pick<Service, 'matches' | 'permissions' | 'handle' | 'timeline'>;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createInvokeApi(options: InvokeApiOptions): InvokeApi {
  return {
    matches: ({ signingName, path }) =>
      (signingName === 'lambda' && !path.startsWith('/2015-03-31/event-source-mappings')) ||
      path.startsWith('/2015-03-31/functions'),
    timeline: {
      describe({ path }) {
        const name = functionNameIn({ path });
        return name === undefined ? {} : { name: 'Invoke', detail: options.nameOf(name) };
      },
    },
    permissions(request) {
      const name = functionNameIn(request);
      const qualifier = request.query.get('Qualifier') ?? undefined;
      if (name === undefined) return [];
      return [{ action: 'lambda:InvokeFunction', resources: [options.arnOf(name, qualifier)] }];
    },
    async handle(request) {
      try {
        return await invoke(options, request);
      } catch (error) {
        if (error instanceof AwsError) return errorResponse(error);
        throw error;
      }
    },
  };
}

async function invoke(
  options: InvokeApiOptions,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  requireCaller(request, { status: 403 });
  const functionName = functionNameIn(request);
  if (request.method !== 'POST' || functionName === undefined) {
    throw new AwsError(
      'UnknownOperationException',
      `The sandbox supports Invoke of Lambda, not ${request.method} ${request.path}.`,
      404,
    );
  }
  const qualifier = request.query.get('Qualifier') ?? undefined;
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  options.check(functionName, qualifier);

  const limit = type === 'Event' ? maxEventBytes : maxRequestBytes;
  if (request.body.length > limit) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  // An empty payload becomes an empty object.
  const payload = request.body.length === 0 ? Buffer.from('{}') : request.body;
  const event = parseJson(payload);
  if (event === undefined) {
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: the payload is not valid JSON in UTF-8.',
    );
  }
  const invocation: ApiInvocation = {
    functionName,
    qualifier,
    payload,
    event,
    clientContext: decodeClientContext(request.headers['x-amz-client-context']),
    source: 'Invoke',
  };

  switch (type) {
    case 'DryRun':
      return { status: 204, body: '' };
    case 'Event':
      options.invokeAsync(invocation);
      return { status: 202, body: '' };
    case 'RequestResponse':
      return toResponse(
        await options.invoke(invocation),
        request.headers['x-amz-log-type'] === 'Tail',
      );
    default:
      throw new AwsError(
        'InvalidParameterValueException',
        `Invocation type ${type} is not one of RequestResponse, Event and DryRun.`,
      );
  }
}

/** The function in the path of an `Invoke`, as the caller wrote it. */
function functionNameIn({ path }: Pick<ServiceRequest, 'path'>): string | undefined {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    // A function cannot have this name.
    return name;
  }
}

function toResponse({ invocation, payload }: InvokeResult, tail: boolean): ServiceResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(invocation.outcome.status !== 'success' && { 'x-amz-function-error': 'Unhandled' }),
      ...(tail && { 'x-amz-log-result': logTail(invocation.logs) }),
    },
    body: payload,
  };
}

/** The last 4 KB of a log, in base64. */
function logTail(logs: readonly string[]): string {
  const log = Buffer.from(logs.map((entry) => `${entry}\n`).join(''));
  return log.subarray(-logTailBytes).toString('base64');
}

function decodeClientContext(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = Buffer.from(header, 'base64');
  if (parseJson(text) === undefined) {
    throw new AwsError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
  return text.toString();
}

/** An error in the shape of Lambda's API. */
export function errorResponse(error: AwsError): ServiceResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.name },
    body: JSON.stringify({
      Type: error.status < 500 ? 'User' : 'Service',
      Message: error.message,
      ...(error.name === 'TooManyRequestsException' && {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      }),
    }),
  };
}
