import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { answersProcess, esModule, sleeps } from '../../../../testing/lambda/node-function.js';
import { isRunning, processOf, startTestLambda } from '../../../../testing/lambda/test-lambda.js';

describe('execution environments', () => {
  test('are reused while they are warm', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: answersProcess } });

    const first = await lambda.functions.invoke('fn', {});
    const second = await lambda.functions.invoke('fn', {});

    expect(second.outcome).toEqual(first.outcome);
    expect(second.initDurationMs).toBeUndefined();
  });

  const answersCompileCache = esModule(`
    import { getCompileCacheDir } from 'node:module';
    export const handler = async () => [process.env.NODE_COMPILE_CACHE, getCompileCacheDir()];
  `);

  test('keep compiled code in the folder of the sandbox, or in their own', async () => {
    const own = mkdtempSync(join(tmpdir(), 'compiled-code-'));
    onTestFinished(() => rmSync(own, { recursive: true, force: true }));
    await using lambda = startTestLambda();
    const properties = { Environment: { Variables: { NODE_COMPILE_CACHE: own } } };
    const code = answersCompileCache;
    await lambda.deploy({ fn: { code }, other: { code, properties } });

    const [fn, other] = await Promise.all(
      ['fn', 'other'].map((name) => lambda.functions.invoke(name, {})),
    );

    const folder = resolve(process.env.NODE_COMPILE_CACHE || join(tmpdir(), 'node-compile-cache'));
    expect(fn?.outcome).toMatchObject({ response: [null, expect.stringContaining(folder)] });
    expect(other?.outcome).toMatchObject({ response: [own, expect.stringContaining(own)] });
  });

  test('keep no compiled code if the sandbox keeps none', async () => {
    vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: answersCompileCache } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject({ response: [null, null] });
  });

  test('each run one invocation at a time', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: sleeps } });

    const invocations = await Promise.all(
      [1, 2, 3].map(() => lambda.functions.invoke('fn', { ms: 2000 })),
    );

    const processes = invocations.map(({ outcome }) => JSON.stringify(outcome));
    expect(new Set(processes).size).toBe(3);
  });

  test('do not exceed the maximum, and further invocations wait', async () => {
    await using lambda = startTestLambda({ maxEnvironments: 2 });
    await lambda.deploy({ fn: { code: sleeps }, other: { code: sleeps } });

    const invocations = await Promise.all(
      ['fn', 'fn', 'fn', 'fn', 'other'].map((name) => lambda.functions.invoke(name, { ms: 1000 })),
    );

    expect(invocations.map(({ outcome }) => outcome.status)).toEqual(Array(5).fill('success'));
    const processes = invocations.slice(0, 4).map(({ outcome }) => JSON.stringify(outcome));
    expect(new Set(processes).size).toBe(2);
  });

  test('of another function are ended for it when they are idle', async () => {
    await using lambda = startTestLambda({ maxEnvironments: 1 });
    await lambda.deploy({ one: { code: answersProcess }, two: { code: answersProcess } });

    const one = await lambda.functions.invoke('one', {});
    const two = await lambda.functions.invoke('two', {});

    expect(two.outcome.status).toBe('success');
    expect(isRunning(processOf(one))).toBe(false);
  });

  test('end when they have been idle for long', async () => {
    await using lambda = startTestLambda({ idleTimeoutMs: 20 });
    await lambda.deploy({ fn: { code: answersProcess } });

    const process = processOf(await lambda.functions.invoke('fn', {}));

    await expect.poll(() => isRunning(process)).toBe(false);
  });

  test('that die while they are idle are replaced', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: answersProcess } });
    const first = processOf(await lambda.functions.invoke('fn', {}));
    process.kill(first, 'SIGKILL');
    await expect.poll(() => isRunning(first)).toBe(false);
    // The sandbox does not know of its end yet.
    await delay(500);

    const next = await lambda.functions.invoke('fn', {});

    expect(next.outcome.status).toBe('success');
    expect(processOf(next)).not.toBe(first);
  });

  test('end with the sandbox, even busy ones, and leave no processes and files', async () => {
    const lambda = startTestLambda();
    await lambda.deploy({ fn: { code: sleeps } });
    const idle = processOf(await lambda.functions.invoke('fn', { ms: 0 }));
    const running = Promise.all([1, 2].map(() => lambda.functions.invoke('fn', { ms: 60_000 })));
    await delay(300);

    await lambda.service.stop?.();

    expect((await running).map(({ outcome }) => outcome.status)).toEqual(['crash', 'crash']);
    expect(isRunning(idle)).toBe(false);
    expect(existsSync(join(lambda.folder, 'scratch', 'environments'))).toBe(true);
    await expect(lambda.functions.invoke('fn', {})).rejects.toThrow('The sandbox is stopping.');
    await lambda[Symbol.asyncDispose]();
  });
});

