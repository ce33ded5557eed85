import { once } from 'node:events';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket as WsClient } from 'ws';
import { type Gateway, startGateway } from '../../../gateway/gateway.js';
import { createCredentialStore } from '../../../iam/credentials.js';
import type { ServiceRequestHead } from '../../../protocols/request.js';
import type { SocketService } from '../../service.js';
import { openConnection } from './connection.js';
import { MAX_MESSAGE_BYTES, type RequestHeaders, SUBPROTOCOL } from './messages.js';
import { createSubscriptions, type Subscriptions } from './subscriptions.js';

const KEY = 'da2-good';

let gateway: Gateway;
let subscriptions: Subscriptions;
let requests: ServiceRequestHead[];
let handshakes: RequestHeaders[];
let faults: unknown[];

const realtime = (): SocketService => ({
  socketProtocol: SUBPROTOCOL,
  maxMessageBytes: MAX_MESSAGE_BYTES,
  maxBodyBytes: 0,
  deploy: () => {},
  matches: ({ path }) => path.startsWith('/graphql'),
  handle: async () => ({ status: 404, body: '' }),
  handleSocket(request, socket) {
    requests.push(request);
    openConnection({
      socket,
      request,
      subscriptions,
      api: {
        async connect(headers) {
          handshakes.push(headers);
          return headers['x-api-key'] === KEY
            ? { authorization: undefined }
            : {
                errors: [
                  {
                    errorType: 'UnauthorizedException',
                    message: 'You are not authorized to make this call.',
                    errorCode: 401,
                  },
                ],
              };
        },
        async subscribe({ variables, headers }) {
          if (headers['x-api-key'] !== KEY) {
            return { errors: [{ errorType: 'UnauthorizedException', message: 'Not authorized' }] };
          }
          return {
            subscription: {
              fieldName: 'onCreateTodo',
              arguments: variables,
              payload: (result) => ({ data: { onCreateTodo: result } }),
            },
          };
        },
      },
      onError: (error) => faults.push(error),
    });
  },
});

beforeEach(async () => {
  subscriptions = createSubscriptions();
  requests = [];
  handshakes = [];
  faults = [];
  gateway = await startGateway({
    services: [realtime()],
    credentials: createCredentialStore(Buffer.alloc(32, 7)),
    port: 0,
    onError: (error) => faults.push(error),
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await gateway.stop();
  expect(faults).toEqual([]);
});

const publish = (id: string) =>
  subscriptions.publish({ fieldNames: ['onCreateTodo'], result: { id } });

const protocols = [
  SUBPROTOCOL,
  `header-${Buffer.from(JSON.stringify({ host: 'api', 'x-api-key': KEY })).toString('base64url')}`,
];
const start = JSON.stringify({
  id: '1',
  type: 'start',
  payload: {
    data: JSON.stringify({ query: 'subscription { onCreateTodo { id } }', variables: {} }),
    extensions: { authorization: { 'x-api-key': KEY } },
  },
});

describe('a conversation over a WebSocket', () => {
  const url = () => `${gateway.url.replace('http', 'ws')}/graphql/realtime`;

  test.each<[string, (address: string) => WebSocket]>([
    ['of the client ws', (address) => new WsClient(address, protocols) as unknown as WebSocket],
    ['of the built-in client of Node', (address) => new WebSocket(address, protocols)],
  ])('%s gets a published object', async (_, open) => {
    const client = open(url());
    const messages: { readonly type: string }[] = [];
    client.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data));
      messages.push(message);
      if (message.type === 'connection_ack') client.send(start);
      if (message.type === 'start_ack') publish('7');
      if (message.type === 'data') client.send('{"id":"1","type":"stop"}');
      if (message.type === 'complete') client.close();
    });
    client.addEventListener('open', () => client.send('{"type":"connection_init"}'));
    await new Promise((resolve) => client.addEventListener('close', resolve));
    expect(client.protocol).toBe(SUBPROTOCOL);
    expect(messages).toEqual([
      { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } },
      { id: '1', type: 'start_ack' },
      { id: '1', type: 'data', payload: { data: { onCreateTodo: { id: '7' } } } },
      { id: '1', type: 'complete' },
    ]);
  });

  test('refused in the handshake ends with the reason', async () => {
    const client = new WsClient(url(), [SUBPROTOCOL, 'header-e30']);
    const [[message], [code]] = await Promise.all([once(client, 'message'), once(client, 'close')]);
    expect([JSON.parse(String(message)), code]).toEqual([
      {
        type: 'connection_error',
        payload: {
          errors: [
            {
              errorType: 'UnauthorizedException',
              message: 'You are not authorized to make this call.',
              errorCode: 401,
            },
          ],
        },
      },
      1008,
    ]);
  });
});

