import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export type ServerRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type ServerAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

/** An HTTP server on this machine, which a backend calls. */
export type TestServer = {
  /** Sets the answer of a path, without its query. Any other path breaks the connection. */
  answer(path: string, answer: (request: ServerRequest) => ServerAnswer): void;
  stop(): Promise<void>;
};

/** @param address For example `http://127.0.0.1:8080`. */
export async function startServer(address: string): Promise<TestServer> {
  const answers = new Map<string, (request: ServerRequest) => ServerAnswer>();
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const answer = answers.get(new URL(`${address}${url}`).pathname);
    if (!answer) return void request.socket.destroy();
    const headers = request.headers as Readonly<Record<string, string>>;
    const answered = answer({ method, path: url, headers, body: await text(request) });
    response.writeHead(answered.status ?? 200, answered.headers).end(answered.body);
  });
  const { port, hostname } = new URL(address);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname, resolve);
  });
  return {
    answer: (path, answer) => void answers.set(path, answer),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