describe('reserved concurrency', () => {
  test.each([
    { reserved: 0, running: 0 },
    { reserved: 1, running: 1 },
    { reserved: '2', running: 2 },
  ])('of $reserved refuses more invocations than that', async ({ reserved, running }) => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: { code: sleeps, properties: { ReservedConcurrentExecutions: reserved } },
    });
    const allowed = Array.from({ length: running }, () =>
      lambda.functions.invoke('fn', { ms: 200 }),
    );

    await expect(lambda.functions.invoke('fn', {})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      status: 429,
    });

    for (const invocation of await Promise.all(allowed)) {
      expect(invocation.outcome.status).toBe('success');
    }
    if (running > 0) {
      expect((await lambda.functions.invoke('fn', { ms: 0 })).outcome.status).toBe('success');
    }
  });
});

describe('limits', () => {
  test('end a function at its timeout, with all processes that it started', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: {
        code: esModule(`
          import { spawn } from 'node:child_process';
          export const handler = async ({ hang }) => {
            const child = spawn('sleep', ['60']);
            console.log('started', child.pid);
            if (hang) for (;;);
            await new Promise(() => setTimeout(() => {}, 60_000));
          };
        `),
        properties: { Timeout: 1 },
      },
    });

    for (const hang of [false, true]) {
      const { id, outcome, logs } = await lambda.functions.invoke('fn', { hang });

      expect(outcome).toEqual({
        status: 'timeout',
        error: {
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${id} Error: Task timed out after 1.00 seconds`,
        },
      });
      expect(logs.join('\n')).toMatch(
        new RegExp(`T[\\d:.]+Z ${id} Task timed out after 1\\.00 seconds\\nEND RequestId: ${id}`),
      );
      expect(logs.at(-1)).toMatch(/\tStatus: timeout$/);
      const [, child] = logs.join('\n').match(/started (\d+)/) ?? [];
      await expect.poll(() => isRunning(Number(child))).toBe(false);
    }
  });

  test('let the next invocation start in a new environment after a timeout', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: sleeps, properties: { Timeout: 1 } } });
    await lambda.functions.invoke('fn', { ms: 5000 });

    const { outcome, initDurationMs } = await lambda.functions.invoke('fn', { ms: 0 });

    expect(outcome.status).toBe('success');
    expect(initDurationMs).toBeGreaterThan(0);
  });

  test('repeat a slow initialisation within the timeout of the function', async () => {
    await using lambda = startTestLambda({ initTimeoutMs: 400 });
    const code = (ms: number) =>
      esModule(
        `await new Promise((resolve) => setTimeout(resolve, ${ms})); export const handler = async () => 'at last';`,
      );
    await lambda.deploy({
      slow: { code: code(700), properties: { Timeout: 5 } },
      endless: { code: code(60_000), properties: { Timeout: 1 } },
    });

    const [slow, endless] = await Promise.all([
      lambda.functions.invoke('slow', {}),
      lambda.functions.invoke('endless', {}),
    ]);

    expect(slow.outcome).toEqual({ status: 'success', response: 'at last' });
    expect(slow.logs[0]).toBe('INIT_REPORT Init Duration: 400.00 ms\tPhase: init\tStatus: timeout');
    expect(endless.outcome).toMatchObject({
      status: 'timeout',
      error: { errorType: 'Sandbox.Timedout' },
    });
  });

  test('end a function that runs out of memory', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: {
        code: esModule(
          `export const handler = async () => { const all = []; for (;;) all.push(new Array(10_000).fill({})); };`,
        ),
        properties: { MemorySize: 128, Timeout: 30 },
      },
    });

    const { id, outcome, logs } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'crash',
      error: {
        errorType: 'Runtime.OutOfMemory',
        errorMessage: `RequestId: ${id} Error: Runtime exited with error: signal: aborted`,
      },
    });
    expect(logs.join('\n')).toContain('JavaScript heap out of memory');
    expect(logs.at(-1)).toMatch(/\tStatus: error\tError Type: Runtime\.OutOfMemory$/);
  });
});
