import { describe, expect, test, vi } from 'vitest';
import { answersProcess, esModule, sleeps } from '../../../testing/lambda/node-function.js';
import {
  isRunning,
  processOf,
  resourceOf,
  startTestLambda,
} from '../../../testing/lambda/test-lambda.js';

describe('invoking', () => {
  test('returns the whole record of an invocation', async () => {
    await using lambda = startTestLambda({ now: () => Date.UTC(2026, 0, 31, 12) });
    await lambda.deploy({
      greet: { code: esModule(`export const handler = async ({ name }) => 'Hello ' + name;`) },
    });

    const invocation = await lambda.functions.invoke(
      'greet',
      { name: 'Ada' },
      { source: 'PreSignUp_SignUp' },
    );

    expect(invocation).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      function: 'greet',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:app-greet',
      source: 'PreSignUp_SignUp',
      startedAt: '2026-01-31T12:00:00.000Z',
      durationMs: expect.any(Number),
      initDurationMs: expect.any(Number),
      event: { name: 'Ada' },
      outcome: { status: 'success', response: 'Hello Ada' },
      logs: [
        `START RequestId: ${invocation.id} Version: $LATEST`,
        `END RequestId: ${invocation.id}`,
        expect.stringMatching(
          /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t(Max Memory Used: \d+ MB\t)?Init Duration: \d+\.\d\d ms$/,
        ),
      ],
    });
    expect(lambda.invocations).toEqual([invocation]);
  });

  test.each([
    'app-greet',
    'app-greet:$LATEST',
    'greet',
    'arn:aws:lambda:eu-west-1:123456789012:function:app-greet',
    '123456789012:function:app-greet',
  ])('finds a function by %s', async (name) => {
    await using lambda = startTestLambda();
    await lambda.deploy({ greet: { code: answersProcess } });

    const { outcome } = await lambda.functions.invoke(name, {});

    expect(outcome.status).toBe('success');
  });

  test.each(['absent', 'app-greet:7', 'a:b:c:d'])('knows no function %s', async (name) => {
    await using lambda = startTestLambda();
    await lambda.deploy({ greet: { code: answersProcess } });

    await expect(lambda.functions.invoke(name, {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
      status: 404,
    });
  });

  test('refuses an event over 6 MB', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ greet: { code: answersProcess } });

    await expect(
      lambda.functions.invoke('greet', 'x'.repeat(6 * 1024 * 1024)),
    ).rejects.toMatchObject({ name: 'RequestTooLargeException', status: 413 });
  });

  test('accepts an asynchronous event without waiting, and retries failures', async () => {
    await using lambda = startTestLambda({ asyncRetryDelaysMs: [1, 1] });
    await lambda.deploy({
      greet: { code: esModule(`export const handler = async () => { throw new Error('no') };`) },
    });

    lambda.functions.invokeAsync('greet', { name: 'Ada' }, { source: 'sns' });

    await vi.waitFor(() => expect(lambda.invocations).toHaveLength(3), { timeout: 20_000 });
    expect(lambda.invocations[0]).toMatchObject({ source: 'sns', event: { name: 'Ada' } });
    expect(() => lambda.functions.invokeAsync('absent', {})).toThrow('Function not found');
    expect(() => lambda.functions.invokeAsync('greet', 'x'.repeat(1024 * 1024))).toThrow(
      'Request must be smaller than 1048576 bytes',
    );
  });

  test('finds no function before the backend is deployed', async () => {
    await using lambda = startTestLambda();

    await expect(lambda.functions.invoke('greet', {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('deploying', () => {
  const answers = (text: string) => esModule(`export const handler = async () => '${text}';`);

  test('runs new code from the next invocation on, and ends environments with the old code', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: answersProcess } });
    const old = processOf(await lambda.functions.invoke('fn', {}));

    await lambda.deploy({ fn: { code: answers('new') } });

    const { outcome } = await lambda.functions.invoke('fn', {});
    expect(outcome).toEqual({ status: 'success', response: 'new' });
    await expect.poll(() => isRunning(old)).toBe(false);
  });

  test('lets a running invocation finish with the old code', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: sleeps } });
    const running = lambda.functions.invoke('fn', { ms: 300 });
    await expect.poll(() => lambda.logs.length).toBeGreaterThan(0);

    await lambda.deploy({ fn: { code: answers('new') } });

    expect((await lambda.functions.invoke('fn', {})).outcome).toMatchObject({ response: 'new' });
    const old = processOf(await running);
    await expect.poll(() => isRunning(old)).toBe(false);
  });

  test('uses a new configuration from the next invocation on', async () => {
    await using lambda = startTestLambda();
    const code = esModule(`export const handler = async () => process.env.GREETING;`);
    const withGreeting = (GREETING: string) => ({
      fn: { code, properties: { Environment: { Variables: { GREETING } } } },
    });
    await lambda.deploy(withGreeting('hello'));
    await lambda.functions.invoke('fn', {});

    await lambda.deploy(withGreeting('good evening'));

    const { outcome } = await lambda.functions.invoke('fn', {});
    expect(outcome).toMatchObject({ response: 'good evening' });
  });

  test('keeps an environment warm when its function has not changed', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: answersProcess } });
    const before = processOf(await lambda.functions.invoke('fn', {}));

    // The same files in another folder, as after a new synthesis.
    await lambda.deploy({ fn: { code: answersProcess }, other: { code: answersProcess } });

    expect(processOf(await lambda.functions.invoke('fn', {}))).toBe(before);
  });

  test('forgets a function that is no longer there', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: answersProcess } });
    const process = processOf(await lambda.functions.invoke('fn', {}));

    await lambda.deploy({});

    await expect(lambda.functions.invoke('fn', {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect.poll(() => isRunning(process)).toBe(false);
  });
});

