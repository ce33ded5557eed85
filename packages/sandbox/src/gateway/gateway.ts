import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { beginRequest, type RequestEntry } from '../context/timeline/request-entry.js';
import type { Timeline } from '../context/timeline/timeline.js';
import { SandboxError } from '../errors.js';
import type { Access } from '../iam/access.js';
import type { CredentialStore } from '../iam/credentials.js';
import { type Denial, denialStatus, findDenial } from '../iam/denial.js';
import type { Permission } from '../iam/policy.js';
import {
  authenticate,
  authenticateStream,
  signingNameOf,
  UNSIGNED_PAYLOAD,
} from '../iam/signature.js';
import { openSignedBody } from '../iam/signed-body.js';
import { AwsError } from '../protocols/aws-error.js';
import { atGateway } from '../protocols/aws-host.js';
import { jsonError } from '../protocols/json.js';
import type { ServiceRequestHead, ServiceResponse } from '../protocols/request.js';
import type { AnyService, Service, StreamResponse, StreamService } from '../services/service.js';
import { type Incoming, type Listener, listen, type Outgoing } from './listener.js';
import { corsHeaders, refusalOf } from './local-only.js';
import { callerOrigin, headOrigin } from './request-origin.js';
import { unservedResponse } from './unserved.js';
import { createWebSockets } from './web-sockets.js';

export type GatewayOptions = {
  /** The services, in order. The first one that matches a request answers it. */
  readonly services: readonly AnyService[];
  readonly credentials: CredentialStore;
  /** The permissions of callers. Without it, every caller that signs may do everything. */
  readonly access?: Access;
  /** The region for which requests must be signed. Without it, any region is accepted. */
  readonly region?: string;
  /** Port on 127.0.0.1; 0 takes a free port. */
  readonly port: number;
  /**
   * The clock for the expiry of credentials, in milliseconds since 1970. Default: the machine's.
   */
  readonly now?: () => number;
  /** Records the requests. */
  readonly timeline?: Timeline;
  /** Called with each request that a role is not allowed to make. */
  onDenied?(denial: Denial): void;
  /** Called with an internal error of the sandbox. The client gets a 500 without its text. */
  onError(error: unknown, request: ServiceRequestHead): void;
};

/** The single endpoint: every service of the backend on one port of 127.0.0.1. */
export type Gateway = {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
};

/**
 * @throws {SandboxError} `PORT_IN_USE`.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  let stopping = false;
  // A request that fails because the sandbox is stopping is not an error.
  const onError: GatewayOptions['onError'] = (error, head) => {
    if (!stopping) options.onError(error, head);
  };
  const webSockets = createWebSockets(options.services, onError);
  let listener: Listener;
  try {
    listener = await listen(
      options.port,
      (message, response, redirectedFrom) => {
        void answer({ ...options, onError, redirectedFrom }, message, response);
      },
      (upgrade) =>
        webSockets.accept(upgrade, addressed(upgrade.message, upgrade.redirectedFrom).head),
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EADDRINUSE' ? portInUse(options.port) : error;
  }
  return {
    url: `http://127.0.0.1:${listener.port}`,
    stop() {
      stopping = true;
      webSockets.stop();
      return listener.stop();
    },
  };
}

function portInUse(port: number): SandboxError {
  return new SandboxError(
    'PORT_IN_USE',
    `Another program uses port ${port}.`,
    'Choose another port with --port, or --port 0 for any free port.',
  );
}

type DispatchOptions = AnswerOptions & { readonly entry: RequestEntry | undefined };

type AnswerOptions = GatewayOptions & {
  /** The function that sent the request to a host of AWS. */
  readonly redirectedFrom: string | undefined;
};

/** A request as it was sent, for the signature, and as the sandbox answers it. */
type Addressed = { readonly sent: ServiceRequestHead; readonly head: ServiceRequestHead };

function addressed(message: Incoming, redirectedFrom: string | undefined): Addressed {
  const sent = headOf(message);
  return { sent, head: redirectedFrom === undefined ? sent : atGateway(sent) };
}

