import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Invocation, InvocationOutcome } from '../../context/events/function-invoker.js';
import { AwsError } from '../../protocols/aws-error.js';
import { parseJson } from '../../protocols/json-value.js';
import type { DeployedFunction, InvokeRequest, InvokeResult } from './execution/invoke-function.js';

/** Waits before the first and the second retry of an asynchronous invocation, in milliseconds. */
export const defaultRetryDelaysMs: readonly number[] = [60_000, 120_000];

const maxThrottleDelayMs = 5 * 60_000;
/** How long a wait may go on after the services' clock was moved. */
const pollMs = 1000;
/** Longest reason that a dead letter carries, in characters. */
const maxErrorMessage = 1024;

export type AsyncInvocationsOptions = {
  readonly database: DatabaseSync;
  /** The clock of the services, in milliseconds since 1970: retries wait by it. */
  now(): number;
  readonly retryDelaysMs: readonly number[];
  invoke(fn: DeployedFunction, request: InvokeRequest): Promise<InvokeResult>;
  /** The function as it is deployed now: a retry runs the code of its own time. */
  find(name: string): DeployedFunction | undefined;
  /** @returns Whether there is such a destination: a queue, a topic or a function, by its ARN. */
  send(arn: string, body: string, attributes?: Readonly<Record<string, string>>): boolean;
  onLog(fn: DeployedFunction, message: string): void;
};

/**
 * Invocations whose caller does not wait (`Event`): what fails is tried again, twice unless the
 * function is configured otherwise, and then given up, to its destination if it has one.
 *
 * They are in the sandbox's database until they are over: `kill -9` loses none, and what was under
 * way is done again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export type AsyncInvocations = {
  /** Takes an event, and gives the id of its invocation. */
  accept(fn: DeployedFunction, request: Omit<InvokeRequest, 'requestId'>): string;
  /** Goes on with what an earlier sandbox left, once everything is deployed. */
  resume(): void;
  /** Waits until none is under way. Those that wait for a retry are not. */
  idle(): Promise<void>;
  /** Leaves what waits for the next sandbox. */
  stop(): void;
  /** Waits for the invocations under way, which `stop` has not ended. */
  ended(): Promise<void>;
};

type QueuedEvent = {
  readonly id: string;
  readonly functionName: string;
  readonly request: Omit<InvokeRequest, 'requestId'>;
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  readonly failures: number;
  readonly throttles: number;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
};

