import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { esModule, writesSlowly } from '../../../testing/lambda/node-function.js';
import {
  resourceOf,
  startTestLambda,
  type TestLambdaOptions,
} from '../../../testing/lambda/test-lambda.js';
import type { Properties } from '../../assembly/resource-graph.js';
import type {
  DestinationAttributes,
  MessageDestinations,
} from '../../context/events/message-destinations.js';
import { openDataDirectory } from '../../store/data-directory.js';

const MINUTE = 60_000;
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:failed';
const UNKNOWN = 'arn:aws:sqs:eu-west-1:123456789012:unknown';
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:app-fn';

const fails = esModule(
  `export const handler = async () => { throw new TypeError('no' + ' longer'.repeat(300)); };`,
);
const answers = esModule(`export const handler = async ({ name }) => ({ hello: name });`);

type Sent = { arn: string; body: unknown; attributes?: DestinationAttributes };

/** A function with a clock that the test moves, and one queue as a destination. */
function start(options: TestLambdaOptions = {}) {
  let time = Date.UTC(2026, 0, 1);
  const sent: Sent[] = [];
  const destinations: MessageDestinations = {
    add: () => {},
    has: (arn) => arn === QUEUE,
    send(arn, body, attributes) {
      if (arn !== QUEUE) return false;
      sent.push({ arn, body: JSON.parse(body), ...(attributes && { attributes }) });
      return true;
    },
  };
  const lambda = startTestLambda({ now: () => time, destinations, ...options });
  return {
    ...lambda,
    sent,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    handOver: (event: unknown = { name: 'Ada' }) =>
      lambda.functions.invokeAsync('fn', event, { source: 's3' }),
    runs: (count: number) =>
      vi.waitFor(() => expect(lambda.invocations).toHaveLength(count), 20_000),
    logged: (pattern: RegExp) =>
      vi.waitFor(
        () =>
          expect(lambda.logs.map(({ message }) => message)).toContainEqual(
            expect.stringMatching(pattern),
          ),
        20_000,
      ),
  };
}

const config = (properties: Properties) =>
  resourceOf('AWS::Lambda::EventInvokeConfig', 'config', {
    FunctionName: 'app-fn',
    ...properties,
  });

test('the first retry waits one minute and the second two, by the clock of the services', async () => {
  await using lambda = start();
  await lambda.deploy({ fn: { code: fails } });
  lambda.handOver();
  await lambda.runs(1);
  lambda.pass(MINUTE);
  await lambda.runs(2);
  lambda.pass(2 * MINUTE);
  await lambda.runs(3);
  await lambda.logged(/^The asynchronous invocation \S+ was given up after 3 attempts: TypeError$/);
  expect(new Set(lambda.invocations.map(({ id }) => id)).size).toBe(1);
  expect(lambda.invocations.map(({ startedAt }) => startedAt.slice(11, 16))).toEqual([
    '00:00',
    '00:01',
    '00:03',
  ]);
});

test('a retry is in the timeline with what sent the event', async () => {
  await using lambda = start();
  await lambda.deploy({ fn: { code: fails } });
  const { timeline } = lambda;
  const upload = timeline.begin({ kind: 'request', service: 's3', name: 'PutObject' });
  timeline.runAs(upload.id, () => lambda.handOver());
  upload.end({ state: 'succeeded' });
  await lambda.runs(1);
  lambda.pass(MINUTE);
  await lambda.runs(2);
  const [, first, retry] = timeline.entries();
  expect(first).toMatchObject({ parent: upload.id, from: 's3', detail: 's3', outcome: 'threw' });
  expect(first?.attempt).toBeUndefined();
  expect(retry).toMatchObject({ parent: upload.id, attempt: 2, invocationId: first?.invocationId });
});

test('a retry runs the code that is deployed at its time', async () => {
  await using lambda = start();
  await lambda.deploy({ fn: { code: fails } });
  lambda.handOver();
  await lambda.runs(1);
  await lambda.deploy({ fn: { code: answers } });
  lambda.pass(MINUTE);
  await lambda.runs(2);
  expect(lambda.invocations[1]?.outcome).toEqual({
    status: 'success',
    response: { hello: 'Ada' },
  });
});

test('an event that arrives during a deployment is run once', async () => {
  await using lambda = start();
  await lambda.deploy({ fn: { code: answers } });
  lambda.handOver();
  lambda.resume();
  await lambda.runs(1);
  await lambda.idle();
  expect(lambda.invocations).toHaveLength(1);
});

