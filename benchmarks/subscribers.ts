/** Subscribers of a GraphQL API that speak AppSync's realtime protocol over WebSockets. */

/** The number of subscriptions that AppSync allows for one connection. */
export const SUBSCRIPTIONS_PER_CONNECTION = 100;

export type SubscribersOptions = {
  /** `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** The headers that authorize, such as `x-api-key`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The subscription of each subscriber. */
  readonly query: string;
  readonly connections: number;
  /** Called with the payload of each message that a subscriber gets. */
  onData(payload: unknown): void;
};

/** Opens the connections, and waits until each has `SUBSCRIPTIONS_PER_CONNECTION` subscriptions. */
export async function openSubscribers(
  options: SubscribersOptions,
): Promise<{ readonly close: () => void }> {
  const opened = await Promise.all(
    Array.from({ length: options.connections }, () => openConnection(options)),
  );
  return {
    close() {
      for (const socket of opened) socket.close();
    },
  };
}

function openConnection(options: SubscribersOptions): Promise<WebSocket> {
  const { url, query, onData } = options;
  const headers = { host: new URL(url).host, ...options.headers };
  const header = encodeURIComponent(Buffer.from(JSON.stringify(headers)).toString('base64'));
  const address = `${url.replace(/^http/i, 'ws')}/realtime?header=${header}&payload=e30%3D`;
  const socket = new WebSocket(address, 'graphql-ws');
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  let subscriptions = 0;
  socket.addEventListener('error', () => reject(new Error(`No WebSocket opens at ${url}.`)));
  socket.addEventListener('close', () => reject(new Error(`${url} closed a WebSocket.`)));
  socket.addEventListener('open', () => socket.send('{"type":"connection_init"}'));
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data) as { readonly type: string; readonly payload?: unknown };
    switch (message.type) {
      case 'connection_ack':
        for (let id = 1; id <= SUBSCRIPTIONS_PER_CONNECTION; id++) {
          socket.send(
            JSON.stringify({
              id: String(id),
              type: 'start',
              payload: {
                data: JSON.stringify({ query, variables: {} }),
                extensions: { authorization: headers },
              },
            }),
          );
        }
        break;
      case 'start_ack':
        subscriptions += 1;
        if (subscriptions === SUBSCRIPTIONS_PER_CONNECTION) resolve(socket);
        break;
      case 'data':
        onData(message.payload);
        break;
      case 'error':
      case 'connection_error':
        reject(new Error(`${url} refused a subscription: ${data}`));
    }
  });
  return promise;
}

/** Counts the messages that all subscribers get. */
export function countDeliveries(subscribers: number) {
  let received = 0;
  let all = Promise.withResolvers<void>();
  return {
    count() {
      received += 1;
      if (received === subscribers) all.resolve();
    },
    fail: (error: unknown) => all.reject(error),
    async untilAll(mutate: () => Promise<unknown>) {
      received = 0;
      all = Promise.withResolvers();
      await Promise.all([mutate(), all.promise]);
    },
  };
}
