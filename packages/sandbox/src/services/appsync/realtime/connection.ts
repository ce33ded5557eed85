import type { ServiceRequestHead } from '../../../protocols/request.js';
import type { ServiceSocket } from '../../service.js';
import { handshakeHeaders } from './handshake.js';
import {
  formatMessage,
  internalFailure,
  parseMessage,
  type RealtimeError,
  type RequestHeaders,
  type ServerMessage,
  type StartMessage,
  unsupportedOperation,
} from './messages.js';
import { createOperations, type SubscribeOutcome } from './operations.js';
import type { Subscriptions } from './subscriptions.js';

/** What a connection asks of its API. */
export type RealtimeApi<Authorization> = {
  /**
   * Authorizes the handshake. With IAM, the headers sign a `POST` of `{}` to the API's address with
   * `/connect` at its end.
   */
  connect(
    headers: RequestHeaders,
    request: ServiceRequestHead,
  ): Promise<
    { readonly authorization: Authorization } | { readonly errors: readonly RealtimeError[] }
  >;
  /**
   * Authorizes a subscription with its own headers and runs its resolver. With IAM, the headers sign
   * a `POST` of `data` to the API's address.
   */
  subscribe(message: StartMessage, connection: Authorization): Promise<SubscribeOutcome>;
};

/** Times of a connection, in milliseconds. */
export type ConnectionTiming = {
  /** Between two keep-alive messages. */
  readonly keepAlive: number;
  /** The client closes the connection when it gets no keep-alive message for this long. */
  readonly connectionTimeout: number;
  /** A client that asks for nothing this long is disconnected. */
  readonly firstMessage: number;
  /** AppSync closes a connection after this time. */
  readonly lifetime: number;
};

export type ConnectionOptions<Authorization> = {
  readonly socket: ServiceSocket;
  /** The request that opened the socket. */
  readonly request: ServiceRequestHead;
  readonly api: RealtimeApi<Authorization>;
  /** The subscriptions of all connections of the API. */
  readonly subscriptions: Subscriptions;
  /** Default: AppSync's. */
  readonly timing?: ConnectionTiming;
  /** Called with an internal error. The client gets an error without its text. */
  onError(error: unknown): void;
  /** Called with a warning for the developer. */
  onWarning?(warning: string): void;
};

const APPSYNC_TIMING: ConnectionTiming = {
  keepAlive: 60_000,
  connectionTimeout: 300_000,
  firstMessage: 60_000,
  lifetime: 24 * 3_600_000,
};

const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;

/**
 * Speaks AppSync's realtime protocol on a socket, until one side closes it.
 *
 * A connection stays open when the token of its handshake expires. Each subscription is authorized
 * when it starts.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
 */
export function openConnection<Authorization>(options: ConnectionOptions<Authorization>): void {
  const { socket, api, subscriptions, onError, onWarning } = options;
  const { keepAlive, connectionTimeout, firstMessage, lifetime } = options.timing ?? APPSYNC_TIMING;
  let isAckDue = false;
  const send = (message: ServerMessage) => socket.send(formatMessage(message));
  const authorized = authorize(options, send);
  const operations = createOperations({
    subscriptions,
    send: (text) => socket.send(text),
    onError,
    ...(onWarning && { onWarning }),
    close: () => socket.close(),
    async subscribe(message) {
      const connection = await authorized;
      // Nobody reads this error: the connection is closed.
      if (!connection) return { errors: [] };
      return api.subscribe(message, connection.authorization);
    },
  });
  const silence = after(firstMessage, () => socket.close(POLICY_VIOLATION, 'No message'));
  const end = after(lifetime, () => socket.close());
  let keepAlives: NodeJS.Timeout | undefined;
  let isClosed = false;
  socket.onClose(() => {
    isClosed = true;
    operations.end();
    for (const timer of [silence, end, keepAlives]) clearTimeout(timer);
  });
  void authorized.then((connection) => {
    if (!connection || isClosed) return;
    keepAlives = setInterval(() => send({ type: 'ka' }), keepAlive);
    keepAlives.unref();
  });
  const acknowledge = async () => {
    isAckDue = true;
    const connection = await authorized;
    isAckDue = false;
    if (!connection || isClosed) return;
    send({ type: 'connection_ack', payload: { connectionTimeoutMs: connectionTimeout } });
  };
  socket.onMessage((text) => {
    // AppSync ignores messages between connection_init and connection_ack.
    if (isAckDue || isClosed) return;
    const message = parseMessage(text);
    if (message.type === 'invalid') {
      const errors = [unsupportedOperation()];
      const id = message.id === undefined ? {} : { id: message.id };
      return send({ ...id, type: 'error', payload: { errors } });
    }
    clearTimeout(silence);
    if (message.type === 'connection_init') void acknowledge();
    else if (message.type === 'start') operations.start(message);
    else operations.stop(message.id);
  });
}

/** Authorizes the handshake. Undefined if it was refused: the connection is then closed. */
async function authorize<Authorization>(
  { socket, request, api, onError }: ConnectionOptions<Authorization>,
  send: (message: ServerMessage) => void,
): Promise<{ readonly authorization: Authorization } | undefined> {
  const refuse = (errors: readonly RealtimeError[], code: number) => {
    send({
      type: 'connection_error',
      payload: { errors: errors.map((error) => ({ errorCode: 401, ...error })) },
    });
    socket.close(code);
    return undefined;
  };
  try {
    const handshake = handshakeHeaders(request);
    const outcome =
      'errors' in handshake ? handshake : await api.connect(handshake.headers, request);
    return 'errors' in outcome ? refuse(outcome.errors, POLICY_VIOLATION) : outcome;
  } catch (error) {
    onError(error);
    return refuse([internalFailure], INTERNAL_ERROR);
  }
}

/** A timer that does not keep the process running. */
function after(milliseconds: number, run: () => void): NodeJS.Timeout {
  const timer = setTimeout(run, milliseconds);
  timer.unref();
  return timer;
}