describe('the result of an event is sent', () => {
  const atOnce = { MaximumRetryAttempts: 0 };
  const toQueue = (name: string, arn = QUEUE): Properties => ({
    ...atOnce,
    DestinationConfig: { [name]: { Destination: arn } },
  });

  test('to the on-failure destination, with the event and the error', async () => {
    await using lambda = start();
    await lambda.deploy({ fn: { code: fails } }, [config(toQueue('OnFailure'))]);
    lambda.handOver();
    await vi.waitFor(() => expect(lambda.sent).toHaveLength(1), 20_000);
    expect(lambda.sent[0]?.body).toEqual({
      version: '1.0',
      timestamp: '2026-01-01T00:00:00.000Z',
      requestContext: {
        requestId: lambda.invocations[0]?.id,
        functionArn: `${ARN}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { name: 'Ada' },
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: 'Unhandled',
      },
      responsePayload: expect.objectContaining({ errorType: 'TypeError' }),
    });
  });

  test('to the on-success destination, with the response', async () => {
    await using lambda = start();
    await lambda.deploy({ fn: { code: answers } }, [config(toQueue('OnSuccess'))]);
    lambda.handOver();
    await vi.waitFor(() => expect(lambda.sent).toHaveLength(1), 20_000);
    expect(lambda.sent[0]?.body).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { hello: 'Ada' },
    });
  });

  test('to another function', async () => {
    await using lambda = start();
    await lambda.deploy({ fn: { code: fails }, other: { code: answers } }, [
      config(toQueue('OnFailure', ARN.replace('app-fn', 'app-other'))),
    ]);
    lambda.handOver();
    await lambda.runs(2);
    expect(lambda.invocations[1]).toMatchObject({
      function: 'other',
      source: 'lambda',
      event: { requestContext: { condition: 'RetriesExhausted' }, requestPayload: { name: 'Ada' } },
    });
  });

  test('to the dead-letter queue, with the event alone', async () => {
    await using lambda = start();
    await lambda.deploy(
      { fn: { code: fails, properties: { DeadLetterConfig: { TargetArn: QUEUE } } } },
      [config(atOnce)],
    );
    lambda.handOver();
    await vi.waitFor(() => expect(lambda.sent).toHaveLength(1), 20_000);
    expect(lambda.sent[0]).toEqual({
      arn: QUEUE,
      body: { name: 'Ada' },
      attributes: {
        RequestID: lambda.invocations[0]?.id,
        ErrorCode: '200',
        ErrorMessage: expect.stringMatching(/^no longer.{1015}$/),
      },
    });
  });

  test('also when it is too old for a retry', async () => {
    await using lambda = start();
    await lambda.deploy({ fn: { code: fails } }, [
      config({ ...toQueue('OnFailure'), MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 }),
    ]);
    lambda.handOver();
    await lambda.runs(1);
    lambda.pass(MINUTE + 1);
    await vi.waitFor(() => expect(lambda.sent).toHaveLength(1), 20_000);
    expect(lambda.sent[0]?.body).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
    });
    expect(lambda.sent[0]?.body).not.toHaveProperty('responsePayload');
    expect(lambda.invocations).toHaveLength(1);
  });

  test('also when the reserved concurrency of the function is 0', async () => {
    await using lambda = start();
    const properties = { ReservedConcurrentExecutions: 0 };
    await lambda.deploy({ fn: { code: answers, properties } }, [config(toQueue('OnFailure'))]);
    lambda.handOver();
    await vi.waitFor(() => expect(lambda.sent).toHaveLength(1), 20_000);
    expect(lambda.sent[0]?.body).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 0 },
    });
    expect(lambda.invocations).toEqual([]);
  });

  test('to the log, if the destination does not accept it', async () => {
    await using lambda = start();
    const noVersion = ARN.replace('app-fn', 'app-other:7');
    await lambda.deploy({ fn: { code: answers }, other: { code: answers } }, [
      config(toQueue('OnSuccess', noVersion)),
    ]);
    lambda.handOver();
    await lambda.logged(/^Nothing is sent to the destination \S+:7: Function not found/);
    await lambda.idle();
    expect(lambda.invocations).toHaveLength(1);
  });

  test('to the log, if the sandbox does not support the destination', async () => {
    await using lambda = start();
    await lambda.deploy({ fn: { code: fails } }, [config(toQueue('OnFailure', UNKNOWN))]);
    expect(lambda.service.warnings?.()).toEqual([
      `fn has the destination ${UNKNOWN}, which the sandbox does not support: nothing is sent there.`,
    ]);
    lambda.handOver();
    await lambda.logged(/^The destination \S+:unknown is not supported by the sandbox/);
  });
});

describe('the next sandbox continues', () => {
  test('with a retry that waits', async () => {
    const database = new DatabaseSync(':memory:');
    {
      await using lambda = start({ database });
      await lambda.deploy({ fn: { code: fails } });
      lambda.handOver();
      await lambda.runs(1);
    }
    await using lambda = start({ database });
    await lambda.deploy({ fn: { code: answers } });
    lambda.resume();
    lambda.pass(MINUTE);
    await lambda.runs(1);
    expect(lambda.invocations[0]).toMatchObject({ source: 's3', event: { name: 'Ada' } });
    expect(database.prepare('SELECT * FROM lambda_async_events').all()).toEqual([]);
  });

  test('and drops the events of a function that no longer exists', async () => {
    const database = new DatabaseSync(':memory:');
    {
      await using lambda = start({ database });
      await lambda.deploy({ fn: { code: fails } });
      lambda.handOver();
      await lambda.runs(1);
    }
    await using lambda = start({ database });
    await lambda.deploy({ other: { code: answers } });
    lambda.resume();
    lambda.pass(MINUTE);
    await vi.waitFor(
      () => expect(database.prepare('SELECT * FROM lambda_async_events').all()).toEqual([]),
      20_000,
    );
    expect(lambda.invocations).toEqual([]);
  });

  test('after kill -9, and loses no event', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'async-invocations-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'handled');
    const handled = () =>
      existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
    const events = 30;

    const script = fileURLToPath(
      new URL('../../../testing/lambda/abandoned-queue.ts', import.meta.url),
    );
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', script, join(folder, 'data'), file, String(events)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    await vi.waitFor(() => expect(handled().length).toBeGreaterThan(2), {
      timeout: 20_000,
      interval: 5,
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(handled().length).toBeLessThan(events);
    writeFileSync(`${file}.released`, '');

    const data = openDataDirectory(join(folder, 'data'));
    onTestFinished(() => data.close());
    await using lambda = startTestLambda({ database: data.database });
    await lambda.deploy({ slow: { code: writesSlowly(file), properties: { Timeout: 30 } } });
    lambda.resume();
    await vi.waitFor(() => expect(new Set(handled()).size).toBe(events), 30_000);
  });
});
