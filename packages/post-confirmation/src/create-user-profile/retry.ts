import { setTimeout as wait } from 'node:timers/promises';

const TRIES = 6;

/** Milliseconds for one attempt: after one without a response, there is time for another. */
const ATTEMPT = 1500;

/**
 * Calls a function until it succeeds, six times at most. Each attempt has 1.5 seconds.
 *
 * @throws The error of the last attempt, when it is not transient or no time is left.
 */
export async function withRetries<Result>(
  attempt: (signal: AbortSignal) => Promise<Result>,
  isTransient: (error: unknown) => boolean,
  signal: AbortSignal,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT)]));
    } catch (error) {
      if (tries === TRIES || signal.aborted || !isTransient(error)) throw error;
      await wait(25 * 2 ** tries * (1 + Math.random()), undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
