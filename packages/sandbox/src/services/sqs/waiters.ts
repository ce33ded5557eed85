const POLL_MS = 100;

/** Those who wait for messages. */
export type Waiters = {
  /** Ends all waiting, because a message was sent or became visible. */
  wakeAll(): void;
  /** Waits for a message, and at most for a time in milliseconds. It may return earlier. */
  wait(milliseconds: number): Promise<void>;
  /**
   * Waits until a message of a queue may be visible, for the signal, and at most for a time in
   * milliseconds. An empty queue is not looked at until it gets a message.
   */
  waitFor(isEmpty: boolean, signal: AbortSignal, milliseconds?: number): Promise<void>;
};

export function createWaiters(): Waiters {
  const waiting = new Set<() => void>();
  return {
    wakeAll() {
      for (const wake of waiting) wake();
    },
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        // Polls, because messages become visible by the sandbox's clock, which a test may move.
        const timer = setTimeout(wake, Math.min(milliseconds, POLL_MS));
        waiting.add(wake);
      }),
    waitFor: (isEmpty, signal, milliseconds = Number.POSITIVE_INFINITY) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const most = isEmpty ? milliseconds : Math.min(milliseconds, POLL_MS);
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = Number.isFinite(most) ? setTimeout(wake, most) : undefined;
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}
