import { vi } from 'vitest';
import type { ServiceRequestHead } from '../src/protocols/request.js';
import { openConnection, type RealtimeApi } from '../src/services/appsync/realtime/connection.js';
import {
  type RequestHeaders,
  type StartMessage,
  unsupportedOperation,
} from '../src/services/appsync/realtime/messages.js';
import {
  createSubscriptions,
  type Subscriptions,
} from '../src/services/appsync/realtime/subscriptions.js';
import { createTestSocket, type TestSocket } from './service-socket.js';

/** The headers that the API accepts. */
export const KEY = { host: 'api', 'x-api-key': 'da2-good' };

export const base64url = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** The request of a client that opens a connection. */
export function requestWith(protocols: string | undefined, query = ''): ServiceRequestHead {
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

/** A message that starts a subscription. */
export const start = (
  id: unknown,
  variables: unknown = {},
  query: unknown = 'subscription onCreateTodo',
) => ({
  id,
  type: 'start',
  payload: {
    data: JSON.stringify({ query, variables }),
    extensions: { authorization: { ...KEY, 'X-Amz-User-Agent': 'aws-amplify' } },
  },
});

export const errorWith = (id: string | undefined, ...errors: readonly object[]) => ({
  ...(id !== undefined && { id }),
  type: 'error',
  payload: { errors },
});

/** Runs what is due, with the fake timers of vitest. */
export const settle = () => vi.advanceTimersByTimeAsync(0);

/** An API with one key, whose subscriptions are `subscription <field>`. */
export type TestApi = {
  readonly subscriptions: Subscriptions;
  readonly errors: readonly unknown[];
  readonly warnings: readonly string[];
  /** The headers of each handshake. */
  readonly connected: readonly RequestHeaders[];
  /** The messages of each start that reached the API. */
  readonly started: readonly StartMessage[];
  /** Replaces the GraphQL response for a published object. */
  respondWith(payload: (result: unknown) => unknown): void;
  connect(request?: ServiceRequestHead): TestSocket;
  /** A connection after connection_ack. */
  initialised(): Promise<TestSocket>;
  /** Publishes to the subscriptions of `onCreateTodo`. */
  publish(result: unknown): void;
};

export function createTestApi(): TestApi {
  const subscriptions = createSubscriptions();
  const errors: unknown[] = [];
  const warnings: string[] = [];
  const connected: RequestHeaders[] = [];
  const started: StartMessage[] = [];
  let respond: ((result: unknown) => unknown) | undefined;
  const api: RealtimeApi<string> = {
    async connect(headers) {
      connected.push(headers);
      if (headers['x-api-key'] === 'broken') throw new Error('the secret inside');
      return headers['x-api-key'] === KEY['x-api-key']
        ? { authorization: 'connection' }
        : { errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized.' }] };
    },
    async subscribe(message, connection) {
      if (connection !== 'connection') throw new Error('The connection is not authorized.');
      started.push(message);
      const [operation = '', fieldName = ''] = message.query.split(' ');
      if (operation === 'broken') throw new Error('the secret inside');
      if (operation !== 'subscription') return { errors: [unsupportedOperation(operation)] };
      if (message.headers['x-api-key'] !== KEY['x-api-key']) {
        return { errors: [{ errorType: 'UnauthorizedException', message: 'Not authorized' }] };
      }
      const { filter, invalidate, ...args } = message.variables;
      return {
        subscription: {
          fieldName,
          arguments: args,
          filter,
          invalidationFilter: invalidate,
          payload: (result) => (respond ? respond(result) : { data: { [fieldName]: result } }),
        },
      };
    },
  };
  const connect = (request = requestWith(`graphql-ws, header-${base64url(KEY)}`)) => {
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
  };
  return {
    subscriptions,
    errors,
    warnings,
    connected,
    started,
    respondWith(payload) {
      respond = payload;
    },
    connect,
    async initialised() {
      const client = connect();
      client.receive({ type: 'connection_init' });
      await settle();
      client.sent.length = 0;
      return client;
    },
    publish(result) {
      subscriptions.publish({ fieldNames: ['onCreateTodo'], result });
    },
  };
}
