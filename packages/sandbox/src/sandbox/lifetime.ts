/** Collects the functions that stop the parts of a sandbox. */
export type Lifetime = {
  /** Aborts when the sandbox begins to stop. */
  readonly signal: AbortSignal;
  /** Adds the function that stops a part. The part that started last stops first. */
  onStop(step: () => unknown): void;
  /** Tells the parts that the sandbox is about to stop. */
  abort(reason?: unknown): void;
  /**
   * Stops every part, even if one fails, and throws the first error. A second call waits for the
   * same end.
   */
  stop(): Promise<void>;
};

export function createLifetime(): Lifetime {
  const steps: (() => unknown)[] = [];
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;
  return {
    signal: stopping.signal,
    onStop(step) {
      steps.push(step);
    },
    abort: (reason) => stopping.abort(reason),
    stop() {
      stopping.abort();
      stopped ??= runAll(steps.toReversed());
      return stopped;
    },
  };
}

async function runAll(steps: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
