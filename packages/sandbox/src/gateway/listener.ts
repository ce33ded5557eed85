import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export type Incoming = IncomingMessage | Http2ServerRequest;

/** What the responses of both protocols have in common: TypeScript calls no method of a union. */
export type Outgoing = (ServerResponse | Http2ServerResponse) & {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(body: string | Uint8Array): unknown;
};

/** A port of 127.0.0.1 that speaks HTTP/1.1 and, in the clear, HTTP/2. */
export type Listener = {
  readonly port: number;
  stop(): Promise<void>;
};

/**
 * What a client of HTTP/2 begins with, who knows without asking that the server speaks it. No
 * method of HTTP/1.1 begins like that.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4
 */
const HTTP2_PREFACE = Buffer.from('PRI');

/**
 * @param port 0 takes a free one.
 * @throws {NodeJS.ErrnoException} `EADDRINUSE` and what else `listen` fails of.
 */
export async function listen(
  port: number,
  answer: (incoming: Incoming, outgoing: Outgoing) => void,
): Promise<Listener> {
  const http = createHttpServer({ keepAliveTimeout: 60_000 }, answer);
  const http2 = createHttp2Server(answer);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Who goes away before a request has none that fails.
    socket.on('error', () => {});
    let start = Buffer.alloc(0);
    const choose = () => {
      const chunk: Buffer | null = socket.read();
      if (!chunk) return;
      start = Buffer.concat([start, chunk]);
      const known = start.subarray(0, HTTP2_PREFACE.length);
      const isPreface = HTTP2_PREFACE.subarray(0, known.length).equals(known);
      if (isPreface && known.length < HTTP2_PREFACE.length) return;
      socket.off('readable', choose);
      socket.unshift(start);
      (isPreface ? http2 : http).emit('connection', socket);
    };
    socket.on('readable', choose);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        for (const socket of sockets) socket.destroy();
      }),
  };
}
