import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { type ErrorResponse, RuntimeError, toErrorResponse } from './errors.ts';

// An import would evaluate all exports of the module, and load Node's WebSocket, which takes 30 ms.
const { Agent, request } = process.getBuiltinModule('node:http');

const api = '/2018-06-01/runtime';

/** The runtime's side of the Runtime API. */
export type RuntimeClient = {
  /** Waits for the next invocation. */
  next(): Promise<{ readonly headers: IncomingHttpHeaders; readonly event: string }>;
  /** @param response JSON. */
  respond(requestId: string, response: string): Promise<void>;
  fail(requestId: string, thrown: unknown): Promise<void>;
  failInit(thrown: unknown): Promise<void>;
  /** The error that the caller gets for a thrown value. */
  describe(thrown: unknown): ErrorResponse;
  /** Opens the response of an invocation that streams. */
  stream(requestId: string, headers: Record<string, string | string[]>): ClientRequest;
};

/**
 * A client of the Lambda Runtime API.
 *
 * The process ends when the connection is lost, because the sandbox has ended.
 *
 * @param address The host and the port, as in `AWS_LAMBDA_RUNTIME_API`.
 * @param isError Whether a thrown value counts as an error.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function connectRuntime(
  address: string,
  isError: (thrown: unknown) => thrown is Error,
): RuntimeClient {
  const describe = (thrown: unknown) => toErrorResponse(thrown, isError);
  const { hostname, port } = new URL(`http://${address}`);
  const agent = new Agent({ keepAlive: true });
  const watched = new WeakSet<object>();

  function open(method: string, path: string, headers: Record<string, string | string[]> = {}) {
    const outgoing = request({ agent, hostname, port, method, path: `${api}${path}`, headers });
    outgoing.on('socket', (socket) => {
      if (watched.has(socket)) return;
      watched.add(socket);
      socket.once('close', () => process.exit(1));
    });
    outgoing.on('error', () => process.exit(1));
    return outgoing;
  }

  async function post(path: string, body: string, headers: Record<string, string> = {}) {
    const bytes = Buffer.from(body);
    const outgoing = open('POST', path, {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      ...headers,
    });
    outgoing.end(bytes);
    await answer(outgoing);
  }

  function postError(path: string, error: ErrorResponse) {
    return post(path, JSON.stringify(error), {
      'lambda-runtime-function-error-type': encodeHeader(error.errorType),
    });
  }

  return {
    async next() {
      const outgoing = open('GET', '/invocation/next');
      outgoing.end();
      const { headers, body } = await answer(outgoing);
      return { headers, event: body };
    },
    respond: (requestId, response) =>
      post(`/invocation/${encodeURIComponent(requestId)}/response`, response),
    fail: (requestId, thrown) =>
      postError(`/invocation/${encodeURIComponent(requestId)}/error`, describe(thrown)),
    failInit: (thrown) => postError('/init/error', describe(thrown)),
    describe,
    stream: (requestId, headers) =>
      open('POST', `/invocation/${encodeURIComponent(requestId)}/response`, headers),
  };
}

/** Waits for the whole answer to a request. */
export async function answer(
  outgoing: ClientRequest,
): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve) => {
    outgoing.on('response', (incoming) => {
      let body = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        body += chunk;
      });
      incoming.on('end', () => resolve({ headers: incoming.headers, body }));
    });
  });
}

/** Serialises the return value of a handler to JSON. */
export function serialize(response: unknown, failure: () => Error): string {
  let body: string | undefined;
  try {
    body = JSON.stringify(response === undefined ? null : response);
  } catch {
    throw failure();
  }
  // Functions and symbols have no JSON. The message is that of AWS's client.
  if (body === undefined) throw new TypeError('Wrong arguments');
  return body;
}

/** Reads a header that contains JSON. */
export function parseHeader(headers: IncomingHttpHeaders, name: string): unknown {
  const value = headers[name];
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new RuntimeError('PlatformError', `Failed to parse ${name} as JSON: ${error}`);
  }
}

function encodeHeader(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, '?');
}
