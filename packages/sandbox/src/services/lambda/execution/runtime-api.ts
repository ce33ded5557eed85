import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, parseJson } from '../../../protocols/json-value.js';

/** The maximum size of a function's response in bytes: 6 MB and 100 bytes. */
export const maxResponseBytes = 6 * 1024 * 1024 + 100;

/** One invocation, as the runtime gets it. */
export type RuntimeInvocation = {
  readonly requestId: string;
  /** JSON. */
  readonly event: Uint8Array;
  /** The time of the timeout, in milliseconds since 1970, by the clock of the machine. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
  /** JSON, from the caller's `X-Amz-Client-Context`. */
  readonly clientContext?: string | undefined;
  /** JSON. */
  readonly cognitoIdentity?: string | undefined;
};

/** The runtime's answer to an invocation. */
export type RuntimeAnswer =
  | { readonly type: 'response'; readonly body: Buffer }
  | { readonly type: 'error'; readonly body: Buffer; readonly errorType: string | undefined };

export type RuntimeApiEvents = {
  /**
   * Called when the runtime waits for an invocation: it has initialised, or is done with the last
   * one.
   */
  onReady(): void;
  onInitError(answer: RuntimeAnswer & { readonly type: 'error' }): void;
  onAnswer(answer: RuntimeAnswer): void;
  /**
   * Called when the runtime no longer waits for an invocation: its process has ended, or is about
   * to end.
   */
  onLost(): void;
};

/**
 * The Lambda Runtime API for one execution environment. Any runtime interface client works with it
 * unchanged.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export type RuntimeApi = {
  /** Host and port, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Sends an invocation to the runtime, which must be waiting for one. */
  send(invocation: RuntimeInvocation): void;
  close(): void;
};

export async function serveRuntimeApi(events: RuntimeApiEvents): Promise<RuntimeApi> {
  let state: 'starting' | 'ready' | 'running' | 'answering' | 'answered' | 'failed' = 'starting';
  let answered: Promise<unknown> = Promise.resolve();
  let requestId: string | undefined;
  let waiting: ServerResponse | undefined;
  let host = '';

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // The request of the runtime stays open until there is an invocation.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  server.timeout = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page in the developer's browser is not the function's runtime (DNS rebinding, CSRF).
    if (request.headers.host !== host || request.headers.origin !== undefined) {
      return refuse(response, 403, 'Forbidden', 'Only the runtime of the function may call.');
    }
    const [path = ''] = (request.url ?? '').split('?');
    const [, id, kind] =
      path.match(/^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/) ?? [];
    if (request.method === 'GET' && path === '/2018-06-01/runtime/invocation/next') {
      return next(response);
    }
    if (request.method === 'POST' && path === '/2018-06-01/runtime/init/error') {
      return initError(request, response);
    }
    if (request.method === 'POST' && id !== undefined) {
      return finish(request, response, id, kind === 'error');
    }
    return refuse(response, 404, 'NotFound', `There is no ${request.method} ${path}.`);
  }

  async function next(response: ServerResponse): Promise<void> {
    // A runtime may ask before the end of its streamed response has arrived.
    await answered;
    if (waiting || state === 'failed' || state === 'running') {
      return refuseTransition(response, 'Ready');
    }
    waiting = response;
    response.once('close', () => {
      if (waiting !== response) return;
      waiting = undefined;
      events.onLost();
    });
    if (state === 'ready') return;
    state = 'ready';
    requestId = undefined;
    events.onReady();
  }

  async function initError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (state !== 'starting') return refuseTransition(response, 'InitError');
    state = 'failed';
    const { body } = await readBody(request);
    accept(response);
    events.onInitError({ type: 'error', body, errorType: errorTypeOf(request) });
  }

  async function finish(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    failed: boolean,
  ): Promise<void> {
    if (state !== 'running') {
      return refuseTransition(response, failed ? 'InvocationErrorResponse' : 'InvocationResponse');
    }
    if (id !== requestId) return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    state = 'answering';
    const reading = readBody(request);
    answered = reading.catch(() => {});
    let read: Awaited<typeof reading>;
    try {
      read = await reading;
    } catch (error) {
      // A broken connection is not an answer. The runtime may still send one.
      state = 'running';
      throw error;
    }
    state = 'answered';
    const { body, tooLong } = read;
    if (tooLong) {
      const limit = `exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
      refuse(response, 413, 'RequestEntityTooLarge', `Payload size ${limit}`);
      return events.onAnswer(
        errorAnswer('Function.ResponseSizeTooLarge', `Response payload size ${limit}`),
      );
    }
    accept(response);
    events.onAnswer(
      failed
        ? { type: 'error', body, errorType: errorTypeOf(request) }
        : (streamedError(request) ?? { type: 'response', body }),
    );
  }

  function refuseTransition(response: ServerResponse, to: string): void {
    const message = `State transition from ${state} to ${to} failed for runtime.`;
    refuse(response, 403, 'InvalidStateTransition', message);
  }

  await listen(server);
  const { port } = server.address() as AddressInfo;
  host = `127.0.0.1:${port}`;

  return {
    address: host,
    send(invocation) {
      if (!waiting) throw new Error('The runtime does not wait for an invocation.');
      state = 'running';
      requestId = invocation.requestId;
      waiting.writeHead(200, invocationHeaders(invocation));
      waiting.end(invocation.event);
      waiting = undefined;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function invocationHeaders(invocation: RuntimeInvocation): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(invocation.event.length),
    'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
    'Lambda-Runtime-Deadline-Ms': String(invocation.deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
    'Lambda-Runtime-Trace-Id': invocation.traceId,
    ...(invocation.clientContext && {
      'Lambda-Runtime-Client-Context': invocation.clientContext,
    }),
    ...(invocation.cognitoIdentity && {
      'Lambda-Runtime-Cognito-Identity': invocation.cognitoIdentity,
    }),
  };
}

/** An answer of Lambda in place of the function's own. */
export function errorAnswer(
  errorType: string,
  errorMessage: string,
): RuntimeAnswer & { readonly type: 'error' } {
  return {
    type: 'error',
    errorType,
    body: Buffer.from(JSON.stringify({ errorType, errorMessage })),
  };
}

function errorTypeOf(request: IncomingMessage): string | undefined {
  return request.headers['lambda-runtime-function-error-type']?.toString();
}

// The error of a streamed response is in the trailers at its end.
function streamedError(request: IncomingMessage): RuntimeAnswer | undefined {
  const errorType = request.trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  const encoded = request.trailers['lambda-runtime-function-error-body'] ?? '';
  const body = Buffer.from(encoded, 'base64');
  return isJsonObject(parseJson(body))
    ? { type: 'error', body, errorType }
    : errorAnswer(errorType, 'Invalid error body');
}

async function readBody(request: IncomingMessage): Promise<{ body: Buffer; tooLong: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The bytes beyond the limit are read, too. A client that is still writing does not read an
    // answer.
    if (length <= maxResponseBytes) chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), tooLong: length > maxResponseBytes };
}

function accept(response: ServerResponse): void {
  send(response, 202, { status: 'OK' });
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string) {
  send(response, status, { errorType, errorMessage });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
}
