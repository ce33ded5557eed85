import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Access } from '../iam/access.js';
import { sessionArn } from '../iam/credentials.js';
import { type Denial, denialStatus, findDenial } from '../iam/denial.js';
import type { Permission } from '../iam/policy.js';
import { AwsError } from '../protocols/aws-error.js';
import { jsonError } from '../protocols/json.js';
import type {
  Caller,
  ServiceRequest,
  ServiceRequestHead,
  ServiceResponse,
} from '../protocols/request.js';
import {
  beginRequest,
  denialChange,
  type RecordedService,
  type RequestEntry,
} from './timeline/request-entry.js';
import type { Timeline } from './timeline/timeline.js';

/** A request of one service to another, which stays in this process. */
export type ServiceCall = {
  /** The caller whose policies decide. See {@link callerOf}. */
  readonly caller: Caller;
  /** The name that the request would be signed for, such as `dynamodb`. Undefined without signature. */
  readonly signingName: string | undefined;
  /** `X-Amz-Target`, such as `DynamoDB_20120810.GetItem`. */
  readonly target?: string;
  /** Default: `POST`. */
  readonly method?: string;
  /** Percent-encoded, without the query. Default: `/`. */
  readonly path?: string;
  readonly query?: URLSearchParams;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** The services of a sandbox, for calls between them. No service imports another. */
export type ServiceCalls = {
  /** Registers the running services, in order. The first one that matches a call answers it. */
  offer(services: readonly CallableService[]): void;
  /**
   * Sends a request to the service that it names, as the gateway would: the caller needs the same
   * permissions, and a denial is reported in the same way. An error of the service is a response.
   *
   * @throws {AwsError} `UnknownOperationException` when no service of the sandbox supports it.
   */
  call(call: ServiceCall): Promise<ServiceResponse>;
  /**
   * Checks a permission of a caller for a call that is not a request, and reports a denial.
   *
   * @throws {AwsError} `AccessDeniedException`
   */
  authorize(caller: Caller, permission: Permission): void;
};

/** The parts of a running service that answer a call. */
export type CallableService = RecordedService & {
  matches(request: ServiceRequestHead): boolean;
  errorResponse?(error: AwsError, request: ServiceRequestHead): ServiceResponse;
} & (BufferedService | StreamingService);

type BufferedService = {
  readonly maxBodyBytes: number;
  permissions?(request: ServiceRequest): readonly Permission[];
  handle(request: ServiceRequest): Promise<ServiceResponse>;
};

type StreamingService = {
  handleStream(
    request: StreamingRequest,
  ): Promise<Omit<ServiceResponse, 'body'> & { readonly body: string | Uint8Array | Readable }>;
};

type StreamingRequest = ServiceRequestHead & {
  readonly body: AsyncIterable<Buffer>;
  trailers(): Readonly<Record<string, string>>;
  readonly caller: Caller;
  refusal(permission: Permission): string | undefined;
};

export type ServiceCallsOptions = {
  readonly access: Pick<Access, 'refusal'>;
  /** Without it, calls are not recorded. */
  readonly timeline?: Timeline;
  /** Called with each call that a role is not allowed to make. */
  onDenied?(denial: Denial): void;
};

/** The caller of a service that acts with a role. */
export function callerOf(roleArn: string, sessionName: string): Caller {
  return { type: 'role', roleArn, arn: sessionArn(roleArn, sessionName) };
}

export function createServiceCalls(options: ServiceCallsOptions): ServiceCalls {
  const { access, onDenied } = options;
  let services: readonly CallableService[] = [];
  return {
    offer(running) {
      services = running;
    },
    async call(call) {
      const request = requestOf(call);
      const service = services.find((candidate) => candidate.matches(request));
      if (!service) throw unserved(request);
      const entry = beginRequest(options.timeline, service, request);
      entry.received(request);
      const response = await answerCall(service, request, { ...options, entry });
      entry.answered(response);
      return response;
    },
    authorize(caller, permission) {
      const denial = findDenial(caller, [permission], access);
      if (!denial) return;
      onDenied?.(denial);
      options.timeline?.changeCurrent(denialChange(denial));
      throw new AwsError('AccessDeniedException', denial.message, 403);
    },
  };
}

type CallOptions = ServiceCallsOptions & { readonly entry: RequestEntry };

async function answerCall(
  service: CallableService,
  request: ServiceRequest,
  options: CallOptions,
): Promise<ServiceResponse> {
  try {
    checkSignature(service, request);
    return await ('handleStream' in service
      ? answerStream(service, request, options)
      : answer(service, request, options));
  } catch (error) {
    if (error instanceof AwsError) {
      return service.errorResponse?.(error, request) ?? jsonError(error);
    }
    options.entry.answered({ status: 500, body: String(error) });
    throw error;
  }
}

function requestOf(call: ServiceCall): ServiceRequest {
  const { target } = call;
  const dot = target?.lastIndexOf('.') ?? -1;
  return {
    id: randomUUID(),
    method: call.method ?? 'POST',
    path: call.path ?? '/',
    query: call.query ?? new URLSearchParams(),
    headers: call.headers ?? {},
    target:
      target === undefined || dot < 0
        ? undefined
        : { prefix: target.slice(0, dot), operation: target.slice(dot + 1) },
    signingName: call.signingName,
    body: Buffer.from(call.body),
    caller: call.caller,
  };
}

function unserved({ target, signingName, method, path }: ServiceRequest): AwsError {
  const operation = target?.operation ?? `${method} ${path}`;
  const service = signingName ?? target?.prefix ?? 'a service that the request does not name';
  return new AwsError(
    'UnknownOperationException',
    `The sandbox does not support ${operation} of ${service}. Nothing was sent to AWS.`,
  );
}

/** A request that is signed for one service must not reach another. */
function checkSignature({ signingName }: CallableService, request: ServiceRequest): void {
  if (request.caller.type === 'anonymous' || signingName === undefined) return;
  if (request.signingName === signingName) return;
  throw new AwsError(
    'InvalidSignatureException',
    `Credential should be scoped to correct service: '${signingName}'.`,
    403,
  );
}

async function answer(
  service: BufferedService & Pick<CallableService, 'errorResponse'>,
  request: ServiceRequest,
  { access, onDenied, entry }: CallOptions,
): Promise<ServiceResponse> {
  const { caller, body } = request;
  if (body.length > service.maxBodyBytes) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `The request body is longer than the ${service.maxBodyBytes} bytes that this service accepts.`,
      413,
    );
  }
  // Only roles need permissions, so the requests of other callers are not parsed twice.
  const permissions = caller.type === 'role' ? (service.permissions?.(request) ?? []) : [];
  const denial = findDenial(caller, permissions, access);
  if (denial) {
    onDenied?.(denial);
    entry.denied(denial);
    throw new AwsError('AccessDeniedException', denial.message, denialStatus(service));
  }
  return entry.run(() => service.handle(request));
}

async function answerStream(
  service: StreamingService,
  request: ServiceRequest,
  { access, onDenied, entry }: CallOptions,
): Promise<ServiceResponse> {
  const { caller, body, ...head } = request;
  let denial: Denial | undefined;
  const refusal = (permission: Permission) => {
    const message = access.refusal(caller, permission);
    if (message !== undefined) denial = { caller, permission, message };
    return message;
  };
  const streamed = { caller, body: Readable.from([body]), trailers: () => ({}), refusal };
  const response = await entry.run(() => service.handleStream({ ...head, ...streamed }));
  // A service may check a permission without needing it, for example to hide a missing object.
  if (response.status === 403 && denial) {
    onDenied?.(denial);
    entry.denied(denial);
  }
  const { body: content, ...rest } = response;
  return { ...rest, body: content instanceof Readable ? await buffer(content) : content };
}
