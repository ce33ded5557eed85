import { randomUUID } from 'node:crypto';
import { AwsError } from '../services/aws-error.js';
import type { DeployedFunction, InvokeRequest, InvokeResult } from './invoke-function.js';

/** Waits before the first and the second retry of an asynchronous invocation, in milliseconds. */
export const defaultRetryDelaysMs: readonly number[] = [60_000, 120_000];

const maxThrottleDelayMs = 5 * 60_000;

export type AsyncInvocationsOptions = {
  readonly retryDelaysMs: readonly number[];
  invoke(fn: DeployedFunction, request: InvokeRequest): Promise<InvokeResult>;
  /** The function as it is deployed now: a retry runs the code of its own time. */
  find(name: string): DeployedFunction | undefined;
  onLog(fn: DeployedFunction, message: string): void;
};

/**
 * Invocations whose caller does not wait (`Event`): what fails is tried again, twice unless the
 * function is configured otherwise, and then given up.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
  }

  /** Takes an event, and gives the id of its invocation. */
  accept(fn: DeployedFunction, request: Omit<InvokeRequest, 'requestId'>): string {
    const requestId = randomUUID();
    this.#schedule(fn.name, { ...request, requestId }, { failures: 0, throttles: 0 }, 0);
    return requestId;
  }

  /** Gives up what waits for a retry. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #schedule(name: string, request: InvokeRequest, attempts: Attempts, delayMs: number): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#run(name, request, attempts);
    }, delayMs);
    this.#timers.add(timer);
  }

  async #run(name: string, request: InvokeRequest, attempts: Attempts): Promise<void> {
    const fn = this.#options.find(name);
    // The function was removed from the backend.
    if (!fn) return;
    try {
      const { invocation } = await this.#options.invoke(fn, request);
      if (invocation.outcome.status === 'success') return;
      const failures = attempts.failures + 1;
      const delayMs = this.#options.retryDelaysMs[failures - 1];
      if (delayMs === undefined || failures > fn.configuration.maxRetryAttempts) {
        this.#giveUp(fn, request, failures, invocation.outcome.error.errorType);
        return;
      }
      this.#schedule(name, request, { ...attempts, failures }, delayMs);
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof AwsError && error.name === 'TooManyRequestsException') {
        const delayMs = Math.min(1000 * 2 ** attempts.throttles, maxThrottleDelayMs);
        const throttles = attempts.throttles + 1;
        this.#schedule(name, request, { ...attempts, throttles }, delayMs);
        return;
      }
      this.#giveUp(fn, request, attempts.failures + 1, String(error));
    }
  }

  #giveUp(fn: DeployedFunction, request: InvokeRequest, attempts: number, reason: string): void {
    const tries = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
    this.#options.onLog(
      fn,
      `The asynchronous invocation ${request.requestId} was given up after ${tries}: ${reason}`,
    );
  }
}

type Attempts = { readonly failures: number; readonly throttles: number };
