import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  maxResponseBytes,
  type RuntimeAnswer,
  type RuntimeApi,
  type RuntimeInvocation,
  serveRuntimeApi,
} from './runtime-api.js';

const invocation: RuntimeInvocation = {
  requestId: 'id-1',
  event: Buffer.from('{"a":"ü"}'),
  deadlineMs: 1_700_000_000_000,
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:fn',
  traceId: 'Root=1-2-3',
  clientContext: '{"custom":{}}',
  cognitoIdentity: '{"cognitoIdentityId":"x"}',
};

let api: RuntimeApi;
let answers: RuntimeAnswer[];
let ready: PromiseWithResolvers<void>;
beforeEach(async () => {
  answers = [];
  ready = Promise.withResolvers();
  api = await serveRuntimeApi({
    onReady: () => ready.resolve(),
    onInitError: (answer) => void answers.push(answer),
    onLost: () => {},
    onAnswer: (answer) => void answers.push(answer),
  });
});
afterEach(() => api.close());

const call = (path: string, init?: RequestInit) =>
  fetch(`http://${api.address}/2018-06-01/runtime/${path}`, init);
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  call(path, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });

/** Lets the runtime ask for an invocation, and sends it one. */
async function begin(): Promise<Response> {
  const next = call('invocation/next');
  await ready.promise;
  api.send(invocation);
  return next;
}

describe('a runtime', () => {
  test('gets an invocation with all of Lambda’s headers', async () => {
    const next = await begin();

    expect(next.status).toBe(200);
    expect(Object.fromEntries(next.headers)).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': 'id-1',
      'lambda-runtime-client-context': '{"custom":{}}',
      'lambda-runtime-cognito-identity': '{"cognitoIdentityId":"x"}',
      'lambda-runtime-deadline-ms': '1700000000000',
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': 'Root=1-2-3',
    });
    expect(await next.json()).toEqual({ a: 'ü' });
  });

  test('answers with a response', async () => {
    await begin();

    const posted = await post('invocation/id-1/response', '"done"');

    expect(posted.status).toBe(202);
    expect(await posted.json()).toEqual({ status: 'OK' });
    expect(answers).toEqual([{ type: 'response', body: Buffer.from('"done"') }]);
  });

  test('answers with an error', async () => {
    await begin();

    const posted = await post('invocation/id-1/error', '{"errorMessage":"no"}', {
      'Lambda-Runtime-Function-Error-Type': 'Custom.Error',
    });

    expect(posted.status).toBe(202);
    expect(answers).toEqual([
      { type: 'error', errorType: 'Custom.Error', body: Buffer.from('{"errorMessage":"no"}') },
    ]);
  });

  test('reports that it could not initialise', async () => {
    const posted = await post('init/error', '{"errorMessage":"no"}', {
      'Lambda-Runtime-Function-Error-Type': 'Runtime.ImportModuleError',
    });

    expect(posted.status).toBe(202);
    expect(answers).toMatchObject([{ type: 'error', errorType: 'Runtime.ImportModuleError' }]);
    expect((await call('invocation/next')).status).toBe(403);
  });

  test.each([
    { error: '{"errorMessage":"midway"}', body: '{"errorMessage":"midway"}' },
    { error: 'no json', body: '{"errorType":"Custom","errorMessage":"Invalid error body"}' },
  ])('ends a streamed response with an error in its trailers: $error', async ({ error, body }) => {
    await begin();
    const { hostname, port } = new URL(`http://${api.address}`);
    const stream = request({
      hostname,
      port,
      method: 'POST',
      path: '/2018-06-01/runtime/invocation/id-1/response',
      headers: {
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
        'Transfer-Encoding': 'chunked',
      },
    });
    stream.write('some');
    stream.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'Custom',
      'Lambda-Runtime-Function-Error-Body': Buffer.from(error).toString('base64'),
    });
    stream.end();
    await once(stream, 'response');

    expect(answers).toEqual([{ type: 'error', errorType: 'Custom', body: Buffer.from(body) }]);
  });

  test('may ask for the next invocation before the end of a response', async () => {
    await begin();
    const { hostname, port } = new URL(`http://${api.address}`);
    const path = '/2018-06-01/runtime/invocation/id-1/response';
    const stream = request({ hostname, port, method: 'POST', path });
    stream.write('"do');
    await new Promise((resolve) => setTimeout(resolve, 50));
    ready = Promise.withResolvers();
    const next = call('invocation/next');
    await new Promise((resolve) => setTimeout(resolve, 50));

    stream.end('ne"');
    await ready.promise;
    api.send({ ...invocation, requestId: 'id-2' });

    expect((await next).headers.get('lambda-runtime-aws-request-id')).toBe('id-2');
    expect(answers).toEqual([{ type: 'response', body: Buffer.from('"done"') }]);
  });

  test('may answer again after a broken connection', async () => {
    await begin();
    const { hostname, port } = new URL(`http://${api.address}`);
    const path = '/2018-06-01/runtime/invocation/id-1/response';
    const broken = request({ hostname, port, method: 'POST', path });
    broken.on('error', () => {});
    broken.write('"do');
    await new Promise((resolve) => setTimeout(resolve, 50));
    broken.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect((await post('invocation/id-1/response', '"done"')).status).toBe(202);
    expect(answers).toEqual([{ type: 'response', body: Buffer.from('"done"') }]);
  });
});

