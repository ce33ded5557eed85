import { SubscriptionFilterError } from './filter.js';
import {
  duplicatedOperation,
  formatMessage,
  internalFailure,
  MAX_MESSAGE_BYTES,
  MAX_SUBSCRIPTIONS,
  maxSubscriptionsReached,
  type RealtimeError,
  rateLimitExceeded,
  type ServerMessage,
  type StartMessage,
  unknownOperation,
} from './messages.js';
import type { Subscription, Subscriptions } from './subscriptions.js';

/** A subscription that the API has authorized and whose resolver has run. */
export type StartedSubscription = Subscription & {
  /**
   * The GraphQL response for a published object: `{ data: { onCreateTodo: { ... } } }`, with the
   * fields that the client selected.
   */
  payload(result: unknown): unknown | Promise<unknown>;
};

export type SubscribeOutcome =
  | { readonly subscription: StartedSubscription }
  | { readonly errors: readonly RealtimeError[] };

export type OperationsOptions = {
  readonly subscriptions: Subscriptions;
  subscribe(message: StartMessage): Promise<SubscribeOutcome>;
  /** Sends a formatted message. */
  send(text: string): void;
  /** Closes the connection. */
  close(): void;
  onError(error: unknown): void;
  /** Called with a warning for the developer. */
  onWarning?(warning: string): void;
};

/** The subscriptions of one connection, by the ids of the client. */
export type Operations = {
  start(message: StartMessage): void;
  stop(id: string): void;
  /** Removes all subscriptions. */
  end(): void;
};

type Operation = {
  readonly id: string;
  /** Removes it from the subscriptions of the API. */
  remove(): void;
  /** Deliveries run one after the other, so that they keep their order. */
  delivery: Promise<void>;
};

export function createOperations(options: OperationsOptions): Operations {
  const operations = new Map<string, Operation>();
  let starting = 0;
  const send = (message: ServerMessage) => options.send(formatMessage(message));
  const sendErrors = (id: string, errors: readonly RealtimeError[]) =>
    send({ id, type: 'error', payload: { errors } });
  const isCurrent = (operation: Operation) => operations.get(operation.id) === operation;
  const begin = async (operation: Operation, message: StartMessage) => {
    starting += 1;
    const errors = await subscribe(options, operation, message, isCurrent);
    starting -= 1;
    // The client has stopped it, or the connection has ended.
    if (!isCurrent(operation)) return operation.remove();
    if (!errors) return send({ id: operation.id, type: 'start_ack' });
    operations.delete(operation.id);
    sendErrors(operation.id, errors);
  };
  return {
    start(message) {
      const { id } = message;
      if (operations.has(id)) return sendErrors(id, [duplicatedOperation(id)]);
      if (operations.size >= MAX_SUBSCRIPTIONS) return sendErrors(id, [maxSubscriptionsReached]);
      // A client may start and stop again and again while the API is still busy with the first.
      if (starting >= MAX_SUBSCRIPTIONS) return sendErrors(id, [rateLimitExceeded]);
      const operation: Operation = { id, remove: () => {}, delivery: Promise.resolve() };
      operations.set(id, operation);
      void begin(operation, message);
    },
    stop(id) {
      const operation = operations.get(id);
      if (!operation) return sendErrors(id, [unknownOperation(id)]);
      operations.delete(id);
      operation.remove();
      send({ id, type: 'complete' });
    },
    end() {
      for (const { remove } of operations.values()) remove();
      operations.clear();
    },
  };
}

/** Adds the operation to the subscriptions of the API. Returns the errors if it cannot. */
async function subscribe(
  options: OperationsOptions,
  operation: Operation,
  message: StartMessage,
  isCurrent: (operation: Operation) => boolean,
): Promise<readonly RealtimeError[] | undefined> {
  try {
    const outcome = await options.subscribe(message);
    if ('errors' in outcome) return outcome.errors;
    const { subscription } = outcome;
    operation.remove = options.subscriptions.add({
      ...subscription,
      deliver(result) {
        operation.delivery = operation.delivery.then(async () => {
          if (!isCurrent(operation)) return;
          const text = await dataMessage(options, operation, subscription, result);
          // The client may have stopped it meanwhile.
          if (text !== undefined && isCurrent(operation)) options.send(text);
        });
      },
      invalidate() {
        const errors = [{ message: 'Subscription complete.' }];
        options.send(formatMessage({ id: operation.id, type: 'error', payload: { errors } }));
        options.close();
      },
    });
    return undefined;
  } catch (error) {
    if (error instanceof SubscriptionFilterError) {
      return [{ message: error.message, errorCode: 400 }];
    }
    options.onError(error);
    return [internalFailure];
  }
}

/** Undefined if there is nothing to send. Never throws. */
async function dataMessage(
  { onError, onWarning }: OperationsOptions,
  { id }: Operation,
  { fieldName, payload }: StartedSubscription,
  result: unknown,
): Promise<string | undefined> {
  try {
    const text = formatMessage({ id, type: 'data', payload: await payload(result) });
    const bytes = Buffer.byteLength(text);
    if (bytes <= MAX_MESSAGE_BYTES) return text;
    onWarning?.(
      `A message for the subscription ${fieldName} has ${bytes} bytes. It was not sent, because ` +
        `AppSync sends at most ${MAX_MESSAGE_BYTES}. Select fewer fields in the mutation.`,
    );
  } catch (error) {
    onError(error);
  }
  return undefined;
}
