import { describe, expect, test } from 'vitest';
import { esModule } from '../../../../testing/lambda/node-function.js';
import { startTestLambda } from '../../../../testing/lambda/test-lambda.js';

describe('logs', () => {
  test('belong to the invocation that wrote them, with those of its initialisation', async () => {
    // A busy machine would start a second environment, which initialises too.
    await using lambda = startTestLambda({ maxEnvironments: 1 });
    await lambda.deploy({
      fn: {
        code: esModule(
          `console.log('init'); export const handler = async ({ n }) => { console.log('invocation', n); process.stderr.write('err ' + n + '\\n'); };`,
        ),
      },
    });

    const first = await lambda.functions.invoke('fn', { n: 1 });
    const second = await lambda.functions.invoke('fn', { n: 2 });

    // The order of entries from different outputs is not defined.
    const texts = (logs: readonly string[]) =>
      logs
        .filter((entry) => !/^(START|END|REPORT) /.test(entry))
        .map((entry) => entry.split('\t').at(-1))
        .sort();
    expect(texts(first.logs)).toEqual(['err 1', 'init', 'invocation 1']);
    expect(texts(second.logs)).toEqual(['err 2', 'invocation 2']);
    expect(lambda.logs.map(({ message }) => message)).toEqual([...first.logs, ...second.logs]);
    expect(lambda.logs[0]).toEqual({
      function: 'fn',
      at: expect.any(Date),
      message: expect.stringMatching(/\tINFO\tinit$/),
    });
  });

  test('are passed on as soon as they are written', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: {
        code: esModule(
          `export const handler = async () => { console.log('early'); await new Promise((resolve) => setTimeout(resolve, 2000)); };`,
        ),
      },
    });

    const running = lambda.functions.invoke('fn', {});

    await expect
      .poll(() => lambda.logs.some(({ message }) => message.endsWith('early')))
      .toBe(true);
    expect(lambda.invocations).toEqual([]);
    await running;
  });

  test('are complete, even if a function prints a lot before it ends', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: {
        code: esModule(
          `export const handler = async ({ crash }) => { for (let n = 0; n < 5000; n += 1) console.log('line', n, 'ü'.repeat(100)); if (crash) process.exit(1); };`,
        ),
        properties: { Timeout: 20 },
      },
    });

    for (const crash of [false, true]) {
      const { logs } = await lambda.functions.invoke('fn', { crash });
      expect(logs.filter((entry) => entry.endsWith(`${'ü'.repeat(100)}`))).toHaveLength(5000);
    }
  });
});
