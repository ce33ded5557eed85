import { isJsonObject, parseJsonText } from '../../../protocols/json-value.js';

/** The WebSocket subprotocol of AppSync's subscriptions. */
export const SUBPROTOCOL = 'graphql-ws';

/** AppSync neither accepts nor sends longer messages, in bytes. */
export const MAX_MESSAGE_BYTES = 240 * 1024;

/** The number of subscriptions that one connection may have. */
export const MAX_SUBSCRIPTIONS = 100;

const MAX_ID_LENGTH = 256;

/** Header names in lower case. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** An error in the payload of a message. GraphQL errors have more members. */
export type RealtimeError = {
  readonly errorType?: string;
  readonly message?: string;
  /** An HTTP status. Amplify's client does not connect again after 400, 401 and 403. */
  readonly errorCode?: number;
};

export type StartMessage = {
  readonly type: 'start';
  readonly id: string;
  /** The JSON of query and variables as it was sent. IAM signs it. */
  readonly data: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  /** The authorization of this subscription. The handshake has its own. */
  readonly headers: RequestHeaders;
};

export type ClientMessage =
  | { readonly type: 'connection_init' }
  | StartMessage
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'invalid'; readonly id: string | undefined };

export type ServerMessage =
  | {
      readonly type: 'connection_ack';
      readonly payload: { readonly connectionTimeoutMs: number };
    }
  | { readonly type: 'connection_error'; readonly payload: ErrorPayload }
  | { readonly type: 'ka' }
  | { readonly type: 'start_ack' | 'complete'; readonly id: string }
  | { readonly type: 'data'; readonly id: string; readonly payload: unknown }
  | { readonly type: 'error'; readonly id?: string; readonly payload: ErrorPayload };

type ErrorPayload = { readonly errors: readonly RealtimeError[] };

/**
 * Parses a message of a client. Never throws.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
 */
export function parseMessage(text: string): ClientMessage {
  const message = jsonObject(text);
  const id = isId(message?.id) ? message.id : undefined;
  if (message?.type === 'connection_init') return { type: 'connection_init' };
  if (message?.type === 'stop' && id !== undefined) return { type: 'stop', id };
  if (message?.type === 'start' && id !== undefined && isJsonObject(message.payload)) {
    return startMessage(id, message.payload) ?? { type: 'invalid', id };
  }
  return { type: 'invalid', id };
}

function startMessage(
  id: string,
  { data, extensions }: { readonly [name: string]: unknown },
): StartMessage | undefined {
  if (typeof data !== 'string') return undefined;
  const { query, variables = {}, operationName = null } = jsonObject(data) ?? {};
  if (typeof query !== 'string') return undefined;
  if (variables !== null && !isJsonObject(variables)) return undefined;
  if (operationName !== null && typeof operationName !== 'string') return undefined;
  return {
    type: 'start',
    id,
    data,
    query,
    variables: variables ?? {},
    operationName: operationName ?? undefined,
    headers: headersOf(isJsonObject(extensions) ? extensions.authorization : undefined),
  };
}

/** The strings of an object, with names in lower case. Clients leave out headers without a value. */
export function headersOf(value: unknown): RequestHeaders {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, header]) =>
      typeof header === 'string' ? [[name.toLowerCase(), header]] : [],
    ),
  );
}

export function formatMessage(message: ServerMessage): string {
  return JSON.stringify(message);
}

/**
 * @param operation `query`, `mutation`, or `unknown` for a message that is not valid.
 */
export function unsupportedOperation(operation = 'unknown'): RealtimeError {
  return {
    errorType: 'UnsupportedOperation',
    message: `${operation} not supported through the realtime channel`,
  };
}

export function duplicatedOperation(id: string): RealtimeError {
  return {
    errorType: 'DuplicatedOperationError',
    message: `Duplicated operation with id ${id}`,
  };
}

export function unknownOperation(id: string): RealtimeError {
  return { errorType: 'UnknownOperationError', message: `Unknown operation id ${id}` };
}

export const maxSubscriptionsReached: RealtimeError = {
  errorType: 'MaxSubscriptionsReachedError',
  message: `Max number of ${MAX_SUBSCRIPTIONS} subscriptions reached`,
};

export const rateLimitExceeded: RealtimeError = {
  errorType: 'LimitExceededError',
  message: 'Rate limit exceeded',
};

export const internalFailure: RealtimeError = {
  errorType: 'InternalFailure',
  message: 'The sandbox failed; its terminal shows the error.',
  errorCode: 500,
};

function isId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH;
}

function jsonObject(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    const value = parseJsonText(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
