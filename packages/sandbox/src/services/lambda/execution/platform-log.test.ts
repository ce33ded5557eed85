import { describe, expect, test } from 'vitest';
import { platformLog } from './platform-log.js';

const report = {
  requestId: 'id',
  durationMs: 12.3456,
  initDurationMs: undefined,
  maxMemoryUsedMB: undefined,
  status: 'success',
  errorType: undefined,
} as const;
const open = (format: 'JSON' | 'Text', systemLevel?: string) =>
  platformLog(
    { memoryMB: 512, logging: { format, systemLevel, applicationLevel: undefined, group: '/g' } },
    () => '2026-01-31T12:00:00.000Z',
  );

describe('in text', () => {
  test.each([
    {
      name: 'a warm invocation',
      given: report,
      expected: 'Duration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB',
    },
    {
      name: 'a cold invocation',
      given: { ...report, initDurationMs: 100.5, maxMemoryUsedMB: 70 },
      expected:
        'Duration: 12.35 ms\tBilled Duration: 113 ms\tMemory Size: 512 MB\tMax Memory Used: 70 MB\tInit Duration: 100.50 ms',
    },
    {
      name: 'a timeout',
      given: { ...report, status: 'timeout', errorType: 'Sandbox.Timedout' } as const,
      expected: 'Duration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tStatus: timeout',
    },
    {
      name: 'a crash',
      given: { ...report, status: 'failure', errorType: 'Runtime.ExitError' } as const,
      expected:
        'Duration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tStatus: error\tError Type: Runtime.ExitError',
    },
  ])('reports $name', ({ given, expected }) => {
    expect(open('Text').report(given)).toEqual([
      'END RequestId: id',
      `REPORT RequestId: id\t${expected}`,
    ]);
  });

  test('reports the start', () => {
    expect(open('Text').start('id')).toEqual(['START RequestId: id Version: $LATEST']);
  });
});

describe('in JSON', () => {
  const parse = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

  test('reports the start and the end', () => {
    expect(parse(open('JSON', 'INFO').start('id'))).toEqual([
      {
        time: '2026-01-31T12:00:00.000Z',
        type: 'platform.start',
        record: { requestId: 'id', version: '$LATEST' },
      },
    ]);
    expect(parse(open('JSON', 'INFO').report({ ...report, initDurationMs: 100.5 }))).toEqual([
      {
        time: '2026-01-31T12:00:00.000Z',
        type: 'platform.report',
        record: {
          requestId: 'id',
          metrics: {
            durationMs: 12.346,
            billedDurationMs: 113,
            memorySizeMB: 512,
            initDurationMs: 100.5,
          },
          status: 'success',
        },
      },
    ]);
  });

  test('reports only errors from level WARN on', () => {
    const log = open('JSON', 'WARN');

    expect(log.start('id')).toEqual([]);
    expect(log.report(report)).toEqual([]);
    expect(
      parse(log.report({ ...report, status: 'timeout', errorType: 'Sandbox.Timedout' })),
    ).toMatchObject([
      { type: 'platform.report', record: { status: 'timeout', errorType: 'Sandbox.Timedout' } },
    ]);
  });
});
