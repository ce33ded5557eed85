import type { RequestEntry } from '../context/timeline/request-entry.js';
import type { Timeline } from '../context/timeline/timeline.js';
import type { Access } from '../iam/access.js';
import type { CredentialStore } from '../iam/credentials.js';
import { type Denial, denialStatus, findDenial } from '../iam/denial.js';
import type { Permission } from '../iam/policy.js';
import { authenticate, authenticateStream, UNSIGNED_PAYLOAD } from '../iam/signature.js';
import { openSignedBody } from '../iam/signed-body.js';
import { AwsError } from '../protocols/aws-error.js';
import { jsonError } from '../protocols/json.js';
import type { ServiceResponse } from '../protocols/request.js';
import type { Service, StreamResponse, StreamService } from '../services/service.js';
import type { Incoming } from './listener.js';
import type { Addressed } from './request-head.js';
import { callerOrigin } from './request-origin.js';
import { unservedResponse } from './unserved.js';

export type DispatchOptions = {
  readonly credentials: CredentialStore;
  /** The permissions of callers. Without it, every caller that signs may do everything. */
  readonly access?: Access;
  /** The region for which requests must be signed. Without it, any region is accepted. */
  readonly region?: string;
  /**
   * The clock for the expiry of credentials, in milliseconds since 1970. Default: the machine's.
   */
  readonly now?: () => number;
  /** Records the requests. */
  readonly timeline?: Timeline;
  /** Called with each request that a role is not allowed to make. */
  onDenied?(denial: Denial): void;
};

type Dispatched = DispatchOptions & {
  /** The function that sent the request to a host of AWS. */
  readonly redirectedFrom: string | undefined;
  /** The entry of the request in the timeline. */
  readonly entry: RequestEntry | undefined;
};

/**
 * Reads a request, checks its signature and its permissions, and lets its service handle it.
 *
 * @param service Undefined if no service matches.
 * @returns Undefined if the client disconnected before it had sent everything.
 */
export async function dispatch(
  {
    credentials,
    access,
    region,
    now = Date.now,
    onDenied,
    redirectedFrom,
    timeline,
    entry,
  }: Dispatched,
  service: Service | undefined,
  { sent, head }: Addressed,
  message: Incoming,
): Promise<ServiceResponse | undefined> {
  const limit = service?.maxBodyBytes ?? 64 * 1024;
  const errorResponse = (error: AwsError) =>
    service?.errorResponse?.(error, head) ?? jsonError(error);
  const body = await readBody(message, limit);
  // The client disconnected before it had sent everything, so nobody reads an answer.
  if (body === 'aborted') return undefined;
  if (body === 'too long') {
    return errorResponse(
      new AwsError(
        'RequestEntityTooLargeException',
        `The request body is longer than the ${limit} bytes that this service accepts.`,
        413,
      ),
    );
  }
  if (!service) return unservedResponse(head, body, redirectedFrom);
  let request: Parameters<Service['handle']>[0];
  try {
    const time = { signing: Date.now(), expiry: now() };
    const endpoint = { region, service: service.signingName };
    const caller = authenticate({ ...sent, body }, credentials, time, endpoint);
    request = { ...head, body, caller };
    entry?.received(request, timeline && callerOrigin(timeline, caller));
    // Only roles need permissions, so the requests of other callers are not parsed twice.
    const permissions = caller.type === 'role' ? (service.permissions?.(request) ?? []) : [];
    const denial = access && findDenial(caller, permissions, access);
    if (denial) {
      onDenied?.(denial);
      entry?.denied(denial);
      throw new AwsError('AccessDeniedException', denial.message, denialStatus(service));
    }
  } catch (error) {
    if (error instanceof AwsError) return errorResponse(error);
    throw error;
  }
  return entry ? entry.run(() => service.handle(request)) : service.handle(request);
}

/** A request to a service whose requests nobody signs. */
const UNSIGNED = {
  caller: { type: 'anonymous' },
  body: { contentSha256: UNSIGNED_PAYLOAD, chunks: undefined },
} as const;

/** Checks the signature of a request, and lets its service read it as it arrives. */
export async function dispatchStream(
  { credentials, access, region, now = Date.now, onDenied, timeline, entry }: Dispatched,
  service: StreamService,
  { sent, head }: Addressed,
  message: Incoming,
): Promise<StreamResponse> {
  try {
    const time = { signing: Date.now(), expiry: now() };
    const endpoint = { region, service: service.signingName };
    const { caller, body } =
      service.signingName === undefined
        ? UNSIGNED
        : authenticateStream(sent, credentials, time, endpoint);
    entry?.received({ caller }, timeline && callerOrigin(timeline, caller));
    const opened = openSignedBody(message, head.headers, body);
    let denial: Denial | undefined;
    const refusal = (permission: Permission) => {
      const message = access?.refusal(caller, permission);
      if (message !== undefined) denial = { caller, permission, message };
      return message;
    };
    const handle = () => service.handleStream({ ...head, ...opened, caller, refusal });
    const response = await (entry ? entry.run(handle) : handle());
    // A service may check a permission without needing it, for example to hide a missing object.
    if (response.status === 403 && denial) {
      onDenied?.(denial);
      entry?.denied(denial);
    }
    return response;
  } catch (error) {
    if (error instanceof AwsError) return service.errorResponse?.(error, head) ?? jsonError(error);
    throw error;
  } finally {
    // A client that is still sending reads no answer before it has sent everything.
    message.resume();
  }
}

/** Reads the whole body. A body over the limit is read to its end and dropped. */
async function readBody(
  message: Incoming,
  limit: number,
): Promise<Buffer | 'too long' | 'aborted'> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of message) {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch (error) {
    if (message.complete) throw error;
    return 'aborted';
  }
  return length <= limit ? Buffer.concat(chunks) : 'too long';
}
