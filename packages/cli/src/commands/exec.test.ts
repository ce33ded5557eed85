import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exec } from './exec.js';

const running = new AbortController().signal;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exec-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command line that runs a program with Node.js. */
const node = (program: string) => `"${process.execPath}" -e "${program}"`;

test.each([
  ['that succeeds', 'exit 0', 0],
  ['that fails', 'exit 3', 3],
  ['that the shell does not find', 'no-such-command-at-all 2> /dev/null', 127],
  ['that a signal ends', 'kill -9 $$', 137],
  ['that consists of several', 'true && exit 4', 4],
])('a command %s returns its exit code', async (_, command, code) => {
  expect(await exec(command, { environment: {}, signal: running })).toBe(code);
});

test('a command gets the given variables over those of this process', async () => {
  vi.stubEnv('EXEC_TEST', 'ours');
  try {
    const environment = { EXEC_TEST: 'theirs' };
    expect(await exec('[ "$EXEC_TEST" = theirs ]', { environment, signal: running })).toBe(0);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('an interruption ends the command and the processes that it started', async () => {
  const abort = new AbortController();
  const file = join(folder, 'interrupted');
  const program = `require('fs').writeFileSync('${file}', String(process.pid)); setInterval(() => {}, 1000)`;
  const ended = exec(`${node(program)} & wait`, { environment: {}, signal: abort.signal });
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/^\d+$/), 20_000);
  abort.abort();
  expect(await ended).not.toBe(0);
  const pid = Number(readFileSync(file, 'utf8'));
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 20_000);
});

test('a command that is interrupted may finish its work and choose its exit code', async () => {
  const abort = new AbortController();
  const file = join(folder, 'finishes');
  const program = `process.on('SIGINT', () => process.exit(9)); require('fs').writeFileSync('${file}', ''); setInterval(() => {}, 1000)`;
  const ended = exec(`exec ${node(program)}`, { environment: {}, signal: abort.signal });
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), 20_000);
  abort.abort();
  expect(await ended).toBe(9);
});

test('after an interruption no command starts', async () => {
  const file = join(folder, 'never');
  const signal = AbortSignal.abort();
  expect(await exec(`touch '${file}'`, { environment: {}, signal })).toBe(130);
  expect(existsSync(file)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return (
      process.kill(pid, 0) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    );
  } catch {
    return false;
  }
}
