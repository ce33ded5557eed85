import { join } from 'node:path';
import { watch } from 'chokidar';
import type { SandboxEvent } from './sandbox.js';

const SETTLE_MS = 100;

export type WatchBackendOptions = {
  /** The files that the backend was made from. */
  readonly inputs: readonly string[];
  /** Folder of the Amplify app. */
  readonly cwd: string;
  /** A file that has changed since the inputs were read, if there is one. */
  changedInput(): string | undefined;
  /** Synthesises and deploys the changed backend, and returns its inputs. */
  takeOver(): Promise<readonly string[]>;
  emit(event: SandboxEvent): void;
  /** Aborted when the sandbox stops. Failures after that emit no event. */
  readonly signal: AbortSignal;
};

/** Deploys each change of a backend. If one fails, the last successful deployment keeps running. */
export function watchBackend(options: WatchBackendOptions) {
  const { inputs, cwd, changedInput, takeOver, emit, signal } = options;
  const onChange = async (file: string) => {
    emit({ type: 'changed', file });
    try {
      return await takeOver();
    } catch (error) {
      if (!signal.aborted) emit({ type: 'deploy-failed', error });
      return undefined;
    }
  };
  const onError = (error: unknown) => emit({ type: 'internal-error', error });
  return watchInputs({ inputs, folder: join(cwd, 'amplify'), onChange, onError, changedInput });
}

export type WatchInputsOptions = {
  /** Files to watch. */
  readonly inputs: readonly string[];
  /** Folder to watch as a whole, for new files. */
  readonly folder: string;
  /**
   * Called with the first of the changed files. Runs once more if files change meanwhile. Resolves
   * to the new list of inputs, or to `undefined` to keep the old list.
   */
  onChange(file: string): Promise<readonly string[] | undefined>;
  /**
   * Called when the system refuses to watch a file, for example because it has too few inotify
   * watches. The other files are still watched.
   */
  onError(error: unknown): void;
  /**
   * A file that has changed since the inputs were read, if there is one. It may have changed before
   * the watcher was ready.
   */
  changedInput?(): string | undefined;
  /** Time without a change after which the changes before it are deployed, in milliseconds. */
  readonly settleMs?: number;
};

/** Watches the files that a backend was made from. */
export function watchInputs({
  inputs,
  folder,
  onChange,
  onError,
  changedInput,
  settleMs = SETTLE_MS,
}: WatchInputsOptions): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let changed: string | undefined;
  let stopped = false;

  const watcher = watch([...inputs, folder], {
    ignoreInitial: true,
    ignored: (path) => /[\\/](node_modules|\.git|\.amplify)([\\/]|$)/.test(path),
  });

  const run = async () => {
    for (let file = changed; file; file = changed) {
      changed = undefined;
      const next = await onChange(file);
      if (!next) continue;
      watcher.add([...next]);
      // By then the new files are being watched.
      setTimeout(lookForMissed, settleMs).unref();
    }
  };
  const notice = (file: string) => {
    changed ??= file;
    clearTimeout(timer);
    // Editors write a file in several steps.
    timer = setTimeout(start, settleMs);
  };
  // A run that is in progress checks for missed changes itself when it is done.
  const lookForMissed = () => {
    if (stopped || timer || running) return;
    const missed = changedInput?.();
    if (missed !== undefined) notice(missed);
  };
  const start = () => {
    timer = undefined;
    // The loop above handles changes during a run.
    running ??= run().finally(() => {
      running = undefined;
      // A change can come after the loop has ended.
      if (changed && !timer) start();
    });
  };
  watcher.on('all', (_, path) => notice(path));
  watcher.on('ready', lookForMissed);
  watcher.on('error', onError);

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await watcher.close();
      changed = undefined;
      await running;
    },
  };
}
