import type { FunctionConfiguration } from '../functions/function-configuration.js';

/** The report of an invocation in the function's log. */
type InvocationReport = {
  readonly requestId: string;
  readonly durationMs: number;
  readonly initDurationMs: number | undefined;
  readonly maxMemoryUsedMB: number | undefined;
  readonly status: 'success' | 'error' | 'timeout' | 'failure';
  readonly errorType: string | undefined;
};

/** The lines that Lambda itself writes to the log of a function. */
export type PlatformLog = {
  start(requestId: string): readonly string[];
  report(report: InvocationReport): readonly string[];
};

/**
 * Writes text or JSON, depending on the function's logging configuration.
 *
 * @param time Returns the time in ISO 8601.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function platformLog(
  { logging, memoryMB }: Pick<FunctionConfiguration, 'logging' | 'memoryMB'>,
  time: () => string,
): PlatformLog {
  return logging.format === 'JSON'
    ? jsonLog(logging.systemLevel, memoryMB, time)
    : textLog(memoryMB);
}

function textLog(memoryMB: number): PlatformLog {
  return {
    start: (requestId) => [`START RequestId: ${requestId} Version: $LATEST`],
    report: (report) => [
      `END RequestId: ${report.requestId}`,
      [
        `REPORT RequestId: ${report.requestId}`,
        `Duration: ${report.durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billedMs(report)} ms`,
        `Memory Size: ${memoryMB} MB`,
        report.maxMemoryUsedMB !== undefined && `Max Memory Used: ${report.maxMemoryUsedMB} MB`,
        report.initDurationMs !== undefined &&
          `Init Duration: ${report.initDurationMs.toFixed(2)} ms`,
        report.status === 'timeout' && 'Status: timeout',
        report.status === 'failure' && `Status: error\tError Type: ${report.errorType}`,
      ]
        .filter((part) => part !== false)
        .join('\t'),
    ],
  };
}

function jsonLog(level: string | undefined, memoryMB: number, time: () => string): PlatformLog {
  const entry = (type: string, record: object) => JSON.stringify({ time: time(), type, record });
  const informs = level !== 'WARN';
  return {
    start: (requestId) =>
      informs ? [entry('platform.start', { requestId, version: '$LATEST' })] : [],
    report: (report) =>
      informs || report.status !== 'success'
        ? [
            entry('platform.report', {
              requestId: report.requestId,
              metrics: {
                durationMs: rounded(report.durationMs),
                billedDurationMs: billedMs(report),
                memorySizeMB: memoryMB,
                maxMemoryUsedMB: report.maxMemoryUsedMB,
                initDurationMs: report.initDurationMs && rounded(report.initDurationMs),
              },
              status: report.status,
              errorType: report.errorType,
            }),
          ]
        : [],
  };
}

function billedMs({ durationMs, initDurationMs = 0 }: InvocationReport): number {
  return Math.ceil(durationMs + initDurationMs);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
