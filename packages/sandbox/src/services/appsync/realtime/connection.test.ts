import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestSocket, type TestSocket } from '../../../../testing/service-socket.js';
import type { ServiceRequestHead } from '../../../protocols/request.js';
import { openConnection, type RealtimeApi } from './connection.js';
import { type RequestHeaders, type StartMessage, unsupportedOperation } from './messages.js';
import { createSubscriptions, type Subscriptions } from './subscriptions.js';

const KEY = { host: 'api', 'x-api-key': 'da2-good' };
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function requestWith(protocols: string | undefined, query = ''): ServiceRequestHead {
  return {
    id: 'request',
    method: 'GET',
    path: '/graphql/realtime',
    query: new URLSearchParams(query),
    headers: { host: '127.0.0.1', ...(protocols && { 'sec-websocket-protocol': protocols }) },
    target: undefined,
    signingName: undefined,
  };
}

let subscriptions: Subscriptions;
let errors: unknown[];
let warnings: string[];
let connected: RequestHeaders[];
let started: StartMessage[];

/** Variables are the arguments, except for `filter` and `invalidate`. */
const api: RealtimeApi<string> = {
  async connect(headers) {
    connected.push(headers);
    if (headers['x-api-key'] === 'broken') throw new Error('the secret inside');
    return headers['x-api-key'] === 'da2-good'
      ? { authorization: 'connection' }
      : { errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized.' }] };
  },
  async subscribe(message, connection) {
    expect(connection).toBe('connection');
    started.push(message);
    const [operation = '', fieldName = ''] = message.query.split(' ');
    if (operation === 'broken') throw new Error('the secret inside');
    if (operation !== 'subscription') return { errors: [unsupportedOperation(operation)] };
    if (message.headers['x-api-key'] !== 'da2-good') {
      return { errors: [{ errorType: 'UnauthorizedException', message: 'Not authorized' }] };
    }
    const { filter, invalidate, ...args } = message.variables;
    return {
      subscription: {
        fieldName,
        arguments: args,
        filter,
        invalidationFilter: invalidate,
        payload: (result) => ({ data: { [fieldName]: result } }),
      },
    };
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  subscriptions = createSubscriptions();
  errors = [];
  warnings = [];
  connected = [];
  started = [];
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

function connect(request = requestWith(`graphql-ws, header-${base64url(KEY)}`)): TestSocket {
  const client = createTestSocket();
  openConnection({
    socket: client.socket,
    request,
    api,
    subscriptions,
    onError: (error) => errors.push(error),
    onWarning: (warning) => warnings.push(warning),
  });
  return client;
}

async function initialised(): Promise<TestSocket> {
  const client = connect();
  client.receive({ type: 'connection_init' });
  await settle();
  client.sent.length = 0;
  return client;
}

const start = (id: unknown, variables: unknown = {}, query = 'subscription onCreateTodo') => ({
  id,
  type: 'start',
  payload: {
    data: JSON.stringify({ query, variables }),
    extensions: { authorization: { ...KEY, 'X-Amz-User-Agent': 'aws-amplify' } },
  },
});
const errorWith = (id: string | undefined, ...list: readonly object[]) => ({
  ...(id !== undefined && { id }),
  type: 'error',
  payload: { errors: list },
});
const unsupported = { errorType: 'UnsupportedOperation' };
const publish = (result: unknown) =>
  subscriptions.publish({ fieldNames: ['onCreateTodo'], result });

describe('the handshake', () => {
  const header = Buffer.from(JSON.stringify(KEY)).toString('base64');

  test.each<[string, ServiceRequestHead]>([
    ['in a subprotocol', requestWith(`graphql-ws,header-${base64url(KEY)}`)],
    ['in a subprotocol that comes first', requestWith(`header-${base64url(KEY)}, graphql-ws`)],
    [
      'in the query',
      requestWith('graphql-ws', `header=${encodeURIComponent(header)}&payload=e30=`),
    ],
    [
      'in the query without percent-encoding',
      requestWith('graphql-ws', `header=${header}&payload=e30=`),
    ],
    [
      'in the headers of the request',
      { ...requestWith('graphql-ws'), headers: { 'sec-websocket-protocol': 'graphql-ws', ...KEY } },
    ],
  ])('takes the headers %s', async (_, request) => {
    const client = connect(request);
    client.receive({ type: 'connection_init' });
    await settle();
    expect(client.sent).toEqual([
      { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } },
    ]);
    expect(connected).toEqual([expect.objectContaining(KEY)]);
  });

  test('gives the API header names in lower case', async () => {
    connect(requestWith(`graphql-ws,header-${base64url({ Authorization: 'token', HOST: 'x' })}`));
    await settle();
    expect(connected).toEqual([{ authorization: 'token', host: 'x' }]);
  });

  test('encodes characters that differ in base64 and base64url', async () => {
    const headers = { host: 'api', authorization: '\u{3fff}>>>???' };
    const text = Buffer.from(JSON.stringify(headers)).toString('base64');
    expect(text).toMatch(/[+/]/);
    connect(requestWith('graphql-ws', `header=${text}&payload=e30=`));
    await settle();
    expect(connected).toEqual([headers]);
  });

  const bad = { errorType: 'BadRequestException', errorCode: 400, message: expect.any(String) };
  test.each<[string, ServiceRequestHead, object]>([
    ['no subprotocol', requestWith(undefined), { message: 'NoProtocolError', errorCode: 400 }],
    [
      'another subprotocol',
      requestWith('graphql-transport-ws'),
      { message: 'SubProtocolNotSupportedError', errorCode: 400 },
    ],
    ['headers that are garbage', requestWith('graphql-ws,header-%%%'), bad],
    ['no JSON', requestWith('graphql-ws,header-Z2FyYmFnZQ'), bad],
    ['a JSON list', requestWith('graphql-ws,header-W10'), bad],
    [
      'JSON of 100,000 levels',
      requestWith(`graphql-ws,header-${Buffer.from('['.repeat(1e5)).toString('base64url')}`),
      bad,
    ],
    ['no payload', requestWith('graphql-ws', `header=${header}`), bad],
    [
      'a payload that nobody signed',
      requestWith('graphql-ws', `header=${header}&payload=${btoa('{"a":1}')}`),
      bad,
    ],
    [
      'a wrong key',
      requestWith(`graphql-ws,header-${base64url({ 'x-api-key': 'bad' })}`),
      {
        errorType: 'UnauthorizedException',
        errorCode: 401,
        message: 'You are not authorized.',
      },
    ],
  ])('with %s is refused and the connection closed', async (_, request, error) => {
    const client = connect(request);
    client.receive({ type: 'connection_init' });
    client.receive(start('1'));
    await settle();
    expect(client.sent).toEqual([{ type: 'connection_error', payload: { errors: [error] } }]);
    expect([client.closes, started, errors]).toEqual([[1008], [], []]);
  });

  test('that fails inside of the sandbox shows no text of the error', async () => {
    const client = connect(
      requestWith(`graphql-ws,header-${base64url({ 'x-api-key': 'broken' })}`),
    );
    await settle();
    expect(JSON.stringify(client.sent)).not.toContain('secret');
    expect([client.closes, errors]).toEqual([[1011], [new Error('the secret inside')]]);
  });
});

describe('a conversation', () => {
  type Step = [send: unknown, answers: readonly unknown[]];

  test.each<[string, readonly Step[]]>([
    [
      'starts and stops a subscription',
      [
        [start('1'), [{ id: '1', type: 'start_ack' }]],
        [{ id: '1', type: 'stop' }, [{ id: '1', type: 'complete' }]],
        [start('1'), [{ id: '1', type: 'start_ack' }]],
      ],
    ],
    [
      'answers each connection_init',
      [
        [
          { type: 'connection_init', payload: {} },
          [{ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } }],
        ],
      ],
    ],
    [
      'refuses an id that is in use',
      [
        [start('1'), [{ id: '1', type: 'start_ack' }]],
        [
          start('1'),
          [
            errorWith('1', {
              errorType: 'DuplicatedOperationError',
              message: 'Duplicated operation with id 1',
            }),
          ],
        ],
      ],
    ],
    [
      'refuses to stop an id that is not in use',
      [
        [
          { id: '1', type: 'stop' },
          [
            errorWith('1', {
              errorType: 'UnknownOperationError',
              message: 'Unknown operation id 1',
            }),
          ],
        ],
      ],
    ],
    [
      'refuses a query',
      [
        [
          start('1', {}, 'query listTodos'),
          [
            errorWith('1', {
              ...unsupported,
              message: 'query not supported through the realtime channel',
            }),
          ],
        ],
        [start('1'), [{ id: '1', type: 'start_ack' }]],
      ],
    ],
    [
      'refuses a subscription without authorization',
      [
        [
          { ...start('1'), payload: { data: '{"query":"subscription onCreateTodo"}' } },
          [errorWith('1', { errorType: 'UnauthorizedException', message: 'Not authorized' })],
        ],
      ],
    ],
    [
      'refuses a subscription whose filter is not valid',
      [
        [
          start('1', {
            filter: {
              filterGroup: [
                { filters: [{ fieldName: 'id', operator: 'in', value: [1, 2, 3, 4, 5, 6] }] },
              ],
            },
          }),
          [
            errorWith('1', {
              message: 'subscription exceeds maximum value limit 5 for operator `in`.',
              errorCode: 400,
            }),
          ],
        ],
      ],
    ],
  ])('%s', async (_, steps) => {
    const client = await initialised();
    for (const [message, answers] of steps) {
      client.receive(message);
      await settle();
      expect(client.sent.splice(0)).toEqual(answers);
    }
    expect([client.closes, errors]).toEqual([[], []]);
  });

  test('needs no connection_init', async () => {
    const client = connect();
    client.receive(start('1'));
    await settle();
    expect(client.sent).toEqual([{ id: '1', type: 'start_ack' }]);
  });

  test('ignores messages between connection_init and connection_ack', async () => {
    const client = connect();
    client.receive({ type: 'connection_init' });
    client.receive(start('1'));
    await settle();
    expect(client.sent).toEqual([expect.objectContaining({ type: 'connection_ack' })]);
  });

  test('gives the API what IAM signs, byte for byte', async () => {
    const client = await initialised();
    const data = '{ "query":"subscription onCreateTodo",  "variables":null, "operationName":"A" }';
    client.receive({ ...start('1'), payload: { ...start('1').payload, data } });
    await settle();
    expect(started).toEqual([
      {
        id: '1',
        type: 'start',
        data,
        query: 'subscription onCreateTodo',
        variables: {},
        operationName: 'A',
        headers: { ...KEY, 'x-amz-user-agent': 'aws-amplify' },
      },
    ]);
  });

  test('that fails inside of the sandbox shows no text of the error', async () => {
    const client = await initialised();
    client.receive(start('1', {}, 'broken'));
    await settle();
    expect(JSON.stringify(client.sent)).toContain('InternalFailure');
    expect(JSON.stringify(client.sent)).not.toContain('secret');
    expect(errors).toEqual([new Error('the secret inside')]);
  });
});

describe('a published object', () => {
  test('comes to each subscription that matches, under its id', async () => {
    const client = await initialised();
    for (const message of [start('all'), start('mine', { owner: 'me' })]) client.receive(message);
    await settle();
    client.sent.length = 0;
    publish({ id: '1', owner: 'me' });
    publish({ id: '2', owner: 'you' });
    await settle();
    const data = (id: string, todo: object) => ({
      id,
      type: 'data',
      payload: { data: { onCreateTodo: todo } },
    });
    expect(client.sent.filter((message) => (message as { id: string }).id === 'all')).toEqual([
      data('all', { id: '1', owner: 'me' }),
      data('all', { id: '2', owner: 'you' }),
    ]);
    expect(client.sent).toContainEqual(data('mine', { id: '1', owner: 'me' }));
    expect(client.sent).toHaveLength(3);
  });

  test('keeps its place when an earlier payload takes longer', async () => {
    const client = createTestSocket();
    const payloads: ((value: unknown) => void)[] = [];
    openConnection({
      socket: client.socket,
      request: requestWith(`graphql-ws, header-${base64url(KEY)}`),
      api: {
        ...api,
        subscribe: async () => ({
          subscription: {
            fieldName: 'onCreateTodo',
            arguments: {},
            payload: (result) =>
              result === 1 ? new Promise((resolve) => payloads.push(resolve)) : { data: result },
          },
        }),
      },
      subscriptions,
      onError: (error) => errors.push(error),
    });
    client.receive(start('1'));
    await settle();
    client.sent.length = 0;
    publish(1);
    publish(2);
    await settle();
    expect(client.sent).toEqual([]);
    payloads[0]?.({ data: 1 });
    await settle();
    expect(client.sent).toEqual(
      [1, 2].map((data) => ({ id: '1', type: 'data', payload: { data } })),
    );
  });

  test('does not come after the client has stopped or disconnected', async () => {
    const [stopping, disconnecting] = [await initialised(), await initialised()];
    for (const client of [stopping, disconnecting]) client.receive(start('1'));
    await settle();
    publish({ id: '1' });
    stopping.receive({ id: '1', type: 'stop' });
    disconnecting.disconnect();
    await settle();
    expect(stopping.sent).toEqual([
      { id: '1', type: 'start_ack' },
      { id: '1', type: 'complete' },
    ]);
    expect(subscriptions.size()).toBe(0);
  });

  test.each([
    ['stops', (client: TestSocket) => client.receive({ id: '1', type: 'stop' })],
    ['disconnects', (client: TestSocket) => client.disconnect()],
  ])('does not come to a client that %s while its start is not finished', async (_, end) => {
    const client = await initialised();
    client.receive(start('1'));
    end(client);
    await settle();
    expect(client.sent).not.toContainEqual({ id: '1', type: 'start_ack' });
    expect(subscriptions.size()).toBe(0);
  });

  test('longer than AppSync sends is left out with a warning', async () => {
    const client = await initialised();
    client.receive(start('1'));
    await settle();
    client.sent.length = 0;
    publish({ text: 'x'.repeat(240 * 1024) });
    publish({ text: 'short' });
    await settle();
    expect(client.sent).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('the subscription onCreateTodo')]);
  });

  test('whose payload fails does not end the subscription', async () => {
    const client = await initialised();
    client.receive(start('1'));
    await settle();
    client.sent.length = 0;
    publish(1n);
    publish({ id: '2' });
    await settle();
    expect(client.sent).toHaveLength(1);
    expect(errors).toEqual([expect.any(TypeError)]);
  });
});

