import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  base64url,
  createTestApi,
  KEY,
  requestWith,
  settle,
  start,
  type TestApi,
} from '../../../../testing/realtime-api.js';
import type { ServiceRequestHead } from '../../../protocols/request.js';

let api: TestApi;
beforeEach(() => {
  vi.useFakeTimers();
  api = createTestApi();
});
afterEach(() => {
  vi.useRealTimers();
});

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
    const client = api.connect(request);
    client.receive({ type: 'connection_init' });
    await settle();
    expect(client.sent).toEqual([
      { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } },
    ]);
    expect(api.connected).toEqual([expect.objectContaining(KEY)]);
  });

  test('gives the API header names in lower case', async () => {
    api.connect(
      requestWith(`graphql-ws,header-${base64url({ Authorization: 'token', HOST: 'x' })}`),
    );
    await settle();
    expect(api.connected).toEqual([{ authorization: 'token', host: 'x' }]);
  });

  test('encodes characters that differ in base64 and base64url', async () => {
    const headers = { host: 'api', authorization: '\u{3fff}>>>???' };
    const text = Buffer.from(JSON.stringify(headers)).toString('base64');
    expect(text).toMatch(/[+/]/);
    api.connect(requestWith('graphql-ws', `header=${text}&payload=e30=`));
    await settle();
    expect(api.connected).toEqual([headers]);
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
    const client = api.connect(request);
    client.receive({ type: 'connection_init' });
    client.receive(start('1'));
    await settle();
    expect(client.sent).toEqual([{ type: 'connection_error', payload: { errors: [error] } }]);
    expect([client.closes, api.started, api.errors]).toEqual([[1008], [], []]);
  });

  test('that fails inside of the sandbox shows no text of the error', async () => {
    const client = api.connect(
      requestWith(`graphql-ws,header-${base64url({ 'x-api-key': 'broken' })}`),
    );
    await settle();
    expect(JSON.stringify(client.sent)).not.toContain('secret');
    expect([client.closes, api.errors]).toEqual([[1011], [new Error('the secret inside')]]);
  });
});
