import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { toError, toLogText } from './errors.ts';

const levels = {
  TRACE: { priority: 1, mask: 0x04 },
  DEBUG: { priority: 2, mask: 0x08 },
  INFO: { priority: 3, mask: 0x0c },
  WARN: { priority: 4, mask: 0x10 },
  ERROR: { priority: 5, mask: 0x14 },
  FATAL: { priority: 6, mask: 0x18 },
} as const;
type Level = keyof typeof levels;

const methods = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
} as const;

const textFrame = 0xa55a0003;
const jsonFrame = 0xa55a0002;

/** The state of the running invocation that log entries contain. */
export type LogContext = {
  /** The request id, as the log shows it. Undefined while the function initialises. */
  requestId: string | undefined;
  /** Logs an error that the runtime reports: `Invoke Error`, `Uncaught Exception`. */
  logError(title: string, thrown: unknown): void;
};

/**
 * Makes `console` write Lambda's log format: text with time, request id and level, or JSON.
 *
 * Each entry is written in one frame of the telemetry file descriptor, so that it stays one entry
 * even with several lines.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(environment: NodeJS.ProcessEnv): LogContext {
  const json = environment.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const minimum = environment.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() as Level | undefined;
  const threshold = (minimum && levels[minimum]?.priority) ?? levels.TRACE.priority;
  const write = openLog(environment, json ? jsonFrame : textFrame);
  const context: LogContext = {
    requestId: undefined,
    logError(title, thrown) {
      const error = toError(thrown);
      if (json) console.error(error);
      else console.error(title, toLogText(error));
    },
  };

  for (const [method, level] of Object.entries(methods)) {
    Object.assign(console, {
      [method]: (...message: unknown[]) => {
        if (levels[level].priority < threshold) return;
        const now = new Date();
        const entry = json
          ? jsonEntry(now, context.requestId, level, message)
          : `${now.toISOString()}\t${context.requestId}\t${level}\t${format(...message)}`;
        write(now, level, entry);
      },
    });
  }
  return context;
}

type WriteLog = (now: Date, level: Level, entry: string) => void;

function openLog(environment: NodeJS.ProcessEnv, frameType: number): WriteLog {
  const descriptor = Number(environment._LAMBDA_TELEMETRY_LOG_FD);
  delete environment._LAMBDA_TELEMETRY_LOG_FD;
  if (!Number.isInteger(descriptor) || descriptor <= 0) {
    // Without frames each line is an entry. Carriage returns join the lines of one entry.
    return (_now, _level, entry) => void process.stdout.write(`${entry.replaceAll('\n', '\r')}\n`);
  }
  return (now, level, entry) => {
    const message = Buffer.from(frameType === textFrame ? `${entry}\n` : entry);
    const frame = Buffer.alloc(16 + message.length);
    frame.writeUInt32BE((frameType | levels[level].mask) >>> 0, 0);
    frame.writeUInt32BE(message.length, 4);
    frame.writeBigInt64BE(BigInt(now.valueOf()) * 1000n, 8);
    message.copy(frame, 16);
    writeFully(descriptor, frame);
  };
}

function writeFully(descriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

function jsonEntry(
  now: Date,
  requestId: string | undefined,
  level: Level,
  message: readonly unknown[],
): string {
  const entry: Record<string, unknown> = { timestamp: now.toISOString(), level, requestId };
  const [only] = message;
  if (message.length === 1) {
    try {
      return JSON.stringify({ ...entry, message: only }, replaceError);
    } catch {
      return JSON.stringify({ ...entry, message: format(only) });
    }
  }
  entry.message = format(...message);
  const error = message.find((part) => part instanceof Error);
  return JSON.stringify(error ? { ...entry, ...describeError(error) } : entry);
}

function replaceError(_key: string, value: unknown): unknown {
  return value instanceof Error ? { ...describeError(value), ...value } : value;
}

function describeError(error: Error): Record<string, unknown> {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: error.stack?.split('\n') ?? [],
  };
}