async function answer(
  options: AnswerOptions,
  message: Incoming,
  response: Outgoing,
): Promise<void> {
  const request = addressed(message, options.redirectedFrom);
  const { head } = request;
  const service = options.services.find((candidate) => candidate.matches(head));
  const send = async ({ status, headers, body }: StreamResponse, cors = corsHeaders(head)) => {
    if (isGone(response)) {
      if (body instanceof Readable) body.destroy();
      return;
    }
    response.writeHead(status, {
      'x-amzn-requestid': head.id,
      // A browser must never treat JSON or XML of a service as a script or a page.
      'x-content-type-options': 'nosniff',
      ...(!(body instanceof Readable) && { 'content-length': Buffer.byteLength(body) }),
      ...headers,
      ...cors,
    });
    if (!(body instanceof Readable)) response.end(message.method === 'HEAD' ? '' : body);
    else await sendStream(body, message, response);
  };
  let entry: RequestEntry | undefined;
  try {
    const refusal = refusalOf(head, options.redirectedFrom);
    if (refusal) {
      message.resume();
      return await send(refusal);
    }
    const isPreflight = head.method === 'OPTIONS' && head.headers['access-control-request-method'];
    if (!isPreflight) entry = beginEntry(options, service, head);
    if (service && 'handleStream' in service) {
      const result = await dispatchStream({ ...options, entry }, service, request, message);
      entry?.answered(result);
      return await send(result, {});
    }
    if (isPreflight) return await send({ status: 204, body: '' });
    const result = await dispatch({ ...options, entry }, service, request, message);
    if (!result) return entry?.aborted();
    entry?.answered(result);
    await send(result);
  } catch (error) {
    const isAborted = isGone(response) || (message.destroyed && !message.complete);
    if (isAborted) return entry?.aborted();
    entry?.answered({ status: 500, body: String(error) });
    options.onError(error, head);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    await send(
      jsonError(
        new AwsError('InternalFailure', 'The sandbox failed; its terminal shows the error.', 500),
      ),
    );
  }
}

/** Adds the request to the timeline. */
function beginEntry(
  { timeline, redirectedFrom }: AnswerOptions,
  service: AnyService | undefined,
  head: ServiceRequestHead,
): RequestEntry | undefined {
  return (
    timeline && beginRequest(timeline, service, head, headOrigin(timeline, head, redirectedFrom))
  );
}

/** Whether the client has disconnected. */
function isGone(response: Outgoing): boolean {
  return 'stream' in response ? response.stream.destroyed : response.destroyed;
}

/** A client that disconnects while it reads causes no error. */
async function sendStream(body: Readable, message: Incoming, response: Outgoing): Promise<void> {
  try {
    await pipeline(body, response);
  } catch (error) {
    if (!message.destroyed && !isGone(response)) throw error;
  }
}

async function dispatch(
  {
    credentials,
    access,
    region,
    now = Date.now,
    onDenied,
    redirectedFrom,
    timeline,
    entry,
  }: DispatchOptions,
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

async function dispatchStream(
  { credentials, access, region, now = Date.now, onDenied, timeline, entry }: DispatchOptions,
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

function headOf(message: Incoming): ServiceRequestHead {
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  // HTTP/2 clients send the host in `:authority`. If there are two, it counts (RFC 9113, 8.3.1).
  const authority = headers[':authority'];
  if (authority !== undefined) headers.host = authority;
  const target = originForm(message.url ?? '/');
  const question = target.indexOf('?');
  const query = new URLSearchParams(question < 0 ? '' : target.slice(question + 1));
  return {
    id: randomUUID(),
    method: message.method ?? 'GET',
    path: question < 0 ? target : target.slice(0, question),
    query,
    headers,
    target: parseTarget(headers['x-amz-target']),
    signingName: signingNameOf(headers.authorization, query),
  };
}

/** A client that uses the sandbox as a proxy sends a whole URL (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  const rest = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  if (rest === undefined) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function parseTarget(header: string | undefined): ServiceRequestHead['target'] {
  const dot = header?.lastIndexOf('.') ?? -1;
  if (!header || dot < 0) return undefined;
  return { prefix: header.slice(0, dot), operation: header.slice(dot + 1) };
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
