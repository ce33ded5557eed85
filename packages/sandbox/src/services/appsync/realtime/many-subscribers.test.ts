import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { API_KEY, graphqlApi } from '../../../../testing/graphql-api.js';
import { base64url } from '../../../../testing/realtime-api.js';
import { startService, type TestService } from '../../../../testing/start-service.js';
import { createCredentialStore } from '../../../iam/credentials.js';
import type { SocketService } from '../../service.js';
import { appsync } from '../index.js';
import { MAX_SUBSCRIPTIONS, SUBPROTOCOL } from './messages.js';

const CONNECTIONS = 10;
const KEY = { host: 'api', 'x-api-key': API_KEY };
const SCHEMA = `
  type Note { id: ID! text: String }
  type Query { note: Note }
  type Mutation { createNote(id: ID!, text: String): Note }
  type Subscription { onCreateNote: Note @aws_subscribe(mutations: ["createNote"]) }
`;

/** One WebSocket with as many subscriptions as AppSync allows. */
type Connection = {
  readonly socket: WebSocket;
  /** The ids of the notes that each subscription got, in their order. */
  readonly received: ReadonlyMap<string, readonly unknown[]>;
};

let service: TestService<SocketService>;
let errors: unknown[];

beforeEach(async () => {
  errors = [];
  service = await startService(
    appsync({
      credentials: createCredentialStore(Buffer.alloc(32, 7)),
      onLog: () => {},
      onError: (error) => errors.push(error),
    }),
    {
      resources: graphqlApi(SCHEMA, {
        'Mutation.createNote': {
          request: '{ "version": "2018-05-29", "payload": $util.toJson($ctx.args) }',
          response: '$util.toJson($ctx.result)',
        },
      }),
    },
  );
});
afterEach(async () => {
  await service.stop();
  expect([errors, service.faults]).toEqual([[], []]);
});

async function createNote(id: string): Promise<void> {
  const query = 'mutation ($id: ID!) { createNote(id: $id) { id } }';
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': API_KEY },
    body: JSON.stringify({ query, variables: { id } }),
  });
  expect(await response.json()).toEqual({ data: { createNote: { id } } });
}

async function connect(): Promise<Connection> {
  const url = `${service.url.replace('http', 'ws')}/graphql/realtime`;
  const socket = new WebSocket(url, [SUBPROTOCOL, `header-${base64url(KEY)}`]);
  const received = new Map<string, unknown[]>();
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(String(data));
    if (type === 'start_ack') received.set(id, []);
    if (type === 'data') received.get(id)?.push(payload.data.onCreateNote.id);
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  const data = JSON.stringify({ query: 'subscription { onCreateNote { id } }', variables: {} });
  for (let id = 1; id <= MAX_SUBSCRIPTIONS; id += 1) {
    const payload = { data, extensions: { authorization: KEY } };
    socket.send(JSON.stringify({ id: String(id), type: 'start', payload }));
  }
  while (received.size < MAX_SUBSCRIPTIONS) await once(socket, 'message');
  return { socket, received };
}

/**
 * How many subscribers got which notes. Waits until each has `count` notes, and then until nothing
 * that was sent before is still on its way.
 */
async function receivedBy(connections: readonly Connection[], count: number) {
  const received = connections.map(async ({ socket, received }) => {
    const isDone = () => [...received.values()].every(({ length }) => length >= count);
    while (!isDone()) await once(socket, 'message');
    socket.ping();
    await once(socket, 'pong');
    return [...received.values()];
  });
  const subscribers: Record<string, number> = {};
  for (const ids of (await Promise.all(received)).flat()) {
    const notes = ids.join();
    subscribers[notes] = (subscribers[notes] ?? 0) + 1;
  }
  return subscribers;
}

test('each of 1,000 subscribers gets every message once, also after half of them left', async () => {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, connect));
  for (const id of ['1', '2', '3']) await createNote(id);
  expect(await receivedBy(connections, 3)).toEqual({ '1,2,3': 1000 });

  const [leaving, staying] = [connections.slice(0, 5), connections.slice(5)];
  for (const { socket } of leaving) socket.close();
  await Promise.all(leaving.map(({ socket }) => once(socket, 'close')));
  for (const id of ['4', '5']) await createNote(id);
  expect(await receivedBy(staying, 5)).toEqual({ '1,2,3,4,5': 500 });
});
