import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CodeUnavailableError } from './code-package.js';
import type { EnvironmentPool, PooledFunction } from './environment-pool.js';
import type {
  ExecutionEnvironment,
  Exit,
  InitOutcome,
  InvokeOutcome,
} from './execution-environment.js';
import { describeExit } from './exit-description.js';
import type { CodeSource, FunctionConfiguration } from './function-configuration.js';
import type { FunctionError, Invocation, InvocationOutcome } from './invocation.js';
import { InvocationLog } from './invocation-log.js';
import { isJsonObject, parseJson } from './payload.js';
import { platformLog } from './platform-log.js';
import { errorAnswer, type RuntimeAnswer } from './runtime-api.js';
import { RuntimeUnavailableError } from './runtime-command.js';

/** A function as it is deployed. */
export type DeployedFunction = PooledFunction & {
  readonly configuration: FunctionConfiguration;
  /** Its own code first, then that of the layers that are on this machine. */
  readonly code: readonly Code[];
  /** What its version is made of, but for the place of the code. */
  readonly signature: string;
  /** Its versions and aliases. */
  readonly qualifiers: ReadonlySet<string>;
};

export type Code = { readonly source: CodeSource; readonly fingerprint: string | undefined };

export type InvokeRequest = {
  /** JSON. */
  readonly payload: Uint8Array;
  /** The payload as a value. */
  readonly event: unknown;
  readonly source: string | undefined;
  /** With the version or alias that the caller named. */
  readonly functionArn: string;
  readonly clientContext?: string | undefined;
  /** The default is a new one. A retry of an asynchronous invocation keeps its own. */
  readonly requestId?: string | undefined;
};

export type InvokeResult = {
  readonly invocation: Invocation;
  /** What the function answered, byte for byte. */
  readonly payload: Uint8Array;
};

export type InvokeDependencies = {
  readonly pool: EnvironmentPool<DeployedFunction>;
  now(): number;
  onLog(entry: { readonly function: string; readonly at: Date; readonly message: string }): void;
  /** Longest time that a function may take to initialise, in milliseconds. */
  readonly initTimeoutMs: number;
};

/** Lambda's own: an initialisation that takes longer starts again, within the function's timeout. */
export const defaultInitTimeoutMs = 10_000;

// After an error the runtime may end its process. What it says of that belongs to the invocation.
const afterErrorMs = 50;

type Ending =
  | { readonly type: 'answer'; readonly answer: RuntimeAnswer }
  | { readonly type: 'timeout' }
  | { readonly type: 'exited'; readonly exit: Exit };

/**
 * Runs a function once, and waits for its answer. What the function does wrong is in the result.
 *
 * @throws {AwsError} `TooManyRequestsException`, and `ServiceException` while the sandbox stops.
 */
