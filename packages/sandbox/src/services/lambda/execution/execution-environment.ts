import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FunctionConfiguration } from '../functions/function-configuration.js';
import type { Settings } from '../runtimes/node/settings.js';
import type { findRuntimeCommand } from '../runtimes/runtime-command.js';
import { type LogReader, readFrames, readLines } from './log-reader.js';
import { processEnvironment, type RoleCredentials } from './process-environment.js';
import { killGroup, type Reaper } from './process-group.js';
import {
  type RuntimeAnswer,
  type RuntimeApi,
  type RuntimeInvocation,
  serveRuntimeApi,
} from './runtime-api.js';
import { type StorageWatch, watchStorage } from './storage-watch.js';

const logDescriptor = 3;
// Enough time to read the output of the process, even if a child that it left keeps the pipe open.
const outputGraceMs = 500;

export type EnvironmentOptions = {
  readonly configuration: FunctionConfiguration;
  readonly taskRoot: string;
  readonly layers: readonly string[];
  /** The folder of the app, if its packages replace layers that are not on this machine. */
  readonly packagesOf: string | undefined;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: RoleCredentials;
  readonly scratchDir: string;
  readonly reaper: Reaper;
  readonly findCommand: typeof findRuntimeCommand;
  /** The current time, for the name of the log stream. */
  readonly now: number;
  /** Takes each entry that the function prints. */
  readonly onLog: (message: string) => void;
};

/**
 * The folder in which the Node.js of a function keeps compiled code, as `enableCompileCache` chooses
 * it. A cold start then takes less time: it compiles the runtime, the AWS SDK and the function once.
 */
function compileCacheFor({ environment, runtime }: FunctionConfiguration): string | undefined {
  const isOff = 'NODE_COMPILE_CACHE' in environment || process.env.NODE_DISABLE_COMPILE_CACHE;
  if (isOff || !runtime.startsWith('nodejs')) return undefined;
  return resolve(process.env.NODE_COMPILE_CACHE || join(tmpdir(), 'node-compile-cache'));
}

/** How a process ended. */
export type Exit = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the sandbox ended it, if it did: its temporary files had too many bytes. */
  readonly storageFull?: string | undefined;
};

export type InitOutcome =
  | { readonly type: 'ready' }
  | { readonly type: 'exited'; readonly exit: Exit }
  | (RuntimeAnswer & { readonly type: 'error' });

export type InvokeOutcome = RuntimeAnswer | { readonly type: 'exited'; readonly exit: Exit };

/**
 * A process that runs one function, one invocation at a time, like Lambda's execution environment.
 */
export class ExecutionEnvironment {
  /**
   * Called with each entry that the function prints. It can be replaced, so that an entry belongs
   * to the right invocation.
   */
  onLog: (message: string) => void;
  /** Settles when the runtime asks for its first invocation, or fails before that. */
  readonly initialised: Promise<InitOutcome>;
  /** Time from the start of the process to its first call, in milliseconds. */
  initDurationMs: number | undefined;
  readonly #started = performance.now();
  readonly #process: ChildProcess;
  readonly #api: RuntimeApi;
  readonly #reaper: Reaper;
  readonly #scratch: string;
  readonly #logs: readonly LogReader[];
  /** Settles when the process has ended and all its output has been read. */
  readonly ended: Promise<Exit>;
  readonly #storage: StorageWatch;
  #storageFull: string | undefined;
  #state: 'starting' | 'ready' | 'running' | 'finishing' | 'ended' = 'starting';
  #initError: InitOutcome | undefined;
  #settle: { init: (outcome: InitOutcome) => void; invoke: (outcome: InvokeOutcome) => void };
  #ready: { readonly promise: Promise<void>; readonly resolve: () => void };

  /** @throws {RuntimeUnavailableError} */
  static async start(options: EnvironmentOptions): Promise<ExecutionEnvironment> {
    const { configuration, taskRoot } = options;
    const command = await options.findCommand(configuration, taskRoot);
    await mkdir(options.scratchDir, { recursive: true });
    const scratch = await mkdtemp(join(options.scratchDir, 'environment-'));
    const compileCache = compileCacheFor(configuration);
    let environment: ExecutionEnvironment | undefined;
    const api = await serveRuntimeApi({
      onReady: () => environment?.onReady(),
      onInitError: (answer) => environment?.onInitError(answer),
      onAnswer: (answer) => environment?.onAnswer(answer),
      onLost: () => environment?.onLost(),
    });
    const child = spawn(command.file, command.arguments, {
      cwd: taskRoot,
      // A separate process group, so that the processes that the function starts end with it.
      detached: process.platform !== 'win32',
      env: {
        ...processEnvironment({
          ...options,
          scratch,
          runtimeApi: api.address,
          runtimeRoot: command.runtimeRoot,
          logStream: logStreamName(options.now),
        }),
        ...(command.framesLogs && {
          _LAMBDA_TELEMETRY_LOG_FD: String(logDescriptor),
          _SANDBOX_SETTINGS: JSON.stringify({
            layers: options.layers,
            ...(options.packagesOf !== undefined && { packagesOf: options.packagesOf }),
            storage: { folder: scratch, limitMB: configuration.ephemeralStorageMB },
            ...(compileCache !== undefined && { compileCache }),
          } satisfies Settings),
          ...(compileCache !== undefined && { NODE_COMPILE_CACHE: compileCache }),
        }),
      },
      stdio: ['ignore', 'pipe', 'pipe', command.framesLogs ? 'pipe' : 'ignore'],
      windowsHide: true,
    });
    environment = new ExecutionEnvironment(options, child, api, scratch);
    return environment;
  }

