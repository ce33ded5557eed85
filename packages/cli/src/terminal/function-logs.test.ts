import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { createFunctionLogs, type FunctionLogOptions } from './function-logs.js';

// Other files of the worker have loaded the modules with real colours, and will again.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.doUnmock('picocolors');
  vi.resetModules();
});

// The colours depend on the terminal that the tests run in.
vi.mock('picocolors', () => ({
  default: Object.fromEntries(
    ['gray', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'red'].map((color) => [
      color,
      (text: string) => `<${color}>${text}</${color}>`,
    ]),
  ),
}));

const at = new Date(2026, 0, 31, 9, 5, 7);
const time = at.toLocaleTimeString();
const entry = (name: string, message = 'hello\n') =>
  ({ type: 'log', function: name, at, message }) as const;

function printed(options: FunctionLogOptions, ...names: string[]): string[] {
  const lines: string[] = [];
  const logs = createFunctionLogs(options, (line) => lines.push(line));
  for (const name of names) logs.take(entry(name));
  return lines;
}

test('a line has the time, the function in its own colour, and the trimmed message', () => {
  expect(printed({ streamFunctionLogs: true }, 'auth-a', 'b', 'auth-a')).toEqual([
    `<gray>${time}</gray> [<green>auth-a</green>] hello`,
    `<gray>${time}</gray> [<yellow>b</yellow>] hello`,
    `<gray>${time}</gray> [<green>auth-a</green>] hello`,
  ]);
});

test('nothing is printed without --stream-function-logs', () => {
  expect(printed({}, 'a')).toEqual([]);
});

test.each([
  [['auth'], ['pre-auth', 'auth-post']],
  [['^auth'], ['auth-post']],
  [
    ['^data$', 'pre'],
    ['pre-auth', 'data'],
  ],
])(
  '--logs-filter %j prints the logs of functions whose name contains a match',
  (logsFilter, names) => {
    const lines = printed(
      { streamFunctionLogs: true, logsFilter },
      'pre-auth',
      'auth-post',
      'data',
    );
    expect(lines).toHaveLength(names.length);
    for (const [index, name] of names.entries()) expect(lines[index]).toContain(`>${name}<`);
  },
);

test('--logs-out-file appends to the file, without colour, and prints nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  try {
    const logsOutFile = join(folder, 'sandbox.log');
    for (const message of ['first', 'second']) {
      const lines: string[] = [];
      const logs = createFunctionLogs({ streamFunctionLogs: true, logsOutFile }, (line) =>
        lines.push(line),
      );
      logs.take(entry('a', message));
      await logs.end();
      expect(lines).toEqual([]);
    }
    expect(readFileSync(logsOutFile, 'utf8')).toBe(`${time} [a] first\n${time} [a] second\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('--logs-out-file makes the folder of the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  try {
    const logsOutFile = join(folder, 'logs', 'today', 'fn.log');
    const logs = createFunctionLogs({ streamFunctionLogs: true, logsOutFile }, () => {});
    logs.take(entry('a'));
    await logs.end();
    expect(readFileSync(logsOutFile, 'utf8')).toBe(`${time} [a] hello\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['in a folder that is a file', ['taken', 'fn.log']],
  ['that is a folder', ['.']],
])('a log file %s fails the start', (_, path) => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  try {
    writeFileSync(join(folder, 'taken'), '');
    const logsOutFile = join(folder, ...path);
    expect(() => createFunctionLogs({ streamFunctionLogs: true, logsOutFile }, () => {})).toThrow(
      /^--logs-out-file .* cannot be written: E/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each<[FunctionLogOptions, string]>([
  [{ logsFilter: ['a'] }, '--logs-filter needs --stream-function-logs.'],
  [{ logsOutFile: 'a' }, '--logs-out-file needs --stream-function-logs.'],
  [{ streamFunctionLogs: true, logsFilter: ['('] }, '--logs-filter ( is not a regular expression'],
])('%j is rejected with an error that says why', (options, message) => {
  expect(() => createFunctionLogs(options, () => {})).toThrow(message);
});