export async function invokeFunction(
  fn: DeployedFunction,
  request: InvokeRequest,
  dependencies: InvokeDependencies,
): Promise<InvokeResult> {
  const { pool, now, initTimeoutMs } = dependencies;
  const { configuration } = fn;
  const requestId = request.requestId ?? randomUUID();
  const time = () => new Date(now()).toISOString();
  const logs = new InvocationLog();
  const log = (message: string) => {
    logs.add(message);
    dependencies.onLog({ function: configuration.friendlyName, at: new Date(now()), message });
  };
  const platform = platformLog(configuration, time);
  const write = (lines: readonly string[]) => lines.forEach(log);

  const startedAt = time();
  let initDurationMs: number | undefined;
  let durationMs = 0;
  let maxMemoryUsedMB: number | undefined;
  let ending: Ending;

  const leased = await pool.lease(fn, log).catch((error: unknown) => {
    if (error instanceof RuntimeUnavailableError || error instanceof CodeUnavailableError) {
      return error;
    }
    throw error;
  });
  if (leased instanceof Error) {
    const message = `${configuration.friendlyName} cannot run: ${leased.message}`;
    log(message);
    ending = { type: 'answer', answer: errorAnswer('Runtime.InvalidEntrypoint', message) };
  } else {
    let { environment } = leased;
    try {
      environment.onLog = log;
      let init: InitOutcome | 'timeout' = { type: 'ready' };
      if (leased.cold) {
        init = await within(environment.initialised, initTimeoutMs);
        initDurationMs = init === 'timeout' ? undefined : environment.initDurationMs;
        if (init === 'timeout') {
          write([
            `INIT_REPORT Init Duration: ${initTimeoutMs.toFixed(2)} ms\tPhase: init\tStatus: timeout`,
          ]);
          environment = await pool.replace(environment, fn, log);
        }
      }
      write(platform.start(requestId));
      const begun = performance.now();
      // The function reads the clock of the machine, not that of the sandbox.
      const deadlineMs = Date.now() + configuration.timeoutSeconds * 1000;
      const run = async (): Promise<InitOutcome | InvokeOutcome> => {
        const initialised = init === 'timeout' ? await environment.initialised : init;
        if (initialised.type !== 'ready') return initialised;
        return environment.invoke({
          requestId,
          event: request.payload,
          deadlineMs,
          functionArn: request.functionArn,
          traceId: traceId(now()),
          clientContext: request.clientContext,
        });
      };
      ending = toEnding(await within(run(), configuration.timeoutSeconds * 1000));
      durationMs = performance.now() - begun;
      maxMemoryUsedMB = environment.maxMemoryUsedMB();
      await settle(environment, ending);
    } finally {
      environment.flushLogs();
      environment.onLog = (message) =>
        dependencies.onLog({ function: configuration.friendlyName, at: new Date(now()), message });
      pool.release(fn, environment);
    }
  }

  const { outcome, payload } = conclude(ending, requestId, configuration, logs);
  if (outcome.status === 'timeout') {
    log(`${time()} ${requestId} ${timeoutMessage(configuration)}`);
  } else if (outcome.status === 'crash') {
    log(`${outcome.error.errorMessage}\n${outcome.error.errorType}`);
  }
  write(
    platform.report({
      requestId,
      durationMs,
      initDurationMs,
      maxMemoryUsedMB,
      status: outcome.status === 'crash' ? 'failure' : outcome.status,
      errorType: outcome.status === 'success' ? undefined : outcome.error.errorType,
    }),
  );

  return {
    payload,
    invocation: {
      id: requestId,
      function: configuration.friendlyName,
      functionArn: configuration.arn,
      source: request.source,
      startedAt,
      durationMs,
      initDurationMs,
      event: request.event,
      outcome,
      logs: logs.entries,
    },
  };

  async function settle(environment: ExecutionEnvironment, ending: Ending): Promise<void> {
    if (ending.type === 'timeout') await environment.stop();
    if (ending.type !== 'answer' || ending.answer.type !== 'error') return;
    if (await environment.isReady(afterErrorMs)) return;
    if (environment.alive) return;
    const { errorMessage, errorType } = describeExit(await environment.ended, requestId);
    log(`${errorMessage}\n${errorType}`);
  }
}

async function within<Result>(
  work: Promise<Result>,
  milliseconds: number,
): Promise<Result | 'timeout'> {
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

function toEnding(outcome: InitOutcome | InvokeOutcome | 'timeout'): Ending {
  if (outcome === 'timeout') return { type: 'timeout' };
  if (outcome.type === 'response' || outcome.type === 'error') {
    return { type: 'answer', answer: outcome };
  }
  // An environment is only asked for its invocation once it is ready.
  if (outcome.type === 'ready') throw new Error('An invocation ended before it began.');
  return outcome;
}

function conclude(
  ending: Ending,
  requestId: string,
  configuration: FunctionConfiguration,
  logs: InvocationLog,
): { outcome: InvocationOutcome; payload: Uint8Array } {
  if (ending.type === 'timeout') {
    const error = {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: ${timeoutMessage(configuration)}`,
    };
    return { outcome: { status: 'timeout', error }, payload: encode(error) };
  }
  if (ending.type === 'exited') {
    const outOfMemory = logs.entries.some((entry) => entry.includes('heap out of memory'));
    const exit = describeExit(ending.exit, requestId);
    const error = outOfMemory ? { ...exit, errorType: 'Runtime.OutOfMemory' } : exit;
    return { outcome: { status: 'crash', error }, payload: encode(error) };
  }
  const { answer } = ending;
  if (answer.type === 'error') {
    return {
      outcome: { status: 'error', error: readError(answer) },
      payload: answer.body,
    };
  }
  const response = answer.body.length === 0 ? null : parseJson(answer.body);
  return {
    outcome: {
      status: 'success',
      // A runtime that does not answer in JSON has answered with text.
      response: response === undefined ? answer.body.toString() : response,
    },
    payload: answer.body,
  };
}

function readError({ body, errorType }: RuntimeAnswer & { readonly type: 'error' }): FunctionError {
  const posted = parseJson(body);
  const error = isJsonObject(posted) ? posted : {};
  const trace = error.trace ?? error.stackTrace;
  return {
    errorType: String(error.errorType ?? errorType ?? 'Unhandled'),
    errorMessage: String(error.errorMessage ?? body.toString()),
    ...(Array.isArray(trace) && {
      trace: trace.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))),
    }),
  };
}

function timeoutMessage({ timeoutSeconds }: FunctionConfiguration): string {
  return `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
}

/** A trace header that asks for no recording: there is no X-Ray here. */
function traceId(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

function encode(error: FunctionError): Uint8Array {
  return Buffer.from(JSON.stringify(error));
}