  private constructor(
    { configuration, onLog, reaper }: EnvironmentOptions,
    child: ChildProcess,
    api: RuntimeApi,
    scratch: string,
  ) {
    this.onLog = onLog;
    this.#process = child;
    this.#api = api;
    this.#reaper = reaper;
    this.#scratch = scratch;
    const storage = {
      folder: scratch,
      limitMB: configuration.ephemeralStorageMB,
      isBusy: () => this.#state !== 'ready',
    };
    this.#storage = watchStorage(storage, (message) => {
      this.#storageFull = message;
      void this.stop();
    });
    this.#ready = Promise.withResolvers();
    const init = Promise.withResolvers<InitOutcome>();
    this.initialised = init.promise;
    this.#settle = { init: init.resolve, invoke: () => {} };
    if (child.pid !== undefined) reaper.watch(child.pid);
    const record = (message: string) => this.onLog(message);
    const [, stdout, stderr, frames] = child.stdio;
    this.#logs = [
      ...[stdout, stderr].filter(isReadable).map((output) => readLines(output, record)),
      ...[frames].filter(isReadable).map((output) => readFrames(output, record)),
    ];
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', (error) => {
        record(`The process of the function could not be started: ${error.message}`);
        resolve({ code: 127, signal: null });
      });
    });
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.ended = exited.then((exit) => this.#end(exit, closed));
    void this.ended.then((exit) => init.resolve(this.#initError ?? { type: 'exited', exit }));
  }

  /** Whether the process can take an invocation now or in a moment. */
  get alive(): boolean {
    return this.#state !== 'ended';
  }

  /** Waits until the runtime is done with the last invocation. `true` if it is. */
  async isReady(withinMs: number): Promise<boolean> {
    if (this.#state === 'ready') return true;
    await Promise.race([
      this.#ready.promise,
      this.ended,
      delay(withinMs, undefined, { ref: false }),
    ]);
    return this.state() === 'ready';
  }

  /** Runs one invocation. The environment must be ready for it. */
  invoke(invocation: RuntimeInvocation): Promise<InvokeOutcome> {
    const outcome = Promise.withResolvers<InvokeOutcome>();
    this.#settle.invoke = outcome.resolve;
    void this.ended.then((exit) => outcome.resolve({ type: 'exited', exit }));
    if (this.#state === 'ready') {
      this.#state = 'running';
      this.#ready = Promise.withResolvers();
      this.#api.send(invocation);
    }
    return outcome.promise;
  }

  /** Passes on the output so far that does not end with a line break. */
  flushLogs(): void {
    for (const log of this.#logs) log.flush();
  }

  /**
   * The maximum memory that the process has used, in MB. Undefined if the system does not report
   * it.
   */
  maxMemoryUsedMB(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      const [, kilobytes] = status.match(/^VmHWM:\s+(\d+) kB$/m) ?? [];
      return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
    } catch {
      return undefined;
    }
  }

  /** Ends the process and all processes that it started, and waits until it has ended. */
  async stop(): Promise<void> {
    killGroup(this.#process);
    await this.ended;
  }

  private state() {
    return this.#state;
  }

  private onReady(): void {
    this.initDurationMs ??= performance.now() - this.#started;
    this.#state = 'ready';
    this.#ready.resolve();
    this.#settle.init({ type: 'ready' });
  }

  private onInitError(answer: RuntimeAnswer & { readonly type: 'error' }): void {
    // The runtime ends by itself after this, and its last output belongs to the error.
    this.#initError = answer;
    setTimeout(() => void this.stop(), outputGraceMs).unref();
  }

  private onAnswer(answer: RuntimeAnswer): void {
    this.#state = 'finishing';
    const settle = this.#settle.invoke;
    // Output from before the answer has arrived by now, and its readers run before this.
    setImmediate(() => settle(answer));
  }

  private onLost(): void {
    this.#state = 'ended';
    void this.stop();
  }

  async #end(exit: Exit, closed: Promise<void>): Promise<Exit> {
    this.#state = 'ended';
    this.#storage.stop();
    killGroup(this.#process);
    if (this.#process.pid !== undefined) this.#reaper.forget(this.#process.pid);
    await Promise.race([closed, delay(outputGraceMs, undefined, { ref: false })]);
    this.flushLogs();
    this.#api.close();
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 3 });
    return { ...exit, storageFull: this.#storageFull };
  }
}

/** `2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef` */
function logStreamName(now: number): string {
  const [date = ''] = new Date(now).toISOString().split('T');
  return `${date.replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && 'read' in stream;
}
