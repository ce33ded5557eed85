import { postJson } from '../api/client.ts';
import type { Caller } from './callers.ts';

/** A GraphQL operation as GraphiQL sends it. */
export type Operation = {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | undefined;
};

type Token = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
  readonly subscribeHeaders: Readonly<Record<string, string>>;
};

export type Sink<Value> = {
  next(value: Value): void;
  error(error: unknown): void;
  complete(): void;
};

type Message = {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly errors?: readonly unknown[] };
};

const ID = 'console';

/**
 * Subscribes with AppSync's WebSocket protocol.
 *
 * @returns Ends the subscription.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
 */
export function subscribe(
  apiId: string,
  auth: Caller,
  { query, variables }: Operation,
  sink: Sink<unknown>,
): () => void {
  let socket: WebSocket | undefined;
  let isEnded = false;
  function end() {
    isEnded = true;
    if (socket?.readyState === WebSocket.OPEN) send({ type: 'stop', id: ID });
    socket?.close();
  }
  function send(message: object) {
    socket?.send(JSON.stringify(message));
  }
  function fail(error: unknown) {
    if (isEnded) return;
    end();
    sink.error(error);
  }
  async function open() {
    const token = await postJson<Token>('graphql/token', {
      apiId,
      auth,
      query,
      variables: variables ?? {},
    });
    if (isEnded) return;
    socket = new WebSocket(token.url, ['graphql-ws', `header-${encoded(token.headers)}`]);
    socket.addEventListener('open', () => send({ type: 'connection_init' }));
    socket.addEventListener('close', () =>
      fail(new Error('The sandbox closed the subscription. Run it again.')),
    );
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      switch (message.type) {
        case 'connection_ack':
          return send({
            type: 'start',
            id: ID,
            payload: { data: token.data, extensions: { authorization: token.subscribeHeaders } },
          });
        case 'data':
          return sink.next(message.payload);
        case 'complete':
          isEnded = true;
          socket?.close();
          return sink.complete();
        case 'error':
        case 'connection_error':
          return fail(message.payload?.errors ?? message.payload);
        default:
          return undefined;
      }
    });
  }
  open().catch(fail);
  return end;
}

/** A subprotocol takes base64 for URLs, without padding. */
function encoded(headers: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(headers));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