describe('an invalidation', () => {
  test('ends the subscription with an error and closes the connection', async () => {
    const [invalidated, other] = [await initialised(), await initialised()];
    const invalidate = (value: string) => ({
      invalidate: { filterGroup: [{ filters: [{ fieldName: 'user', operator: 'eq', value }] }] },
    });
    invalidated.receive(start('1', invalidate('a')));
    other.receive(start('1', invalidate('b')));
    await settle();
    subscriptions.invalidate({ subscriptionField: 'onCreateTodo', payload: { user: 'a' } });
    expect(invalidated.sent.at(-1)).toEqual(errorWith('1', { message: 'Subscription complete.' }));
    expect([invalidated.closes, other.closes]).toEqual([[undefined], []]);
    expect(subscriptions.size()).toBe(1);
  });
});

describe('the time of a connection', () => {
  test('has a keep-alive message each minute', async () => {
    const client = await initialised();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(client.sent).toEqual(Array(3).fill({ type: 'ka' }));
  });

  test('is over after a minute without a message', async () => {
    const client = connect();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(client.closes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(client.closes).toEqual([1008]);
  });

  test('is over after a minute of messages that are not valid', async () => {
    const client = connect();
    client.receive('garbage');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(client.closes).toEqual([1008]);
  });

  test('is over after 24 hours', async () => {
    const client = await initialised();
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(client.closes).toEqual([undefined]);
  });

  test('leaves no timer when the client disconnects', async () => {
    const client = await initialised();
    client.disconnect();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no timer when the client disconnects before it is authorized', async () => {
    connect().disconnect();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an attack', () => {
  const deep = `{"id":"1","type":"start","payload":${'['.repeat(1e5)}${']'.repeat(1e5)}}`;
  const unknown = { ...unsupported, message: 'unknown not supported through the realtime channel' };

  test.each<[string, unknown, string | undefined]>([
    ['garbage', '\u0000\uffff{', undefined],
    ['an empty message', '', undefined],
    ['a JSON list', '[1]', undefined],
    ['null', 'null', undefined],
    ['JSON of 100,000 levels', deep, undefined],
    ['no type', { id: '1' }, '1'],
    ['an unknown type', { id: '1', type: 'subscribe' }, '1'],
    ['a message of the server', { id: '1', type: 'start_ack' }, '1'],
    ['a type that every object has', { id: '1', type: 'constructor' }, '1'],
    ['an id that is an object', start({ toString: 'x' }), undefined],
    ['an id that is a number', start(1), undefined],
    ['an empty id', start(''), undefined],
    ['an id of 257 characters', start('x'.repeat(257)), undefined],
    ['a stop without an id', { type: 'stop' }, undefined],
    ['no payload', { id: '1', type: 'start' }, '1'],
    [
      'the payload of another protocol',
      { id: '1', type: 'start', payload: { query: 'subscription { a }' } },
      '1',
    ],
    ['data that is an object', { id: '1', type: 'start', payload: { data: { query: 'x' } } }, '1'],
    ['data that is no JSON', { id: '1', type: 'start', payload: { data: '{' } }, '1'],
    ['data of 100,000 levels', { id: '1', type: 'start', payload: { data: deep } }, '1'],
    ['a query that is an object', start('1', {}, { a: 1 } as unknown as string), '1'],
    ['variables that are a list', start('1', []), '1'],
  ])('with %s is answered with an error', async (_, message, id) => {
    const client = await initialised();
    client.receive(message);
    await settle();
    expect(client.sent).toEqual([errorWith(id, unknown)]);
    expect([client.closes, started, errors]).toEqual([[], [], []]);
  });

  test('with names of prototypes changes no object', async () => {
    const client = await initialised();
    client.receive(
      '{"id":"__proto__","type":"start","payload":{"data":"{\\"query\\":\\"subscription onCreateTodo\\",' +
        '\\"variables\\":{\\"__proto__\\":{\\"polluted\\":1}}}","extensions":{"authorization":' +
        '{"x-api-key":"da2-good","__proto__":"x"}}}}',
    );
    await settle();
    expect(client.sent).toEqual([{ id: '__proto__', type: 'start_ack' }]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('with 10,000 starts gets 100 subscriptions', async () => {
    const client = await initialised();
    for (let id = 0; id < 10_000; id += 1) client.receive(start(String(id)));
    await settle();
    expect([started.length, subscriptions.size()]).toEqual([100, 100]);
    expect(client.sent.filter((message) => (message as { type: string }).type === 'error')).toEqual(
      Array.from({ length: 9_900 }, (_, index) =>
        errorWith(String(index + 100), {
          errorType: 'MaxSubscriptionsReachedError',
          message: 'Max number of 100 subscriptions reached',
        }),
      ),
    );
  });

  test('that starts and stops again and again is slowed down', async () => {
    const client = await initialised();
    for (let count = 0; count < 10_000; count += 1) {
      client.receive(start('1'));
      client.receive({ id: '1', type: 'stop' });
    }
    await settle();
    expect(started).toHaveLength(100);
    expect(client.sent).toContainEqual(
      errorWith('1', { errorType: 'LimitExceededError', message: 'Rate limit exceeded' }),
    );
    client.receive(start('1'));
    await settle();
    expect(client.sent.at(-1)).toEqual({ id: '1', type: 'start_ack' });
    expect(subscriptions.size()).toBe(1);
  });
});
