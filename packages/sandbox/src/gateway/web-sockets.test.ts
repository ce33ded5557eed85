import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket as WsClient } from 'ws';
import { createCredentialStore } from '../iam/credentials.js';
import type { ServiceRequestHead } from '../protocols/request.js';
import type { Service, ServiceSocket, SocketService } from '../services/service.js';
import { type Gateway, startGateway } from './gateway.js';

const MAX_MESSAGE_BYTES = 1000;

let gateway: Gateway;
let errors: unknown[];
/** The WebSockets that the service got, newest last. */
let opened: Opened[];
type Opened = {
  readonly request: ServiceRequestHead;
  readonly socket: ServiceSocket;
  closes: number;
};

/** Answers `fail` with an error, and any other message with itself. */
const echo: SocketService = {
  socketProtocol: 'echo',
  maxMessageBytes: MAX_MESSAGE_BYTES,
  maxBodyBytes: 1000,
  deploy: () => {},
  matches: ({ path, headers: { host = '' } }) =>
    path.startsWith('/echo') || host.startsWith('id.appsync-realtime-api.'),
  handle: async ({ method, body }) => ({ status: 200, body: `${method} ${body}` }),
  handleSocket(request, socket) {
    const entry = { request, socket, closes: 0 };
    opened.push(entry);
    socket.onClose(() => {
      entry.closes += 1;
    });
    socket.onMessage((text) => {
      if (text === 'fail') throw new Error('the secret inside');
      socket.send(text);
    });
    if (request.path === '/echo/broken') throw new Error('the secret inside');
  },
};
const plain: Service = {
  maxBodyBytes: 1000,
  deploy: () => {},
  matches: ({ path }) => path === '/plain',
  handle: async () => ({ status: 200, body: 'plain' }),
};

beforeEach(async () => {
  errors = [];
  opened = [];
  gateway = await startGateway({
    services: [plain, echo],
    credentials: createCredentialStore(Buffer.alloc(32, 7)),
    port: 0,
    onError: (error) => errors.push(error),
  });
});
afterEach(() => gateway.stop());

test('a WebSocket before the first deployment waits for it, with what it sent', async () => {
  const deployed = Promise.withResolvers<void>();
  const early = await startGateway({
    services: [echo],
    credentials: createCredentialStore(Buffer.alloc(32, 7)),
    port: 0,
    ready: deployed.promise,
    onError: (error) => errors.push(error),
  });
  try {
    const client = new WsClient(`${early.url.replace('http', 'ws')}/echo`, 'echo');
    const received = once(client, 'message');
    client.once('open', () => client.send('early'));
    await delay(50);
    expect(opened).toEqual([]);
    deployed.resolve();
    expect(String((await received)[0])).toBe('early');
    client.close();
  } finally {
    await early.stop();
  }
});

test('a WebSocket before the first deployment ends with the sandbox', async () => {
  const early = await startGateway({
    services: [echo],
    credentials: createCredentialStore(Buffer.alloc(32, 7)),
    port: 0,
    ready: new Promise(() => {}),
    onError: (error) => errors.push(error),
  });
  const client = new WsClient(`${early.url.replace('http', 'ws')}/echo`, 'echo');
  const failed = once(client, 'error');
  await delay(50);
  await early.stop();
  // The first where the connection is open, the second where it is not yet.
  expect(String((await failed)[0])).toMatch(/socket hang up|ECONNRESET/);
  expect(opened).toEqual([]);
});

const address = (path: string) => `${gateway.url.replace('http', 'ws')}${path}`;

async function open(path = '/echo', protocols: string | string[] = 'echo'): Promise<WsClient> {
  const client = new WsClient(address(path), protocols);
  await once(client, 'open');
  return client;
}

const closeOf = async (client: WsClient): Promise<[number, string]> => {
  const [code, reason] = await once(client, 'close');
  return [code, String(reason)];
};

/** Asks for an upgrade over plain HTTP. */
async function upgrade(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(gateway.url);
  const outgoing = httpRequest({
    hostname,
    port,
    path,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16, 1).toString('base64'),
      ...headers,
    },
  });
  outgoing.end();
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    outgoing.on('response', (response) => {
      response.resume();
      resolve(response);
    });
  });
}

