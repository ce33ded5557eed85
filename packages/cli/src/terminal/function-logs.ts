import { createWriteStream, mkdirSync, openSync, type WriteStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SandboxEvent } from '@amplify-recipes/sandbox';
import colors from 'picocolors';
import { UsageError } from './failure.js';

export type FunctionLogOptions = {
  readonly streamFunctionLogs?: boolean;
  readonly logsFilter?: readonly string[];
  readonly logsOutFile?: string;
};

type LogEntry = Extract<SandboxEvent, { type: 'log' }>;

export type FunctionLogs = {
  take(entry: LogEntry): void;
  /** Waits until the log file is written. */
  end(): Promise<void>;
};

/** The colours of functions, in the order of `ampx sandbox`. */
const COLORS = ['green', 'yellow', 'blue', 'magenta', 'cyan'] as const;

/**
 * Prints the logs of functions as `ampx sandbox` does: time, function, message.
 *
 * @param print Called with each line for the terminal.
 * @throws {UsageError} When a filter is not a regular expression, or when an option is used without
 *   `--stream-function-logs`.
 */
export function createFunctionLogs(
  options: FunctionLogOptions,
  print: (line: string) => void,
): FunctionLogs {
  const { streamFunctionLogs, logsFilter = [], logsOutFile } = options;
  if (!streamFunctionLogs && (logsFilter.length > 0 || logsOutFile)) {
    const option = logsOutFile ? '--logs-out-file' : '--logs-filter';
    throw new UsageError(`${option} needs --stream-function-logs.`);
  }
  const filters = logsFilter.map(compile);
  const file = logsOutFile === undefined ? undefined : openLogFile(logsOutFile);
  file?.on('error', (error) => {
    print(colors.red(`✖ The log file ${logsOutFile} cannot be written: ${error.message}`));
  });
  const colorOf = new Map<string, (typeof COLORS)[number]>();

  return {
    take({ function: name, at, message }) {
      if (!streamFunctionLogs) return;
      if (filters.length > 0 && !filters.some((filter) => filter.test(name))) return;
      const time = at.toLocaleTimeString();
      if (file) {
        file.write(`${time} [${name}] ${message.trim()}\n`);
        return;
      }
      const color = colorOf.get(name) ?? COLORS[colorOf.size % COLORS.length] ?? 'green';
      colorOf.set(name, color);
      print(`${colors.gray(time)} [${colors[color](name)}] ${message.trim()}`);
    },
    end: () => new Promise((done) => (file ? file.end(done) : done())),
  };
}

/**
 * Opens a file to append to, and makes its folder.
 *
 * @throws {UsageError} When the file cannot be written: a log that is lost is noticed too late.
 */
function openLogFile(path: string): WriteStream {
  const file = resolve(path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    return createWriteStream(file, { fd: openSync(file, 'a') });
  } catch (error) {
    throw new UsageError(
      `--logs-out-file ${path} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw new UsageError(
      `--logs-filter ${pattern} is not a regular expression: ${error instanceof Error ? error.message : error}`,
    );
  }
}
