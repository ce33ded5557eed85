import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { beginRequest, type RequestEntry } from '../context/timeline/request-entry.js';
import { SandboxError } from '../errors.js';
import { AwsError } from '../protocols/aws-error.js';
import { jsonError } from '../protocols/json.js';
import type { ServiceRequestHead } from '../protocols/request.js';
import type { AnyService, StreamResponse } from '../services/service.js';
import { type DispatchOptions, dispatch, dispatchStream } from './dispatch.js';
import { type Incoming, type Listener, listen, type Outgoing } from './listener.js';
import { corsHeaders, refusalOf } from './local-only.js';
import { addressed } from './request-head.js';
import { headOrigin } from './request-origin.js';
import { createWebSockets } from './web-sockets.js';

export type GatewayOptions = DispatchOptions & {
  /** The services, in order. The first one that matches a request answers it. */
  readonly services: readonly AnyService[];
  /** Port on 127.0.0.1; 0 takes a free port. */
  readonly port: number;
  /**
   * Requests and WebSockets wait until it resolves: before the first deployment, a service knows no
   * resources, and a client would take "not found" for an answer.
   */
  readonly ready?: Promise<unknown>;
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
      async (upgrade) => {
        await options.ready;
        return webSockets.accept(upgrade, addressed(upgrade.message, upgrade.redirectedFrom).head);
      },
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

type AnswerOptions = GatewayOptions & {
  /** The function that sent the request to a host of AWS. */
  readonly redirectedFrom: string | undefined;
};

async function answer(
  options: AnswerOptions,
  message: Incoming,
  response: Outgoing,
): Promise<void> {
  await options.ready;
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
