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
  /** Replaces the timeline, as a restart of the sandbox does. */
  reset(entries: readonly MadeEntry[]): void;
  /** Adds one more flow. */
  addFlow(number: number): Promise<void>;
  /** Adds the first entry of a flow, which runs until `finishFlow`. */
  startFlow(number: number): Promise<void>;
  finishFlow(): Promise<void>;
  /** Stops to listen, as a sandbox that is stopped. */
  stop(): Promise<void>;
  /** Listens again, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export async function startConsoleServer(
  entries: readonly MadeEntry[],
  port = 0,
): Promise<ConsoleServer> {
  let kept = [...entries];
  let run = 1;
  let unfinished: readonly MadeEntry[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const sockets = new WebSocketServer({ server, path: '/_console/api/live' });
  sockets.on('connection', (socket) => socket.send(JSON.stringify(hello())));

  function hello(): LiveMessage {
    return {
      type: 'hello',
      run: String(run),
      entries: kept.map(({ entry }) => entry),
      forgotten: 0,
    };
  }

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
    if (name === 'functions/invoke') {
      const entry = nextId();
      const [, invocation] = makeFlow(0, entry - 1, Date.now());
      if (invocation !== undefined) add([asRoot(invocation)]);
      return sendJson(response, { entry, invocation: {} });
    }
    const id = /^timeline\/(\d+)$/.exec(name)?.[1];
    const found = kept.find(({ entry }) => entry.id === Number(id));
    if (found !== undefined) return sendJson(response, found.details);
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 'NOT_FOUND', message: `There is no ${name}.` }));
  }

  function nextId() {
    return (kept.at(-1)?.entry.id ?? 0) + 1;
  }

  function add(made: readonly MadeEntry[]) {
    kept = kept.filter(({ entry }) => !made.some((each) => each.entry.id === entry.id));
    kept.push(...made);
    send({ type: 'entries', entries: made.map(({ entry }) => entry) });
  }

  function send(message: LiveMessage) {
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  }

  async function listen(at: number) {
    await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function stop() {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  const listening = await listen(port);
  return {
    url: `http://127.0.0.1:${listening}/_console/`,
    reset(next) {
      kept = [...next];
      run += 1;
      send(hello());
    },
    async addFlow(number) {
      add(makeFlow(number, nextId(), Date.now()));
    },
    async startFlow(number) {
      const made = makeFlow(number, nextId(), Date.now());
      const [first] = made;
      if (first === undefined) return;
      const { durationMs: _duration, outcome: _outcome, status: _status, ...entry } = first.entry;
      const running = { ...entry, state: 'running' as const };
      unfinished = made;
      add([{ entry: running, details: { entry: running } }]);
    },
    async finishFlow() {
      add(unfinished);
    },
    stop,
    async restart() {
      await listen(listening);
    },
    async close() {
      if (server.listening) await stop();
      sockets.close();
    },
  };
}

function asRoot({ entry, details }: MadeEntry): MadeEntry {
  const { parent: _parent, ...fields } = entry;
  const root = { ...fields, flow: entry.id, from: 'console' };
  return { entry: root, details: { ...details, entry: root } };
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
