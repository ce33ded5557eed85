import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { backendThatWrites } from '../../testing/written-assembly.js';
import type { Sandbox, SandboxEvent } from './sandbox.js';
import { startSandbox } from './start-sandbox.js';

const BACKEND = backendThatWrites();

let cwd: string;
let temporary: string;
let sandbox: Sandbox | undefined;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'an app 100% '));
  mkdirSync(join(cwd, 'amplify'));
  writeFileSync(join(cwd, 'package.json'), '{ "name": "app", "type": "module" }');
  writeFileSync(join(cwd, 'amplify', 'backend.ts'), BACKEND);
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  symlinkSync(modules, join(cwd, 'node_modules'));
  temporary = join(cwd, 'temporary');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true });
});

const scratch = () => readdirSync(temporary).filter((name) => name.startsWith('amplify-recipes-'));

test('stopping twice at once ends everything once, and waits for the end', async () => {
  sandbox = await startSandbox({ cwd, dataDir: false });
  expect(scratch()).toHaveLength(1);
  const { url } = sandbox;
  await Promise.all([sandbox.stop(), sandbox.stop().then(() => expect(scratch()).toEqual([]))]);
  await sandbox.stop();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test.each<[string, string, (path: string) => object]>([
  ['a port that is taken', 'PORT_IN_USE', () => ({ port: takenPort })],
  [
    'outputs that cannot be written',
    'OUTPUTS_UNWRITABLE',
    (file) => ({ outputsDir: join(file, 'x') }),
  ],
  [
    'a state that cannot be written',
    'DATA_DIRECTORY_UNUSABLE',
    (file) => ({ dataDir: join(file, 'x') }),
  ],
])('a start that fails because of %s leaves nothing behind', async (_, code, options) => {
  const file = join(cwd, 'package.json');
  const dataDir = join(cwd, 'state');
  await expect(startSandbox({ cwd, dataDir, ...options(file) })).rejects.toMatchObject({ code });
  expect(scratch()).toEqual([]);
  // The lock is free again.
  sandbox = await startSandbox({ cwd, dataDir });
});

const taken = createServer();
let takenPort = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  takenPort = (taken.address() as { port: number }).port;
});
afterAll(() => new Promise((resolve) => taken.close(resolve)));

test('an error of a listener fails no request, and is not hidden', async () => {
  const thrown: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => thrown.push(error));
  try {
    sandbox = await startSandbox({
      cwd,
      dataDir: false,
      onEvent({ type }) {
        throw new Error(type);
      },
    });
    expect((await fetch(`${sandbox.url}/_sandbox/outbox`)).status).toBe(200);
    await vi.waitFor(() => expect(thrown.at(-1)).toMatchObject({ message: 'deployed' }), 20_000);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
});

test('invoking a function that does not exist names the functions that exist', async () => {
  sandbox = await startSandbox({ cwd, dataDir: false });
  await expect(sandbox.invoke('nope', {})).rejects.toMatchObject({
    code: 'FUNCTION_NOT_FOUND',
    message: 'The backend has no function nope.',
    resolution: 'Define one in amplify/backend.ts, for example with defineFunction.',
  });
});

test.each<SandboxEvent['type']>(['synth-started', 'synth-finished', 'deployed'])(
  'a start that is aborted at %s rejects with the reason, and leaves nothing behind',
  async (type) => {
    if (type === 'synth-started') rmSync(join(cwd, '.amplify'), { recursive: true });
    const abort = new AbortController();
    const dataDir = join(cwd, 'aborted-state');
    const starting = startSandbox({
      cwd,
      dataDir,
      signal: abort.signal,
      onEvent: (event) => event.type === type && abort.abort(new Error('Ctrl+C')),
    });
    await expect(starting).rejects.toThrow('Ctrl+C');
    expect(scratch()).toEqual([]);
    // The lock is free again.
    sandbox = await startSandbox({ cwd, dataDir });
  },
);

test('a signal that aborts after the start leaves the sandbox running', async () => {
  const abort = new AbortController();
  sandbox = await startSandbox({ cwd, dataDir: false, signal: abort.signal });
  abort.abort();
  expect((await fetch(`${sandbox.url}/_sandbox/outbox`)).status).toBe(200);
});

test('stopping in the middle of a synthesis aborts it without reporting a failure', async () => {
  const events: SandboxEvent['type'][] = [];
  sandbox = await startSandbox({
    cwd,
    dataDir: false,
    watch: true,
    onEvent: ({ type }) => events.push(type),
  });
  events.length = 0;
  const backend = join(cwd, 'amplify', 'backend.ts');
  try {
    await vi.waitFor(
      () => {
        writeFileSync(
          backend,
          `await new Promise(() => setInterval(() => {}, 1000)); // ${Math.random()}`,
        );
        expect(events).toContain('synth-started');
      },
      { timeout: 20_000, interval: 500 },
    );
    await sandbox.stop();
    expect(events.filter((type) => type !== 'changed')).toEqual(['synth-started']);
  } finally {
    writeFileSync(backend, BACKEND);
  }
});

describe('a file that is saved', () => {
  const backend = () => join(cwd, 'amplify', 'backend.ts');
  const outputOf = (name: string) => backendThatWrites({ name });
  afterEach(() => writeFileSync(backend(), BACKEND));

  test.each<SandboxEvent['type']>(['synth-started', 'synth-finished', 'deployed'])(
    'at %s of the start is deployed',
    async (at) => {
      writeFileSync(backend(), `${BACKEND} // ${at}`);
      let saved = false;
      sandbox = await startSandbox({
        cwd,
        dataDir: false,
        watch: true,
        onEvent({ type }) {
          if (type !== at || saved) return;
          saved = true;
          writeFileSync(backend(), outputOf(at));
        },
      });
      await vi.waitFor(() => expect(sandbox?.outputs.custom).toMatchObject({ name: at }), 30_000);
    },
  );

  test('after the first synthesis has read it is deployed', async () => {
    const save = `writeFileSync(${JSON.stringify(backend())}, ${JSON.stringify(outputOf('during'))});`;
    writeFileSync(backend(), `${BACKEND}\nimport { writeFileSync } from 'node:fs'; ${save}`);
    sandbox = await startSandbox({ cwd, dataDir: false, watch: true });
    await vi.waitFor(
      () => expect(sandbox?.outputs.custom).toMatchObject({ name: 'during' }),
      30_000,
    );
  });

  test.each([0, 20, 60, 120])('%i ms after the start is deployed', async (afterMs) => {
    sandbox = await startSandbox({ cwd, dataDir: false, watch: true });
    await delay(afterMs);
    const name = `after-${afterMs}`;
    writeFileSync(backend(), outputOf(name));
    await vi.waitFor(() => expect(sandbox?.outputs.custom).toMatchObject({ name }), 30_000);
  });

  test('without a change begins no second synthesis', async () => {
    const events: SandboxEvent['type'][] = [];
    const onEvent = ({ type }: SandboxEvent) => void events.push(type);
    sandbox = await startSandbox({ cwd, dataDir: false, watch: true, onEvent });
    await delay(1500);
    expect(events.filter((type) => type === 'changed' || type === 'deployed')).toEqual([
      'deployed',
    ]);
  });
});
