import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { UsageError } from '../terminal/failure.js';
import { INTERRUPTED_EXIT_CODE } from '../terminal/interruption.js';

export type ExecOptions = {
  /** Environment variables, which take precedence over those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the command as Ctrl+C does, when it aborts. */
  readonly signal: AbortSignal;
};

/** How long a command may take to end after an interruption, in milliseconds. */
const GRACE_MS = 10_000;

/**
 * Runs a command line in the system's shell and in this terminal, and waits for its end.
 *
 * @returns The exit code of the command. If a signal ended it: 128 plus the signal's number.
 * @throws {UsageError} When the shell cannot be started.
 */
export async function exec(command: string, { environment, signal }: ExecOptions): Promise<number> {
  if (signal.aborted) return INTERRUPTED_EXIT_CODE;
  // In a terminal, Ctrl+C reaches every process. Without one, the command gets its own process
  // group, so that the processes that it starts can be ended with it.
  const isGroup = !process.stdin.isTTY && process.platform !== 'win32';
  const child = spawn(command, {
    shell: true,
    stdio: 'inherit',
    detached: isGroup,
    env: { ...process.env, ...environment },
  });
  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    send(child, 'SIGINT', isGroup);
    killing = setTimeout(() => send(child, 'SIGKILL', isGroup), GRACE_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (error) =>
        reject(new UsageError(`The shell for --exec cannot be started: ${error.message}`)),
      );
      child.once('exit', (code, name) => {
        resolve(code ?? 128 + (name ? constants.signals[name] : 0));
      });
    });
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', end);
    // Ends the background processes that the command left running.
    if (isGroup) send(child, 'SIGTERM', isGroup);
  }
}

function send({ pid }: ChildProcess, signal: NodeJS.Signals, isGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(isGroup ? -pid : pid, signal);
  } catch {
    // The process has already ended.
  }
}
