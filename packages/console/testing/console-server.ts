import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import type { LiveMessage } from '../src/api/contract.ts';
import { type MadeEntry, makeFlow } from './flows.ts';
import { overview } from './overview.ts';

const page = fileURLToPath(new URL('../dist/page/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** A server that speaks the console's contract, with a timeline made for a test. */
export type ConsoleServer = {
  readonly url: string;
  /** Adds one more flow. Its entries appear one after the other if `slowly` is set. */
  addFlow(number: number, options?: { readonly slowly?: boolean }): Promise<void>;
  send(message: LiveMessage): void;
  close(): Promise<void>;
};

export async function startConsoleServer(
  entries: readonly MadeEntry[],
  port = 0,
): Promise<ConsoleServer> {
  let kept = [...entries];
  const run = String(Date.now());
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const sockets = new WebSocketServer({ server, path: '/_console/api/live' });
  sockets.on('connection', (socket) => {
    const hello: LiveMessage = {
      type: 'hello',
      run,
      entries: kept.map(({ entry }) => entry),
      forgotten: 0,
    };
    socket.send(JSON.stringify(hello));
  });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/_console/api/')) return sendPage(pathname, response);
    const name = pathname.slice('/_console/api/'.length);
    if (name === 'overview') return sendJson(response, overview);
    if (name === 'timeline/clear') {
      kept = [];
      send({ type: 'cleared' });
      return sendJson(response, {});
    }
    const id = /^timeline\/(\d+)$/.exec(name)?.[1];
    const found = kept.find(({ entry }) => entry.id === Number(id));
    if (found !== undefined) return sendJson(response, found.details);
    if (name === 'functions/invoke') {
      return sendJson(response, { entry: kept.at(-1)?.entry.id ?? 0, invocation: {} });
    }
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 'NOT_FOUND', message: `There is no ${name}.` }));
  }

  function send(message: LiveMessage) {
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${listening}/_console/`,
    send,
    async addFlow(number, { slowly = false } = {}) {
      const made = makeFlow(number, (kept.at(-1)?.entry.id ?? 0) + 1, Date.now());
      for (const each of made) {
        kept.push(each);
        send({ type: 'entries', entries: [each.entry] });
        if (slowly) await new Promise((resolve) => setTimeout(resolve, 80));
      }
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendPage(pathname: string, response: ServerResponse) {
  const extension = extname(pathname);
  const file = extension === '' ? 'index.html' : pathname.slice('/_console/'.length);
  const body = await readFile(join(page, file)).catch(() => undefined);
  if (body === undefined) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': types[extension === '' ? '.html' : extension] ?? 'application/octet-stream',
    'content-security-policy': policy,
  });
  response.end(body);
}

function sendJson(response: ServerResponse, body: unknown) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
