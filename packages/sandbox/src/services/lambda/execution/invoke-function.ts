import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AssetUnavailableError } from '../../../assembly/asset-files.js';
import type { Invocation } from '../../../context/events/function-invoker.js';
import { newTraceHeader } from '../../../context/timeline/trace.js';
import type { DeployedFunction } from '../functions/deployed-functions.js';
import { RuntimeUnavailableError } from '../runtimes/runtime-command.js';
import type { EnvironmentPool, Lease } from './environment-pool.js';
import type { ExecutionEnvironment, InitOutcome, InvokeOutcome } from './execution-environment.js';
import { InvocationLog } from './invocation-log.js';
import { conclude, describeExit, describeTimeout, type Ending } from './invocation-outcome.js';
import { type PlatformLog, platformLog } from './platform-log.js';
import { errorAnswer } from './runtime-api.js';

export type InvokeRequest = {
  /** JSON. */
  readonly payload: Uint8Array;
  /** The payload as a value. */
  readonly event: unknown;
  readonly source: string | undefined;
  /** The ARN with the version or alias that the caller named. */
  readonly functionArn: string;
  /** JSON. */
  readonly clientContext?: string | undefined;
  /** The default is a new id. A retry of an asynchronous invocation keeps its id. */
  readonly requestId?: string | undefined;
  /** 2 for the first retry of an asynchronous invocation. */
  readonly attempt?: number | undefined;
  /** The default is a new trace. */
  readonly traceHeader?: string | undefined;
};

export type InvokeResult = {
  readonly invocation: Invocation;
  /** The bytes of the function's response. */
  readonly payload: Uint8Array;
};

export type InvokeDependencies = {
  readonly pool: EnvironmentPool<DeployedFunction>;
  now(): number;
  onLog(entry: { readonly function: string; readonly at: Date; readonly message: string }): void;
  /** The maximum time for a function to initialise, in milliseconds. */
  readonly initTimeoutMs: number;
};

/** The value of Lambda. A longer initialisation is started again, within the function's timeout. */
export const defaultInitTimeoutMs = 10_000;

// After an error the runtime may end its process. Its output about this belongs to the invocation.
const afterErrorMs = 50;

/** One attempt to run a function in an execution environment. */
type Run = {
  readonly ending: Ending;
  readonly durationMs: number;
  readonly initDurationMs: number | undefined;
  readonly maxMemoryUsedMB: number | undefined;
};

/**
 * Runs a function once, and waits for its response. Errors of the function are in the result.
 *
 * @throws {AwsError} `TooManyRequestsException`, and `ServiceException` while the sandbox stops.
 */
export async function invokeFunction(
  fn: DeployedFunction,
  request: InvokeRequest,
  dependencies: InvokeDependencies,
): Promise<InvokeResult> {
  const { now } = dependencies;
  const { configuration } = fn;
  const requestId = request.requestId ?? randomUUID();
  const time = () => new Date(now()).toISOString();
  const tell = (message: string) =>
    dependencies.onLog({ function: configuration.friendlyName, at: new Date(now()), message });
  const kept = new InvocationLog();
  const log = (message: string) => {
    kept.add(message);
    tell(message);
  };
  const platform = platformLog(configuration, time);

  const startedAt = time();
  const run = await runInEnvironment(fn, { ...request, requestId }, dependencies, {
    log,
    afterwards: tell,
    kept,
    platform,
  });

  const { outcome, payload } = conclude(run.ending, requestId);
  if (run.ending.type === 'timeout') {
    log(`${time()} ${requestId} ${describeTimeout(run.ending.seconds)}`);
  }
  if (outcome.status === 'crash') {
    log(`${outcome.error.errorMessage}\n${outcome.error.errorType}`);
  }
  const errorType = outcome.status === 'success' ? undefined : outcome.error.errorType;
  const status = outcome.status === 'crash' ? 'failure' : outcome.status;
  platform.report({ ...run, requestId, status, errorType }).forEach(log);

  return {
    payload,
    invocation: {
      id: requestId,
      function: configuration.friendlyName,
      functionArn: configuration.arn,
      source: request.source,
      startedAt,
      durationMs: run.durationMs,
      initDurationMs: run.initDurationMs,
      event: request.event,
      outcome,
      logs: kept.entries,
    },
  };
}

