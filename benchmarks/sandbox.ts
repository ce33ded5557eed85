/**
 * Measures the sandbox with the demo's backend: the time until it is ready, with and without
 * synthesis, and the time of a warm invocation compared with a bare HTTP request on this machine.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@amplify-recipes/sandbox';
import { median, printTable } from './measure.ts';

const WARM_UP = 100;
const ROUNDS = 1000;
const cwd = dirname(fileURLToPath(import.meta.resolve('demo/package.json')));

rmSync(join(cwd, '.amplify', 'local-assembly'), { recursive: true, force: true });
const withSynthesis = await time(start);
const withoutSynthesis = await time(start);
printTable('From the call of startSandbox to a ready backend, in seconds', [
  ['with synthesis', withSynthesis / 1000],
  ['without, because nothing changed', withoutSynthesis / 1000],
]);

const echo = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end('"Hello"'));
});
await new Promise<void>((listening) => echo.listen(0, '127.0.0.1', listening));
const { port } = echo.address() as AddressInfo;
const sandbox = await startSandbox({ cwd, dataDir: false });
try {
  const event = { arguments: { name: 'Ada' } };
  const calls = {
    invoke: () => sandbox.invoke('say-hello', event),
    request: async () =>
      (
        await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: JSON.stringify(event) })
      ).text(),
  };
  for (let round = 0; round < WARM_UP; round++) {
    await calls.invoke();
    await calls.request();
  }
  const times = { invoke: [] as number[], request: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.invoke.push(await time(calls.invoke));
    times.request.push(await time(calls.request));
  }
  const [invoke, request] = [median(times.invoke), median(times.request)];
  printTable(`A warm invocation, median of ${ROUNDS}, in milliseconds`, [
    ['sandbox.invoke', invoke],
    ['a bare HTTP request', request],
  ]);
  console.log(`  An invocation takes ${(invoke / request).toFixed(1)} times a bare request.`);
} finally {
  await sandbox.stop();
  echo.close();
}

async function start(): Promise<void> {
  const started = await startSandbox({ cwd, dataDir: false });
  await started.stop();
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
