import {
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { esModule, sleeps } from '../../../testing/lambda/node-function.js';
import {
  resourceOf,
  startTestLambda,
  type TestLambda,
} from '../../../testing/lambda/test-lambda.js';
import { type Gateway, startGateway } from '../../gateway/gateway.js';
import { createCredentialStore } from '../../iam/credentials.js';

let lambda: TestLambda;
let gateway: Gateway;
let client: LambdaClient;

beforeAll(async () => {
  lambda = startTestLambda({ asyncRetryDelaysMs: [30, 30] });
  await lambda.deploy(
    {
      echo: {
        code: esModule(`export const handler = async (event, context) => {
          console.log('x'.repeat(5000));
          return { event, arn: context.invokedFunctionArn, client: context.clientContext };
        };`),
      },
      fails: {
        code: esModule(`export const handler = async () => { throw new TypeError('no'); };`),
      },
      stubborn: {
        code: esModule(`export const handler = async () => { throw new TypeError('no'); };`),
      },
      flaky: {
        code: esModule(
          `let n = 0; export const handler = async () => { n += 1; if (n < 2) throw new Error('not yet'); return n; };`,
        ),
      },
      busy: { code: sleeps, properties: { ReservedConcurrentExecutions: 1 } },
    },
    [
      resourceOf('AWS::Lambda::EventInvokeConfig', 'config', {
        FunctionName: 'app-stubborn',
        MaximumRetryAttempts: 0,
      }),
      resourceOf('AWS::Lambda::Alias', 'alias', { FunctionName: 'app-echo', Name: 'live' }),
    ],
  );
  const credentials = createCredentialStore(Buffer.alloc(32));
  gateway = await startGateway({
    services: [lambda.service],
    credentials,
    port: 0,
    onError: (error) => {
      throw error;
    },
  });
  client = new LambdaClient({
    endpoint: gateway.url,
    region: 'eu-west-1',
    credentials: credentials.developer,
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await gateway.stop();
  await lambda[Symbol.asyncDispose]();
});

const invoke = (input: InvokeCommandInput) => client.send(new InvokeCommand(input));
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:app-echo';

describe('an SDK client', () => {
  test('gets the response of a function, and the end of its log', async () => {
    const result = await invoke({
      FunctionName: 'app-echo',
      Payload: JSON.stringify({ n: 1 }),
      LogType: 'Tail',
      ClientContext: Buffer.from('{"client":{"app_title":"test"}}').toString('base64'),
    });

    expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(result.FunctionError).toBeUndefined();
    expect(JSON.parse(result.Payload?.transformToString() ?? '')).toEqual({
      event: { n: 1 },
      arn,
      client: { client: { app_title: 'test' } },
    });
    const log = Buffer.from(result.LogResult ?? '', 'base64').toString();
    expect(log).toHaveLength(4096);
    expect(log).toMatch(/^x+\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
  });

  test.each([
    { FunctionName: arn, invoked: arn },
    { FunctionName: '123456789012:function:app-echo', invoked: arn },
    { FunctionName: 'app-echo', Qualifier: '$LATEST', invoked: `${arn}:$LATEST` },
    { FunctionName: `${arn}:live`, invoked: `${arn}:live` },
    { FunctionName: 'app-echo', Qualifier: 'live', invoked: `${arn}:live` },
  ])('names a function by $FunctionName $Qualifier', async ({ invoked, ...name }) => {
    const { Payload } = await invoke(name);

    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ event: {}, arn: invoked });
  });

  test('gets the error of a function', async () => {
    const result = await invoke({ FunctionName: 'app-fails' });

    expect(result).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(result.Payload?.transformToString() ?? '')).toEqual({
      errorType: 'TypeError',
      errorMessage: 'no',
      trace: expect.arrayContaining(['TypeError: no']),
    });
  });

  test('can check an invocation without running it', async () => {
    const before = lambda.invocations.length;

    const result = await invoke({ FunctionName: 'app-echo', InvocationType: 'DryRun' });

    expect(result.StatusCode).toBe(204);
    expect(lambda.invocations).toHaveLength(before);
  });

  test.each<InvokeCommandInput & { error: object }>([
    {
      FunctionName: 'absent',
      error: {
        name: 'ResourceNotFoundException',
        message: 'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:absent',
        Type: 'User',
        $metadata: expect.objectContaining({ httpStatusCode: 404 }),
      },
    },
    {
      FunctionName: 'echo',
      error: { name: 'ResourceNotFoundException' },
    },
    {
      FunctionName: 'app-echo',
      Qualifier: 'absent',
      error: { name: 'ResourceNotFoundException', message: `Function not found: ${arn}:absent` },
    },
    {
      FunctionName: 'app-echo',
      Payload: '{ no json',
      error: { name: 'InvalidRequestContentException', Type: 'User' },
    },
    {
      FunctionName: 'app-echo',
      Payload: Uint8Array.of(0x22, 0xff, 0x22),
      error: { name: 'InvalidRequestContentException' },
    },
    {
      FunctionName: 'app-echo',
      ClientContext: 'no json',
      error: { name: 'InvalidRequestContentException' },
    },
    {
      FunctionName: 'app-echo',
      InvocationType: 'Event',
      Payload: JSON.stringify('x'.repeat(1024 * 1024)),
      error: {
        name: 'RequestTooLargeException',
        $metadata: expect.objectContaining({ httpStatusCode: 413 }),
      },
    },
    {
      FunctionName: 'app-echo',
      Payload: JSON.stringify('x'.repeat(6 * 1024 * 1024)),
      error: {
        name: 'RequestTooLargeException',
        $metadata: expect.objectContaining({ httpStatusCode: 413 }),
      },
    },
  ])('gets a clear error: $FunctionName $error.name', async ({ error, ...input }) => {
    await expect(invoke(input)).rejects.toMatchObject(error);
  });

  const invokeBusily = () => invoke({ FunctionName: 'app-busy', Payload: '{"ms":1000}' });

  test('gets an error for too many invocations at once', async () => {
    const both = [invokeBusily(), invokeBusily()];

    await expect(Promise.all(both)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: expect.objectContaining({ httpStatusCode: 429 }),
    });
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(outcomes.sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('gets an error for an operation that is not supported', async () => {
    await expect(client.send(new ListFunctionsCommand())).rejects.toThrow(
      'The sandbox supports Invoke of Lambda, not GET /2015-03-31/functions',
    );
  });
});

test('is refused without a signature', async () => {
  const before = lambda.invocations.length;
  const response = await fetch(`${gateway.url}/2015-03-31/functions/app-echo/invocations`, {
    method: 'POST',
    body: '{}',
  });
  expect(response.status).toBe(403);
  expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  expect(lambda.invocations).toHaveLength(before);
});

describe('an asynchronous invocation', () => {
  const runsOf = (name: string) => lambda.invocations.filter((each) => each.function === name);
  const invokeAsync = (FunctionName: string, Payload = '{}') =>
    invoke({ FunctionName, InvocationType: 'Event', Payload });

  test('is accepted immediately and retried until it succeeds', async () => {
    const result = await invokeAsync('app-flaky');

    expect(result.StatusCode).toBe(202);
    await expect.poll(() => runsOf('flaky').length).toBe(2);
    const [first, second] = runsOf('flaky');
    expect(first?.outcome.status).toBe('error');
    expect(second?.outcome).toEqual({ status: 'success', response: 2 });
    expect(second?.id).toBe(first?.id);
  });

  test('is given up after two retries, which the log of the function says', async () => {
    await invokeAsync('app-fails');

    await expect
      .poll(() => lambda.logs.filter((entry) => entry.function === 'fails').at(-1)?.message)
      .toMatch(
        /^The asynchronous invocation [0-9a-f-]{36} was given up after 3 attempts: TypeError$/,
      );
  });

  test('has the configured number of retries', async () => {
    await invokeAsync('app-stubborn');

    await expect
      .poll(() => lambda.logs.filter((entry) => entry.function === 'stubborn').at(-1)?.message)
      .toMatch(/was given up after one attempt: TypeError$/);
    expect(runsOf('stubborn')).toHaveLength(1);
  });

  test('waits when the function is busy', async () => {
    await Promise.all([
      invokeAsync('app-busy', '{"ms":100}'),
      invokeAsync('app-busy', '{"ms":100}'),
    ]);

    await expect
      .poll(() => runsOf('busy').filter(({ source }) => source === 'Invoke').length, {
        timeout: 5000,
      })
      .toBeGreaterThanOrEqual(3);
    expect(runsOf('busy').map(({ outcome }) => outcome.status)).not.toContain('error');
  });
});