describe('the client of Amplify', () => {
  const configure = (endpoint: string, apiKey = KEY) =>
    Amplify.configure({
      API: { GraphQL: { endpoint, region: 'eu-west-1', defaultAuthMode: 'apiKey', apiKey } },
    });
  const upperCase = () => `${gateway.url.replace('http', 'HTTP')}/graphql`;

  /** Subscribes, and collects what the client gives the app. */
  function subscribe(variables: Record<string, string> = {}) {
    const received: unknown[] = [];
    const failures: unknown[] = [];
    const observable = generateClient().graphql({
      query: 'subscription Sub($id: ID) { onCreateTodo(id: $id) { id } }',
      variables,
    });
    if (!('subscribe' in observable)) throw new Error('The client ran no subscription.');
    const subscription = observable.subscribe({
      next: ({ data }) => received.push(data),
      error: (error) => failures.push(error),
    });
    return { received, failures, unsubscribe: () => subscription.unsubscribe() };
  }

  test('subscribes, gets what matches, and unsubscribes', async () => {
    configure(upperCase());
    const one = subscribe({ id: '1' });
    const all = subscribe();
    await vi.waitFor(() => expect(subscriptions.size()).toBe(2), 20_000);
    publish('2');
    publish('1');
    await vi.waitFor(() => expect(all.received).toHaveLength(2), 20_000);
    expect(all.received).toEqual([{ onCreateTodo: { id: '2' } }, { onCreateTodo: { id: '1' } }]);
    expect(one.received).toEqual([{ onCreateTodo: { id: '1' } }]);
    // Both use one connection.
    expect(requests.map(({ path }) => path)).toEqual(['/graphql/realtime']);
    expect(handshakes).toEqual([
      expect.objectContaining({ host: new URL(gateway.url).host, 'x-api-key': KEY }),
    ]);
    one.unsubscribe();
    await vi.waitFor(() => expect(subscriptions.size()).toBe(1), 20_000);
    all.unsubscribe();
    await vi.waitFor(() => expect(subscriptions.size()).toBe(0), 20_000);
    expect([one.failures, all.failures]).toEqual([[], []]);
  });

  test('shows the app why its handshake is refused, and does not try again', async () => {
    configure(upperCase(), 'da2-wrong');
    const { failures } = subscribe();
    await vi.waitFor(() => expect(failures).toHaveLength(1), 20_000);
    expect(JSON.stringify(failures)).toContain('Connection failed: UnauthorizedException');
    expect(handshakes).toHaveLength(1);
  });

  test.each([
    ['HTTP://127.0.0.1:4000/graphql', 'http://127.0.0.1:4000/graphql/realtime'],
    ['http://127.0.0.1:4000/graphql', 'wss://127.0.0.1:4000/graphql/realtime'],
    [
      `https://${'a'.repeat(26)}.appsync-api.eu-west-1.amazonaws.com/graphql`,
      `wss://${'a'.repeat(26)}.appsync-realtime-api.eu-west-1.amazonaws.com/graphql`,
    ],
  ])('with the endpoint %s opens %s', async (endpoint, url) => {
    const urls: string[] = [];
    vi.stubGlobal(
      'WebSocket',
      class {
        constructor(address: string) {
          urls.push(address);
        }
      },
    );
    configure(endpoint);
    subscribe();
    await vi.waitFor(() => expect(urls).toEqual([url]), 20_000);
  });

  test('with the scheme HTTP:// uses a WebSocket without TLS', () => {
    const client = new WebSocket(`${upperCase()}/realtime`, protocols);
    expect(client.url).toBe(`${gateway.url.replace('http', 'ws')}/graphql/realtime`);
    client.close();
  });
});