describe('runtimes', () => {
  test('may be part of a function', async () => {
    await using lambda = startTestLambda();
    const bootstrap = `#!${process.execPath}
      const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
      console.log('custom runtime in ' + (process.env.AWS_EXECUTION_ENV ?? 'its own environment'));
      (async () => {
        for (;;) {
          const next = await fetch(api + 'next');
          const id = next.headers.get('lambda-runtime-aws-request-id');
          const { text, fail } = await next.json();
          console.log('one\\rentry');
          if (fail) await fetch(api + id + '/error', { method: 'POST', headers: { 'Lambda-Runtime-Function-Error-Type': 'Custom.Error' }, body: JSON.stringify({ errorMessage: fail, errorType: 'custom', stackTrace: [{ path: 'main.go', line: 7, label: 'main' }] }) });
          else await fetch(api + id + '/response', { method: 'POST', body: text });
        }
      })();`;
    await lambda.deploy({
      fn: { code: { bootstrap }, properties: { Runtime: 'provided.al2023', Handler: 'bootstrap' } },
    });

    const json = await lambda.functions.invoke('fn', { text: '{"a":1}' });
    const text = await lambda.functions.invoke('fn', { text: 'plain' });
    const error = await lambda.functions.invoke('fn', { fail: 'no' });

    expect(json.outcome).toEqual({ status: 'success', response: { a: 1 } });
    expect(json.logs[0]).toBe('custom runtime in its own environment');
    expect(text.outcome).toEqual({ status: 'success', response: 'plain' });
    expect(text.logs[1]).toBe('one\nentry');
    expect(error.outcome).toEqual({
      status: 'error',
      error: {
        errorType: 'custom',
        errorMessage: 'no',
        trace: ['{"path":"main.go","line":7,"label":"main"}'],
      },
    });
  });

  test.each([
    {
      name: 'a runtime that is not supported',
      runtime: 'java21',
      code: answersProcess,
      message: 'fn cannot run: the sandbox does not run the runtime java21.',
    },
    {
      name: 'a function without a bootstrap',
      runtime: 'provided.al2023',
      code: answersProcess,
      message: 'with runtime provided.al2023 it needs an executable file named bootstrap',
    },
    {
      name: 'code that does not exist',
      runtime: 'nodejs22.x',
      code: '/does/not/exist',
      message: 'its code is missing: /does/not/exist',
    },
    {
      name: 'code that is not an asset',
      runtime: 'nodejs22.x',
      code: undefined,
      message: 'its code is not among the assets of the backend',
    },
  ])('$name is a clear error', async ({ runtime, code, message }) => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: { code, properties: { Runtime: runtime } },
      fine: { code: answersProcess },
    });

    const { outcome, logs } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject({
      status: 'error',
      error: { errorType: 'Runtime.InvalidEntrypoint' },
    });
    expect(outcome.status === 'error' && outcome.error.errorMessage).toContain(message);
    expect(logs[0]).toContain(message);
    expect((await lambda.functions.invoke('fine', {})).outcome.status).toBe('success');
  });

  test('run inline code of the template', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: { properties: { Code: { ZipFile: `exports.handler = async () => 'inline';` } } },
    });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: 'inline' });
  });
});

describe('the start-up report', () => {
  test('names the functions of the app, and not those for its deployment', async () => {
    await using lambda = startTestLambda();
    const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:app-${name}`;
    await lambda.deploy(
      {
        fn: { code: answersProcess, properties: { MemorySize: '512', Timeout: 30 } },
        framework: {
          code: answersProcess,
          properties: {
            Layers: ['arn:aws:lambda:eu-west-1:1:layer:far:1'],
            Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: arn('provider') } },
          },
        },
        provider: { code: answersProcess },
      },
      [resourceOf('Custom::Bucket', 'bucket', { ServiceToken: arn('framework') })],
    );

    const described = lambda.resources.flatMap((resource) => {
      const description = lambda.service.describe?.(resource);
      return description ? [`${resource.name}: ${description}`] : [];
    });

    expect(described).toEqual(['fn: nodejs22.x, 512 MB, 30 s']);
    expect(lambda.service.warnings?.()).toEqual([]);
  });

  test('names a durable function, which is not supported', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      order: {
        code: answersProcess,
        properties: { DurableConfig: { ExecutionTimeout: 3600, RetentionPeriodInDays: 14 } },
      },
    });

    expect(lambda.service.warnings?.()).toEqual([
      'order is a durable function (durableConfig), which the sandbox does not support. Here it runs as an ordinary function, and the operations of its durable execution fail.',
    ]);
  });
});
