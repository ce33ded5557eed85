import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type StorageWatch = { stop(): void };

const PAUSE_MS = 250;

export type WatchedStorage = {
  /** The folder that a process writes to. */
  readonly folder: string;
  readonly limitMB: number;
  /** Whether the process runs code. One that waits for its next invocation writes nothing. */
  isBusy(): boolean;
};

/**
 * Watches the temporary files of a process. Runtimes of the sandbox refuse a write that does not
 * fit. This finds what they do not see: the files of other runtimes, of native code, and of programs
 * that a function starts.
 *
 * @param onFull Called once, with a sentence that says so.
 */
export function watchStorage(
  { folder, limitMB, isBusy }: WatchedStorage,
  onFull: (message: string) => void,
): StorageWatch {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async () => {
    const startedAt = performance.now();
    const sizeMB = isBusy() ? (await sizeOf(folder)) / (1024 * 1024) : 0;
    if (stopped) return;
    if (sizeMB > limitMB) {
      onFull(
        `ENOSPC: no space left on device: the temporary files have ${Math.ceil(sizeMB)} MB, and the function has ${limitMB} MB for them (ephemeralStorageSizeMB)`,
      );
      return;
    }
    // A function with many files should not keep the sandbox busy.
    waitFor(Math.max(PAUSE_MS, 20 * (performance.now() - startedAt)));
  };
  const waitFor = (ms: number) => {
    timer = setTimeout(() => void look(), ms).unref();
  };
  waitFor(PAUSE_MS);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        stat(join(parentPath, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
