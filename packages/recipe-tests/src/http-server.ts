import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that the code under test made. */
export type HttpRequest = {
  readonly method: string;
  /** The path with the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** The answer of the server: a response, by default with status 200, or a network failure. */
export type HttpAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | 'silence'
  | 'hang up'
  /** Sends the headers and the first byte of the body, and then nothing. */
  | 'stop half way';

/** A web server on this machine that replaces a server of the internet. */
export type HttpServer = {
  readonly url: string;
  /** The received requests, in order. */
  readonly requests: HttpRequest[];
  /** The number of requests that the client aborted before they were answered. */
  readonly abandoned: number;
  stop(): Promise<void>;
};

/** Starts a server that sends the given answers. */
export async function startHttpServer(
  answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>,
): Promise<HttpServer> {
  const requests: HttpRequest[] = [];
  let abandoned = 0;
  const server = createServer(async (message, response) => {
    response.on('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    const { method = '', url: path = '', headers } = message;
    const request = { method, path, headers, body: await text(message) };
    requests.push(request);
    const answered = await answer(request);
    if (answered === 'silence') return;
    if (answered === 'hang up') {
      message.socket.destroy();
      return;
    }
    if (answered === 'stop half way') {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      return;
    }
    response.writeHead(answered.status ?? 200, answered.headers);
    response.end(answered.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get abandoned() {
      return abandoned;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