type InvocationLogs = {
  readonly log: (message: string) => void;
  /** Called with the environment's output after this invocation. */
  readonly afterwards: (message: string) => void;
  readonly kept: InvocationLog;
  readonly platform: PlatformLog;
};

async function runInEnvironment(
  fn: DeployedFunction,
  request: InvokeRequest & { readonly requestId: string },
  { pool, now, initTimeoutMs }: InvokeDependencies,
  { log, afterwards, kept, platform }: InvocationLogs,
): Promise<Run> {
  const { requestId } = request;
  const { timeoutSeconds } = fn.configuration;
  let lease: Lease;
  try {
    lease = await pool.lease(fn, log);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const message = `${fn.configuration.friendlyName} cannot run: ${error.message}`;
    log(message);
    const answer = errorAnswer('Runtime.InvalidEntrypoint', message);
    return {
      ending: { type: 'answer', answer },
      durationMs: 0,
      initDurationMs: undefined,
      maxMemoryUsedMB: undefined,
    };
  }

  let { environment } = lease;
  try {
    environment.onLog = log;
    const init = await within(environment.initialised, lease.cold ? initTimeoutMs : Infinity);
    const initDurationMs =
      lease.cold && init !== 'timeout' ? environment.initDurationMs : undefined;
    if (init === 'timeout') {
      log(
        `INIT_REPORT Init Duration: ${initTimeoutMs.toFixed(2)} ms\tPhase: init\tStatus: timeout`,
      );
      environment = await pool.replace(environment, fn, log);
    }

    platform.start(requestId).forEach(log);
    const begun = performance.now();
    // The function uses the clock of the machine, not that of the sandbox.
    const deadlineMs = Date.now() + timeoutSeconds * 1000;
    const invoked = async (): Promise<InvokeOutcome> => {
      const started = init === 'timeout' ? await environment.initialised : init;
      if (started.type !== 'ready') return started;
      return environment.invoke({
        requestId,
        event: request.payload,
        deadlineMs,
        functionArn: request.functionArn,
        traceId: request.traceHeader ?? newTraceHeader(now()),
        clientContext: request.clientContext,
      });
    };
    const outcome = await within(invoked(), timeoutSeconds * 1000);
    const durationMs = performance.now() - begun;
    const maxMemoryUsedMB = environment.maxMemoryUsedMB();
    if (outcome === 'timeout') await environment.stop();
    if (outcome !== 'timeout' && outcome.type === 'error') await awaitExit(environment);
    environment.flushLogs();
    return {
      ending: toEnding(outcome, timeoutSeconds, kept),
      durationMs,
      initDurationMs,
      maxMemoryUsedMB,
    };
  } finally {
    environment.onLog = afterwards;
    pool.release(fn, environment);
  }

  async function awaitExit(environment: ExecutionEnvironment): Promise<void> {
    if ((await environment.isReady(afterErrorMs)) || environment.alive) return;
    log(`${describeExit(await environment.ended, requestId)}\nRuntime.ExitError`);
  }
}

function isUnavailable(error: unknown): error is Error {
  return error instanceof RuntimeUnavailableError || error instanceof AssetUnavailableError;
}

async function within<Result>(
  work: Promise<Result>,
  milliseconds: number,
): Promise<Result | 'timeout'> {
  if (milliseconds === Infinity) return work;
  const timer = new AbortController();
  try {
    return await Promise.race([
      work,
      delay(milliseconds, 'timeout' as const, { signal: timer.signal }),
    ]);
  } finally {
    timer.abort();
  }
}

function toEnding(
  outcome: Exclude<InitOutcome, { type: 'ready' }> | InvokeOutcome | 'timeout',
  timeoutSeconds: number,
  kept: InvocationLog,
): Ending {
  if (outcome === 'timeout') return { type: 'timeout', seconds: timeoutSeconds };
  if (outcome.type !== 'exited') return { type: 'answer', answer: outcome };
  // V8's message when the heap reaches the limit that Lambda's runtime sets.
  const outOfMemory = kept.entries.some((entry) => entry.includes('heap out of memory'));
  return { ...outcome, outOfMemory };
}
