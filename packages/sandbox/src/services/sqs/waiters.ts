const POLL_MS = 100;

/** Those who wait for messages. */
export type Waiters = {
  /** Ends all waiting: a message was sent or moved, or the sandbox stops. */
  wakeAll(): void;
  /** Waits for a message, for the signal, and at most for a time in milliseconds. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * As {@link Waiters.wait}, but for no longer than a tenth of a second: messages become visible by
   * the sandbox's clock, which a test may move.
   */
  poll(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export function createWaiters(): Waiters {
  const waiting = new Set<() => void>();
  const wait = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = Number.isFinite(milliseconds) ? setTimeout(wake, milliseconds) : undefined;
      waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  return {
    wakeAll() {
      for (const wake of waiting) wake();
    },
    wait,
    poll: (milliseconds, signal) => wait(Math.min(milliseconds, POLL_MS), signal),
  };
}
