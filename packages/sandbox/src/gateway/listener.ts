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
import type { Duplex } from 'node:stream';

export type Incoming = IncomingMessage | Http2ServerRequest;

/** The common part of both responses. TypeScript cannot call a method on their union. */
export type Outgoing = (ServerResponse | Http2ServerResponse) & {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(body: string | Uint8Array): unknown;
};

/** A request of HTTP/1.1 to continue its connection in another protocol. */
export type Upgrade = {
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  /** The first bytes of the other protocol, or the body of the request. */
  readonly start: Buffer;
  /** The function that opened the connection to a host of AWS. */
  readonly redirectedFrom: string | undefined;
};

/** A port of 127.0.0.1 that speaks HTTP/1.1 and, in the clear, HTTP/2. */
export type Listener = {
  readonly port: number;
  stop(): Promise<void>;
};

/**
 * The first bytes of an HTTP/2 client that knows in advance that the server supports HTTP/2. No
 * method of HTTP/1.1 begins with them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4
 */
const HTTP2_PREFACE = Buffer.from('PRI');

/**
 * The first byte of a connection that a function opened to a host of AWS. The name of the function
 * and a line end follow. No page can make a browser send this byte.
 */
const REDIRECTED = 0;
/** More than enough for the name of a function. */
const LONGEST_NAME = 1024;

/**
 * Listens on a port of 127.0.0.1.
 *
 * @param port 0 takes a free port.
 * @param answer Its last parameter is the function that opened the connection to a host of AWS.
 * @param accept Takes over the connection of an upgrade. If it resolves to false, the request is
 *   answered as if it asked for no upgrade.
 * @throws {NodeJS.ErrnoException} `EADDRINUSE`, or another error of `listen`.
 */
export async function listen(
  port: number,
  answer: (incoming: Incoming, outgoing: Outgoing, redirectedFrom?: string) => void,
  accept: (upgrade: Upgrade) => Promise<boolean>,
): Promise<Listener> {
  // By remote port, because the API of HTTP/2 gives no access to its sockets.
  const redirected = new Map<number, string>();
  const sourceOf = ({ socket }: Incoming) => redirected.get(socket.remotePort ?? 0);
  const take = (incoming: Incoming, outgoing: Outgoing) =>
    answer(incoming, outgoing, sourceOf(incoming));
  const http = createHttpServer({ keepAliveTimeout: 60_000 }, take);
  http.on('upgrade', async (message, socket, start) => {
    if (await accept({ message, socket, start, redirectedFrom: sourceOf(message) })) return;
    // Java's client asks for HTTP/2 in this way, and expects an answer over HTTP/1.1 otherwise.
    socket.unshift(Buffer.concat([headWithoutUpgrade(message), start]));
    http.emit('connection', socket);
  });
  const http2 = createHttp2Server(take);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const { remotePort = 0 } = socket;
    socket.once('close', () => {
      sockets.delete(socket);
      redirected.delete(remotePort);
    });
    // A client that disconnects before sending a request causes no error.
    socket.on('error', () => {});
    let start = Buffer.alloc(0);
    const choose = () => {
      const chunk: Buffer | null = socket.read();
      if (!chunk) return;
      start = Buffer.concat([start, chunk]);
      if (start[0] === REDIRECTED) {
        const end = start.indexOf('\n');
        if (end < 0 && start.length > LONGEST_NAME) socket.destroy();
        if (end < 0) return;
        redirected.set(remotePort, start.toString('utf8', 1, end));
        start = start.subarray(end + 1);
        if (start.length === 0) return;
      }
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

/**
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
function headWithoutUpgrade({ method, url, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
