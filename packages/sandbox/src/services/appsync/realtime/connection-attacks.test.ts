import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createTestApi,
  errorWith,
  settle,
  start,
  type TestApi,
} from '../../../../testing/realtime-api.js';

let api: TestApi;
beforeEach(() => {
  vi.useFakeTimers();
  api = createTestApi();
});
afterEach(() => {
  vi.useRealTimers();
});

const unsupported = { errorType: 'UnsupportedOperation' };

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
    ['a query that is an object', start('1', {}, { a: 1 }), '1'],
    ['variables that are a list', start('1', []), '1'],
  ])('with %s is answered with an error', async (_, message, id) => {
    const client = await api.initialised();
    client.receive(message);
    await settle();
    expect(client.sent).toEqual([errorWith(id, unknown)]);
    expect([client.closes, api.started, api.errors]).toEqual([[], [], []]);
  });

  test('with names of prototypes changes no object', async () => {
    const client = await api.initialised();
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
    const client = await api.initialised();
    for (let id = 0; id < 10_000; id += 1) client.receive(start(String(id)));
    await settle();
    expect([api.started.length, api.subscriptions.size()]).toEqual([100, 100]);
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
    const client = await api.initialised();
    for (let count = 0; count < 10_000; count += 1) {
      client.receive(start('1'));
      client.receive({ id: '1', type: 'stop' });
    }
    await settle();
    expect(api.started).toHaveLength(100);
    expect(client.sent).toContainEqual(
      errorWith('1', { errorType: 'LimitExceededError', message: 'Rate limit exceeded' }),
    );
    client.receive(start('1'));
    await settle();
    expect(client.sent.at(-1)).toEqual({ id: '1', type: 'start_ack' });
    expect(api.subscriptions.size()).toBe(1);
  });
});