function rawConnection(): Socket {
  const { hostname, port } = new URL(gateway.url);
  return connect(Number(port), hostname);
}

/** Reads until the text contains `end`. */
async function readUntil(socket: Socket, end: string): Promise<string> {
  let text = '';
  while (!text.includes(end)) text += String((await once(socket, 'data'))[0]);
  return text;
}

describe('a WebSocket', () => {
  test('of the client ws carries messages both ways', async () => {
    const client = await open();
    client.send('Grüße');
    const [message] = await once(client, 'message');
    expect([String(message), client.protocol]).toEqual(['Grüße', 'echo']);
    client.close();
  });

  test('of the built-in client of Node carries messages both ways', async () => {
    const client = new WebSocket(address('/echo'), ['echo', 'header-e30']);
    await once(client, 'open');
    client.send('Grüße');
    const [{ data }] = await once(client, 'message');
    expect([data, client.protocol]).toEqual(['Grüße', 'echo']);
    client.close();
  });

  test('comes to the service with the head of its request', async () => {
    const client = await open('/echo/there?header=e30%3D', ['echo', 'header-e30']);
    expect(opened[0]?.request).toMatchObject({
      method: 'GET',
      path: '/echo/there',
      headers: { 'sec-websocket-protocol': 'echo,header-e30' },
    });
    expect(opened[0]?.request.query.get('header')).toBe('e30=');
    client.close();
  });

  test('gets no subprotocol if the client offers another', async () => {
    const response = await upgrade('/echo', { 'sec-websocket-protocol': 'other' });
    expect(response.statusCode).toBe(101);
    expect(response.headers['sec-websocket-protocol']).toBeUndefined();
  });

  test('calls the service once when the client closes it', async () => {
    const client = await open();
    client.close();
    await closeOf(client);
    await vi.waitFor(() => expect(opened[0]?.closes).toBe(1), 20_000);
  });

  test('is closed by the service with its code and reason', async () => {
    const client = await open();
    opened[0]?.socket.close(4000, 'enough');
    expect(await closeOf(client)).toEqual([4000, 'enough']);
  });

  test('gets all messages of one moment in their order, and then the close', async () => {
    const client = await open();
    const received: string[] = [];
    client.on('message', (data) => received.push(String(data)));
    // Some are longer than what is written together.
    const messages = Array.from({ length: 300 }, (_, index) =>
      `${index}`.padEnd(index % 50 === 0 ? 100_000 : 10),
    );
    for (const message of messages) opened[0]?.socket.send(message);
    opened[0]?.socket.close(4000, 'enough');
    expect(await closeOf(client)).toEqual([4000, 'enough']);
    expect(received).toEqual(messages);
  });

  test('ignores what the service sends after it was closed', async () => {
    const client = await open();
    client.close();
    await closeOf(client);
    expect(() => opened[0]?.socket.send('late')).not.toThrow();
  });

  test('is closed with code 1001 when the sandbox stops', async () => {
    const clients = [await open(), await open()];
    const closes = clients.map(closeOf);
    await gateway.stop();
    expect(await Promise.all(closes)).toEqual(Array(2).fill([1001, 'The sandbox stopped.']));
    gateway = await startGateway({
      services: [],
      credentials: createCredentialStore(Buffer.alloc(32, 7)),
      port: 0,
      onError: () => {},
    });
  });

  test('of a function to a host of AWS comes to the service of that host', async () => {
    const socket = rawConnection();
    socket.write(
      '\0function\nGET /graphql HTTP/1.1\r\nHost: id.appsync-realtime-api.eu-west-1.amazonaws.com\r\n' +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AQEBAQEBAQEBAQEBAQEBAQ==\r\n\r\n',
    );
    expect(await readUntil(socket, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 101 /);
    expect(opened[0]?.request.path).toBe('/graphql');
    socket.destroy();
  });
});

describe('an attack', () => {
  test.each<[string, string, Record<string, string>, number]>([
    ['a page of another site', '/echo', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', '/echo', { origin: 'null' }, 403],
    ['another host (DNS rebinding)', '/echo', { host: 'evil.example' }, 403],
    [
      'a host of AWS without a function',
      '/graphql',
      { host: 'id.appsync-realtime-api.eu-west-1.amazonaws.com' },
      403,
    ],
    ['an invalid key', '/echo', { 'sec-websocket-key': 'short' }, 400],
    ['an unknown version', '/echo', { 'sec-websocket-version': '99' }, 400],
    ['a subprotocol that is no token', '/echo', { 'sec-websocket-protocol': 'a b' }, 400],
  ])('by %s is refused before the service gets it', async (_, path, headers, status) => {
    expect((await upgrade(path, headers)).statusCode).toBe(status);
    expect([opened, errors]).toEqual([[], []]);
  });

  test('with a huge message closes the WebSocket', async () => {
    const client = await open();
    client.send('x'.repeat(MAX_MESSAGE_BYTES + 1));
    expect(await closeOf(client)).toEqual([1009, '']);
    expect(errors).toEqual([]);
  });

  test('with binary messages closes the WebSocket', async () => {
    const client = await open();
    client.send(Buffer.from('text'));
    expect(await closeOf(client)).toEqual([1003, 'Only text messages are supported.']);
  });

  test.each([
    ['garbage', Buffer.alloc(64, 0xff)],
    ['an unmasked frame', Buffer.from([0x81, 0x02, 0x68, 0x69])],
    ['text that is not UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
  ])('with %s in place of a frame closes the connection', async (_, bytes) => {
    const socket = rawConnection();
    socket.write(
      'GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQEBAQEBAQEBAQEBAQEBAQ==\r\n\r\n',
    );
    await readUntil(socket, '\r\n\r\n');
    socket.resume();
    socket.write(bytes);
    await once(socket, 'close');
    await vi.waitFor(() => expect(opened[0]?.closes).toBe(1), 20_000);
    expect(errors).toEqual([]);
  });

  test('by a client that never reads ends when 8 MB wait for it', async () => {
    const client = await open();
    client.pause();
    const megabyte = 'x'.repeat(1024 * 1024);
    // Far more than the buffers of the operating system.
    for (let sent = 0; opened[0]?.closes === 0 && sent < 256; sent += 1) {
      opened[0].socket.send(megabyte);
      await new Promise(setImmediate);
    }
    expect(opened[0]?.closes).toBe(1);
    client.terminate();
  });

  test('does not read the text of an internal error', async () => {
    const client = await open();
    client.send('fail');
    expect(await closeOf(client)).toEqual([
      1011,
      'The sandbox failed; its terminal shows the error.',
    ]);
    expect(errors).toEqual([new Error('the secret inside')]);
  });

  test('does not read the text of an error at the opening', async () => {
    const client = await open('/echo/broken');
    expect((await closeOf(client))[0]).toBe(1011);
    expect(errors).toEqual([new Error('the secret inside')]);
  });
});

describe('an upgrade that nobody serves', () => {
  test.each([
    ['of AppSync without the service', '/graphql/realtime', 404],
    ['of an unknown path', '/nowhere', 404],
    ['of a service without WebSockets', '/plain', 200],
  ])('%s is answered as an ordinary request', async (_, path, status) => {
    expect((await upgrade(path)).statusCode).toBe(status);
  });

  test('to HTTP/2 is answered over HTTP/1.1, and the connection stays open', async () => {
    const socket = rawConnection();
    socket.write(
      'POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n' +
        'Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\nContent-Length: 4\r\n\r\nbody',
    );
    expect(await readUntil(socket, 'POST body')).toMatch(/^HTTP\/1\.1 200 /);
    socket.write('PUT /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nagain');
    expect(await readUntil(socket, 'PUT again')).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('is answered when its body arrives later than its head', async () => {
    const socket = rawConnection();
    socket.write(
      'POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n' +
        'Expect: 100-continue\r\nContent-Length: 4\r\n\r\n',
    );
    await readUntil(socket, '100 Continue');
    socket.write('body');
    expect(await readUntil(socket, 'POST body')).toMatch(/HTTP\/1\.1 200 /);
    socket.destroy();
  });
});