describe('the API refuses', () => {
  test('a response that is too long, and the invocation fails with an error', async () => {
    await begin();

    const posted = await post('invocation/id-1/response', Buffer.alloc(maxResponseBytes + 1));

    expect(posted.status).toBe(413);
    expect(await posted.json()).toMatchObject({ errorType: 'RequestEntityTooLarge' });
    expect(answers).toMatchObject([{ type: 'error', errorType: 'Function.ResponseSizeTooLarge' }]);
  });

  test.each([
    {
      name: 'an answer for another invocation',
      run: () => post('invocation/id-2/response', '1'),
      status: 400,
      errorType: 'InvalidRequestID',
    },
    {
      name: 'a request for the next invocation before the last is answered',
      run: () => call('invocation/next'),
      status: 403,
      errorType: 'InvalidStateTransition',
    },
    {
      name: 'an error of the initialisation after it',
      run: () => post('init/error', '{}'),
      status: 403,
      errorType: 'InvalidStateTransition',
    },
    {
      name: 'a path that does not exist',
      run: () => call('invocation/previous'),
      status: 404,
      errorType: 'NotFound',
    },
    {
      name: 'a page in a browser',
      run: () => post('invocation/id-1/response', '1', { origin: 'https://evil.example' }),
      status: 403,
      errorType: 'Forbidden',
    },
  ])('$name', async ({ run, status, errorType }) => {
    await begin();

    const response = await run();

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errorType });
    expect(answers).toEqual([]);
    expect((await post('invocation/id-1/response', '1')).status).toBe(202);
  });

  test('a second answer', async () => {
    await begin();
    await post('invocation/id-1/response', '1');

    expect((await post('invocation/id-1/response', '2')).status).toBe(403);
    expect((await post('invocation/id-1/error', '{}')).status).toBe(403);
    expect(answers).toHaveLength(1);
  });

  test('a request with another host name that resolves to this machine', async () => {
    const { hostname, port } = new URL(`http://${api.address}`);
    const rebound = request({
      hostname,
      port,
      path: '/2018-06-01/runtime/invocation/next',
      headers: { host: `evil.example:${port}` },
    }).end();
    const [response] = await once(rebound, 'response');

    expect(response.statusCode).toBe(403);
    response.destroy();
  });

  test('a second runtime beside the one that waits', async () => {
    const first = call('invocation/next');
    await ready.promise;

    expect((await call('invocation/next')).status).toBe(403);

    api.send(invocation);
    expect((await first).status).toBe(200);
  });
});
