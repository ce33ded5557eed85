import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that the code under test made. */
export type HttpRequest = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** What the server answers: status 200 and a body by default, or what goes wrong with a network. */
export type HttpAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | 'silence'
  | 'hang up'
  /** The head and a first byte of the body, and then nothing. */
  | 'stop half way';

/** A web server on this machine, in the place of one of the world's. */
export type HttpServer = {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: HttpRequest[];
  /** How many requests were given up before they were answered. */
  readonly abandoned: number;
  stop(): Promise<void>;
};

/** Starts a server that answers as told. */
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
