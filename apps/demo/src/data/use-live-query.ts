import { CONNECTION_STATE_CHANGE, ConnectionState } from 'aws-amplify/data';
import { Hub } from 'aws-amplify/utils';
import { useEffect, useState } from 'react';
import { subscriptionError } from './client.js';

export type LiveQuery<Item> = {
  /** Undefined until the first result. */
  readonly items: readonly Item[] | undefined;
  /** The error that ended the query. */
  readonly error: unknown;
  /** Whether changes arrive. */
  readonly live: boolean;
  /** Runs the query again. */
  retry(): void;
};

/** `observeQuery` of a model. */
type ObserveQuery<Item> = () => {
  subscribe(observer: {
    next(snapshot: { readonly items: readonly Item[]; readonly isSynced: boolean }): void;
    error(reason: unknown): void;
  }): { unsubscribe(): void };
};

type State<Item> = Pick<LiveQuery<Item>, 'items' | 'error' | 'live'>;

const DISRUPTED: ReadonlySet<unknown> = new Set([
  ConnectionState.ConnectionDisrupted,
  ConnectionState.ConnectionDisruptedPendingNetwork,
]);

/**
 * Runs a query, and keeps its result up to date through subscriptions.
 *
 * The client restores an interrupted connection by itself, but not the changes in between. So the
 * query runs again after that.
 *
 * @param observe Must be the same function in each render.
 * @param online Whether the backend answers. While it does not, the last result remains.
 */
export function useLiveQuery<Item>(observe: ObserveQuery<Item>, online: boolean): LiveQuery<Item> {
  const [state, setState] = useState<State<Item>>({
    items: undefined,
    error: undefined,
    live: false,
  });
  const [run, setRun] = useState(0);
  useEffect(() => {
    const change = (changes: Partial<State<Item>>) => setState((last) => ({ ...last, ...changes }));
    change({ error: undefined, live: online });
    if (!online) return;
    let disrupted = false;
    const stopListening = Hub.listen('api', ({ payload: { event, data } }) => {
      if (event !== CONNECTION_STATE_CHANGE) return;
      const { connectionState } = data as { readonly connectionState: unknown };
      if (DISRUPTED.has(connectionState)) {
        disrupted = true;
        change({ live: false });
      } else if (disrupted && connectionState === ConnectionState.Connected) {
        setRun((last) => last + 1);
      }
    });
    const subscription = observe().subscribe({
      next({ items, isSynced }) {
        // The client changes its array in place.
        if (isSynced) change({ items: [...items] });
      },
      error: (reason) => change({ error: subscriptionError(reason), live: false }),
    });
    return () => {
      stopListening();
      subscription.unsubscribe();
    };
  }, [observe, online, run]);
  return { ...state, retry: () => setRun((last) => last + 1) };
}
