import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Invocation } from '../../context/events/function-invoker.js';
import type { Timeline } from '../../context/timeline/timeline.js';
import { AwsError } from '../../protocols/aws-error.js';
import { openAsyncQueue, type QueuedEvent } from './async-queue.js';
import { type AsyncReportsOptions, createAsyncReports, type Ending } from './async-reports.js';
import type { InvokeRequest, InvokeResult } from './execution/invoke-function.js';
import type { DeployedFunction } from './functions/deployed-functions.js';

/** Waits before the first and the second retry of an asynchronous invocation, in milliseconds. */
export const defaultRetryDelaysMs: readonly number[] = [60_000, 120_000];

const maxThrottleDelayMs = 5 * 60_000;
/** The longest time that a wait continues after the services' clock was moved, in milliseconds. */
const pollMs = 1000;

export type AsyncInvocationsOptions = AsyncReportsOptions & {
  readonly database: DatabaseSync;
  /** The clock of the services, in milliseconds since 1970. Retries use it. */
  now(): number;
  readonly timeline: Timeline;
  readonly retryDelaysMs: readonly number[];
  invoke(fn: DeployedFunction, request: InvokeRequest): Promise<InvokeResult>;
  /** The function as it is deployed now. A retry runs the code that is deployed at its time. */
  find(name: string): DeployedFunction | undefined;
};

/**
 * Asynchronous invocations (`Event`), whose caller does not wait. A failed one is retried twice,
 * unless the function is configured otherwise. After that it is sent to the function's destination,
 * if there is one.
 *
 * Each is stored in the sandbox's database until it ends. A `kill -9` therefore loses none, and
 * those that were running are run again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export type AsyncInvocations = {
  /** Accepts an event, and returns the id of its invocation. */
  accept(fn: DeployedFunction, request: Omit<InvokeRequest, 'requestId'>): string;
  /**
   * Continues with the events that an earlier sandbox left. Call it when everything is deployed.
   */
  resume(): void;
  /** Waits until no invocation is running. It does not wait for those that wait for a retry. */
  idle(): Promise<void>;
  /** Stops. The events that wait are left for the next sandbox. */
  stop(): void;
  /** Waits for the running invocations, which `stop` does not end. */
  ended(): Promise<void>;
};

export function createAsyncInvocations(options: AsyncInvocationsOptions): AsyncInvocations {
  const { database, now, timeline } = options;
  const queue = openAsyncQueue(database);
  const running = new Set<Promise<void>>();
  /** Read before this sandbox accepts its first event, which may be during the deployment. */
  let left = queue.all();
  let stopped = false;

  const begin = (event: QueuedEvent) => {
    // In a later turn of the event loop, so that its caller continues first.
    const run = nextTurn()
      .then(() => (stopped ? undefined : timeline.runAs(event.cause, () => runOnce(event))))
      .finally(() => running.delete(run));
    running.add(run);
  };
  const waiting = createWaitingEvents(now, begin);
  const runOnce = createRunner(options, {
    isStopped: () => stopped,
    retry(event, delayMs) {
      const later = { ...event, dueAt: now() + delayMs };
      queue.update(later);
      waiting.add(later);
    },
    remove: ({ id }) => queue.remove(id),
  });

  return {
    accept({ name }, request) {
      const at = now();
      const event: QueuedEvent = {
        id: randomUUID(),
        functionName: name,
        request,
        acceptedAt: at,
        failures: 0,
        throttles: 0,
        dueAt: at,
        cause: timeline.current,
      };
      queue.add(event);
      begin(event);
      return event.id;
    },
    resume() {
      waiting.add(...left);
      left = [];
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    stop() {
      stopped = true;
      waiting.stop();
    },
    async ended() {
      await Promise.allSettled(running);
    },
  };
}

/** Events that wait until they are due, by the services' clock. */
function createWaitingEvents(now: () => number, begin: (event: QueuedEvent) => void) {
  const waiting = new Set<QueuedEvent>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const add = (...events: readonly QueuedEvent[]): void => {
    for (const event of events) waiting.add(event);
    if (stopped || waiting.size === 0) return;
    let nextDue = Number.POSITIVE_INFINITY;
    for (const { dueAt } of waiting) nextDue = Math.min(nextDue, dueAt);
    clearTimeout(timer);
    timer = setTimeout(beginDue, Math.max(0, Math.min(nextDue - now(), pollMs)));
  };
  const beginDue = () => {
    for (const event of waiting) {
      if (event.dueAt > now()) continue;
      waiting.delete(event);
      begin(event);
    }
    add();
  };
  return {
    add,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

type Queue = {
  isStopped(): boolean;
  retry(event: QueuedEvent, delayMs: number): void;
  remove(event: QueuedEvent): void;
};

/** Creates the function that runs an event once. It then reports the result, or plans a retry. */
function createRunner(options: AsyncInvocationsOptions, queue: Queue) {
  const { now, retryDelaysMs, invoke, find } = options;
  const reports = createAsyncReports(options);
  const giveUp = (fn: DeployedFunction, event: QueuedEvent, ending: Ending) => {
    queue.remove(event);
    reports.gaveUp(fn, event, ending);
  };

  return async (event: QueuedEvent): Promise<void> => {
    const { id, request, acceptedAt, failures, throttles } = event;
    const fn = find(event.functionName);
    // The function was removed from the backend.
    if (!fn) return queue.remove(event);
    const { maxRetryAttempts, maxEventAgeSeconds } = fn.configuration.asynchronous;
    if (now() - acceptedAt > maxEventAgeSeconds * 1000) {
      return giveUp(fn, event, { condition: 'EventAgeExceeded', reason: 'it is too old' });
    }
    let invocation: Invocation;
    try {
      const attempt = { requestId: id, ...(failures > 0 && { attempt: failures + 1 }) };
      ({ invocation } = await invoke(fn, { ...request, ...attempt }));
    } catch (error) {
      if (queue.isStopped()) return;
      const isThrottled = error instanceof AwsError && error.name === 'TooManyRequestsException';
      // A function with a reserved concurrency of 0 never runs, so its events do not wait.
      if (isThrottled && fn.reservedConcurrency !== 0) {
        const delayMs = Math.min(1000 * 2 ** throttles, maxThrottleDelayMs);
        return queue.retry({ ...event, throttles: throttles + 1 }, delayMs);
      }
      const reason = isThrottled ? 'its reserved concurrency is 0' : String(error);
      return giveUp(fn, event, { condition: 'RetriesExhausted', reason });
    }
    const { outcome } = invocation;
    if (outcome.status === 'success') {
      queue.remove(event);
      return reports.succeeded(fn, event, outcome);
    }
    // The sandbox may have ended it because it is stopping. The next sandbox runs it again.
    if (queue.isStopped()) return;
    const failed = { ...event, failures: event.failures + 1 };
    const delayMs = retryDelaysMs[failed.failures - 1];
    if (delayMs !== undefined && failed.failures <= maxRetryAttempts) {
      return queue.retry(failed, delayMs);
    }
    const { errorType: reason } = outcome.error;
    giveUp(fn, failed, { condition: 'RetriesExhausted', reason, outcome });
  };
}