export function createAsyncInvocations(options: AsyncInvocationsOptions): AsyncInvocations {
  const { database, now, retryDelaysMs, invoke, find, onLog } = options;
  const queue = openQueue(database);
  const waiting = new Set<QueuedEvent>();
  const running = new Set<Promise<void>>();
  /** Read before the first of this sandbox comes, such as while the backend is deployed. */
  let left = queue.all();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function begin(event: QueuedEvent): void {
    // In a turn of its own: it does not begin before its caller goes on.
    const run = nextTurn()
      .then(() => (stopped ? undefined : runOnce(event)))
      .finally(() => running.delete(run));
    running.add(run);
  }

  function wait(...events: readonly QueuedEvent[]): void {
    for (const event of events) waiting.add(event);
    if (stopped || waiting.size === 0) return;
    let nextDue = Number.POSITIVE_INFINITY;
    for (const { dueAt } of waiting) nextDue = Math.min(nextDue, dueAt);
    clearTimeout(timer);
    timer = setTimeout(beginDue, Math.max(0, Math.min(nextDue - now(), pollMs)));
  }

  function beginDue(): void {
    for (const event of waiting) {
      if (event.dueAt > now()) continue;
      waiting.delete(event);
      begin(event);
    }
    wait();
  }

  function retry(event: QueuedEvent, delayMs: number): void {
    const later = { ...event, dueAt: now() + delayMs };
    queue.update(later);
    wait(later);
  }

  async function runOnce(event: QueuedEvent): Promise<void> {
    const { id, request, acceptedAt, throttles } = event;
    const fn = find(event.functionName);
    // The function was removed from the backend.
    if (!fn) return queue.remove(id);
    const { maxRetryAttempts, maxEventAgeSeconds, onSuccessArn } = fn.configuration.asynchronous;
    if (now() - acceptedAt > maxEventAgeSeconds * 1000) {
      return giveUp(fn, event, { condition: 'EventAgeExceeded', reason: 'it is too old' });
    }
    let invocation: Invocation;
    try {
      ({ invocation } = await invoke(fn, { ...request, requestId: id }));
    } catch (error) {
      if (stopped) return;
      const isThrottled = error instanceof AwsError && error.name === 'TooManyRequestsException';
      // A function that may never run is not waited for.
      if (isThrottled && fn.reservedConcurrency !== 0) {
        const delayMs = Math.min(1000 * 2 ** throttles, maxThrottleDelayMs);
        return retry({ ...event, throttles: throttles + 1 }, delayMs);
      }
      const reason = isThrottled ? 'its reserved concurrency is 0' : String(error);
      return giveUp(fn, event, { condition: 'RetriesExhausted', reason });
    }
    const { outcome } = invocation;
    if (outcome.status === 'success') {
      queue.remove(id);
      if (onSuccessArn !== undefined) report(fn, event, onSuccessArn, 'Success', outcome);
      return;
    }
    // The sandbox ended it, perhaps: it is done again in the next.
    if (stopped) return;
    const failed = { ...event, failures: event.failures + 1 };
    const delayMs = retryDelaysMs[failed.failures - 1];
    if (delayMs !== undefined && failed.failures <= maxRetryAttempts) return retry(failed, delayMs);
    const { errorType: reason } = outcome.error;
    giveUp(fn, failed, { condition: 'RetriesExhausted', reason, outcome });
  }

  function giveUp(
    fn: DeployedFunction,
    event: QueuedEvent,
    { condition, reason, outcome }: Ending,
  ): void {
    const { onFailureArn, deadLetterArn } = fn.configuration.asynchronous;
    const { id, failures } = event;
    queue.remove(id);
    const attempts = outcome ? failures : failures + 1;
    const tries = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
    onLog(fn, `The asynchronous invocation ${id} was given up after ${tries}: ${reason}`);
    if (onFailureArn !== undefined) report(fn, event, onFailureArn, condition, outcome);
    if (deadLetterArn !== undefined) {
      const message = outcome?.status === 'success' ? '' : (outcome?.error.errorMessage ?? reason);
      send(fn, deadLetterArn, Buffer.from(event.request.payload).toString(), {
        RequestID: id,
        ErrorCode: outcome ? '200' : '500',
        ErrorMessage: message.slice(0, maxErrorMessage),
      });
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  function report(
    fn: DeployedFunction,
    { id, request, failures }: QueuedEvent,
    arn: string,
    condition: Ending['condition'] | 'Success',
    outcome: InvocationOutcome | undefined,
  ): void {
    const { functionArn, event } = request;
    const isUnqualified = functionArn === fn.configuration.arn;
    const record = {
      version: '1.0',
      timestamp: new Date(now()).toISOString(),
      requestContext: {
        requestId: id,
        functionArn: isUnqualified ? `${functionArn}:$LATEST` : functionArn,
        condition,
        approximateInvokeCount: condition === 'Success' ? failures + 1 : failures,
      },
      requestPayload: event,
      ...(outcome && {
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          ...(outcome.status !== 'success' && { functionError: 'Unhandled' }),
        },
        responsePayload: outcome.status === 'success' ? outcome.response : outcome.error,
      }),
    };
    send(fn, arn, JSON.stringify(record));
  }

  function send(fn: DeployedFunction, arn: string, ...message: Message): void {
    try {
      if (options.send(arn, ...message)) return;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      onLog(fn, `Nothing is sent to the destination ${arn}: ${error.message}`);
      return;
    }
    onLog(fn, `The destination ${arn} is not served by the sandbox: nothing is sent there.`);
  }

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
      };
      queue.add(event);
      begin(event);
      return event.id;
    },
    resume() {
      wait(...left);
      left = [];
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    async ended() {
      await Promise.allSettled(running);
    },
  };
}

type Ending = {
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  /** A clause, for the log. */
  readonly reason: string;
  /** Of the last attempt, if there was one. */
  readonly outcome?: InvocationOutcome;
};

type Message = [body: string, attributes?: Readonly<Record<string, string>>];

/** The events that are not over, in the sandbox's database. */
function openQueue(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS lambda_async_events (
      position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
      function TEXT NOT NULL, function_arn TEXT NOT NULL, payload BLOB NOT NULL, source TEXT,
      client_context TEXT, accepted_at INTEGER NOT NULL, failures INTEGER NOT NULL,
      throttles INTEGER NOT NULL, due_at INTEGER NOT NULL
    ) STRICT`);
  const insert = database.prepare(`
    INSERT INTO lambda_async_events (id, function, function_arn, payload, source, client_context,
      accepted_at, failures, throttles, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = database.prepare(`
    UPDATE lambda_async_events SET failures = ?, throttles = ?, due_at = ? WHERE id = ?`);
  const remove = database.prepare('DELETE FROM lambda_async_events WHERE id = ?');
  const select = database.prepare('SELECT * FROM lambda_async_events ORDER BY position');
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

  return {
    add({ id, functionName, request, acceptedAt, failures, throttles, dueAt }: QueuedEvent): void {
      const { functionArn, payload, source, clientContext } = request;
      const about = [id, functionName, functionArn, payload, source ?? null, clientContext ?? null];
      insert.run(...about, acceptedAt, failures, throttles, dueAt);
    },
    update({ id, failures, throttles, dueAt }: QueuedEvent): void {
      update.run(failures, throttles, dueAt, id);
    },
    remove(id: string): void {
      remove.run(id);
    },
    /** In the order in which they came. */
    all: (): readonly QueuedEvent[] =>
      select.all().map((row) => {
        const payload = Buffer.from(row.payload as Uint8Array);
        return {
          id: String(row.id),
          functionName: String(row.function),
          request: {
            payload,
            event: parseJson(payload),
            functionArn: String(row.function_arn),
            source: textOf(row.source),
            clientContext: textOf(row.client_context),
          },
          acceptedAt: Number(row.accepted_at),
          failures: Number(row.failures),
          throttles: Number(row.throttles),
          dueAt: Number(row.due_at),
        };
      }),
  };
}
