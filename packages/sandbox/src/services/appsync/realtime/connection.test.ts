import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createTestApi,
  errorWith,
  KEY,
  settle,
  start,
  type TestApi,
} from '../../../../testing/realtime-api.js';
import type { TestSocket } from '../../../../testing/service-socket.js';

let api: TestApi;
beforeEach(() => {
  vi.useFakeTimers();
  api = createTestApi();
});
afterEach(() => {
  vi.useRealTimers();
});

const unsupported = { errorType: 'UnsupportedOperation' };

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
    const client = await api.initialised();
    for (const [message, answers] of steps) {
      client.receive(message);
      await settle();
      expect(client.sent.splice(0)).toEqual(answers);
    }
    expect([client.closes, api.errors]).toEqual([[], []]);
  });

  test('needs no connection_init', async () => {
    const client = api.connect();
    client.receive(start('1'));
    await settle();
    expect(client.sent).toEqual([{ id: '1', type: 'start_ack' }]);
  });

  test('ignores messages between connection_init and connection_ack', async () => {
    const client = api.connect();
    client.receive({ type: 'connection_init' });
    client.receive(start('1'));
    await settle();
    expect(client.sent).toEqual([expect.objectContaining({ type: 'connection_ack' })]);
  });

  test('gives the API what IAM signs, byte for byte', async () => {
    const client = await api.initialised();
    const data = '{ "query":"subscription onCreateTodo",  "variables":null, "operationName":"A" }';
    client.receive({ ...start('1'), payload: { ...start('1').payload, data } });
    await settle();
    expect(api.started).toEqual([
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
    const client = await api.initialised();
    client.receive(start('1', {}, 'broken'));
    await settle();
    expect(JSON.stringify(client.sent)).toContain('InternalFailure');
    expect(JSON.stringify(client.sent)).not.toContain('secret');
    expect(api.errors).toEqual([new Error('the secret inside')]);
  });
});

describe('a published object', () => {
  test('comes to each subscription that matches, under its id', async () => {
    const client = await api.initialised();
    for (const message of [start('all'), start('mine', { owner: 'me' })]) client.receive(message);
    await settle();
    client.sent.length = 0;
    api.publish({ id: '1', owner: 'me' });
    api.publish({ id: '2', owner: 'you' });
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

  describe('whose payload takes longer', () => {
    const payloads: ((value: unknown) => void)[] = [];

    async function subscribed(): Promise<TestSocket> {
      payloads.length = 0;
      api.respondWith((result) =>
        result === 1 ? new Promise((resolve) => payloads.push(resolve)) : { data: result },
      );
      const client = await api.initialised();
      client.receive(start('1'));
      await settle();
      client.sent.length = 0;
      api.publish(1);
      return client;
    }

    test('keeps its place before the next', async () => {
      const client = await subscribed();
      api.publish(2);
      await settle();
      expect(client.sent).toEqual([]);
      payloads[0]?.({ data: 1 });
      await settle();
      expect(client.sent).toEqual(
        [1, 2].map((data) => ({ id: '1', type: 'data', payload: { data } })),
      );
    });

    test('does not come after the client has stopped', async () => {
      const client = await subscribed();
      await settle();
      client.receive({ id: '1', type: 'stop' });
      payloads[0]?.({ data: 1 });
      await settle();
      expect(client.sent).toEqual([{ id: '1', type: 'complete' }]);
    });
  });

  test('does not come after the client has stopped or disconnected', async () => {
    const [stopping, disconnecting] = [await api.initialised(), await api.initialised()];
    for (const client of [stopping, disconnecting]) client.receive(start('1'));
    await settle();
    api.publish({ id: '1' });
    stopping.receive({ id: '1', type: 'stop' });
    disconnecting.disconnect();
    await settle();
    expect(stopping.sent).toEqual([
      { id: '1', type: 'start_ack' },
      { id: '1', type: 'complete' },
    ]);
    expect(api.subscriptions.size()).toBe(0);
  });

  test.each([
    ['stops', (client: TestSocket) => client.receive({ id: '1', type: 'stop' })],
    ['disconnects', (client: TestSocket) => client.disconnect()],
  ])('does not come to a client that %s while its start is not finished', async (_, end) => {
    const client = await api.initialised();
    client.receive(start('1'));
    end(client);
    await settle();
    expect(client.sent).not.toContainEqual({ id: '1', type: 'start_ack' });
    expect(api.subscriptions.size()).toBe(0);
  });

  test('longer than AppSync sends is left out with a warning', async () => {
    const client = await api.initialised();
    client.receive(start('1'));
    await settle();
    client.sent.length = 0;
    api.publish({ text: 'x'.repeat(240 * 1024) });
    api.publish({ text: 'short' });
    await settle();
    expect(client.sent).toHaveLength(1);
    expect(api.warnings).toEqual([expect.stringContaining('the subscription onCreateTodo')]);
  });

  test('whose payload fails does not end the subscription', async () => {
    const client = await api.initialised();
    client.receive(start('1'));
    await settle();
    client.sent.length = 0;
    api.publish(1n);
    api.publish({ id: '2' });
    await settle();
    expect(client.sent).toHaveLength(1);
    expect(api.errors).toEqual([expect.any(TypeError)]);
  });
});

describe('an invalidation', () => {
  test('ends the subscription with an error and closes the connection', async () => {
    const [invalidated, other] = [await api.initialised(), await api.initialised()];
    const invalidate = (value: string) => ({
      invalidate: { filterGroup: [{ filters: [{ fieldName: 'user', operator: 'eq', value }] }] },
    });
    invalidated.receive(start('1', invalidate('a')));
    other.receive(start('1', invalidate('b')));
    await settle();
    api.subscriptions.invalidate({ subscriptionField: 'onCreateTodo', payload: { user: 'a' } });
    expect(invalidated.sent.at(-1)).toEqual(errorWith('1', { message: 'Subscription complete.' }));
    expect([invalidated.closes, other.closes]).toEqual([[undefined], []]);
    expect(api.subscriptions.size()).toBe(1);
  });
});

describe('the time of a connection', () => {
  test('has a keep-alive message each minute', async () => {
    const client = await api.initialised();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(client.sent).toEqual(Array(3).fill({ type: 'ka' }));
  });

  test('is over after a minute without a message', async () => {
    const client = api.connect();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(client.closes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(client.closes).toEqual([1008]);
  });

  test('is over after a minute of messages that are not valid', async () => {
    const client = api.connect();
    client.receive('garbage');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(client.closes).toEqual([1008]);
  });

  test('is over after 24 hours', async () => {
    const client = await api.initialised();
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(client.closes).toEqual([undefined]);
  });

  test('leaves no timer when the client disconnects', async () => {
    const client = await api.initialised();
    client.disconnect();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no timer when the client disconnects before it is authorized', async () => {
    api.connect().disconnect();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
});
