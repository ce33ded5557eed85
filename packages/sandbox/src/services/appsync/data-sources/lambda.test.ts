import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceRole,
  startDataSources,
  type TestDataSources,
} from '../../../../testing/data-sources.js';
import type { InvocationOutcome } from '../../../context/events/function-invoker.js';
import { AwsError } from '../../../protocols/aws-error.js';
import type { DataSource } from './data-source.js';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:echo';

type Invoked = { readonly how: 'invoke' | 'invokeAsync'; readonly event: unknown };

let running: TestDataSources;
let echo: DataSource;
let invoked: Invoked[] = [];
let outcome: InvocationOutcome | AwsError;
let source: string | undefined;

beforeAll(async () => {
  const answer = () => {
    if (outcome instanceof AwsError) throw outcome;
    return { outcome } as never;
  };
  running = await startDataSources(
    [],
    [dataSourceRole({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION })],
    {
      functions: {
        async invoke(_, event, options) {
          invoked.push({ how: 'invoke', event });
          source = options?.source;
          return answer();
        },
        invokeAsync(_, event) {
          invoked.push({ how: 'invokeAsync', event });
          answer();
        },
      },
    },
  );
  echo = functionSource(FUNCTION);
});

afterAll(() => running.stop());

beforeEach(() => {
  invoked = [];
  outcome = { status: 'success', response: 'done' };
});

function functionSource(LambdaFunctionArn: string): DataSource {
  return running.source({ Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn } });
}

const request = (payload: unknown, more = {}) => ({
  version: '2018-05-29',
  operation: 'Invoke',
  payload,
  ...more,
});
const batch = (...payloads: readonly unknown[]) =>
  payloads.map((payload) => request(payload, { operation: 'BatchInvoke' }));
const runBatch = (requests: readonly unknown[]) => echo.invokeBatch?.(requests, callOf());

describe('Invoke', () => {
  test('gives the function the payload and returns its response', async () => {
    expect(await echo.invoke(request({ id: 1 }), callOf())).toBe('done');
    expect(invoked).toEqual([{ how: 'invoke', event: { id: 1 } }]);
    expect(source).toBe('Query.getTodo');
  });

  test('gives null where there is no payload', async () => {
    await echo.invoke({ operation: 'Invoke' }, callOf());
    expect(invoked).toEqual([{ how: 'invoke', event: null }]);
  });

  test('with the type Event does not wait for the response', async () => {
    const event = request('later', { invocationType: 'Event' });
    expect(await echo.invoke(event, callOf())).toBeNull();
    expect(invoked).toEqual([{ how: 'invokeAsync', event: 'later' }]);
  });

  test.each(['error', 'timeout', 'crash'] as const)(
    'reports a function with status %s',
    async (status) => {
      outcome = { status, error: { errorType: 'CustomError', errorMessage: 'It failed.' } };
      await expect(echo.invoke(request(1), callOf())).rejects.toMatchObject({
        type: 'Lambda:Unhandled',
        message: 'It failed.',
        data: null,
      });
    },
  );

  test('reports an error of Lambda', async () => {
    outcome = new AwsError('ResourceNotFoundException', 'Function not found', 404);
    await expect(echo.invoke(request(1), callOf())).rejects.toMatchObject({
      type: 'Lambda:ResourceNotFoundException',
      message: 'Function not found',
    });
  });
});

describe('BatchInvoke', () => {
  test('gives the function all payloads and returns its results as they are', async () => {
    const response = [{ data: 1 }, { data: null, errorMessage: 'No.', errorType: 'NOT_FOUND' }];
    outcome = { status: 'success', response };
    expect(await runBatch(batch('a', 'b'))).toEqual(response);
    expect(invoked).toEqual([{ how: 'invoke', event: ['a', 'b'] }]);
  });

  test('of one field is a batch of one', async () => {
    outcome = { status: 'success', response: ['first'] };
    const [single] = batch('a');
    expect(await echo.invoke(single, callOf())).toBe('first');
    expect(invoked).toEqual([{ how: 'invoke', event: ['a'] }]);
  });

  test('with the type Event returns null for each', async () => {
    const events = batch('a', 'b').map((each) => ({ ...each, invocationType: 'Event' }));
    expect(await runBatch(events)).toEqual([null, null]);
    expect(invoked).toEqual([{ how: 'invokeAsync', event: ['a', 'b'] }]);
  });

  test.each<[unknown, string]>([
    [['one'], 'a list of 1'],
    [['one', 'two', 'three'], 'a list of 3'],
    [{ 0: 'one', 1: 'two', length: 2 }, 'no list'],
    [null, 'no list'],
  ])('fails when two payloads get %j', async (response, found) => {
    outcome = { status: 'success', response };
    await expect(runBatch(batch('a', 'b'))).rejects.toMatchObject({
      type: 'Lambda:IllegalArgument',
      message: expect.stringContaining(`2 payloads of the batch, and returned ${found}.`),
    });
  });

  test('does not mix requests that wait with events', async () => {
    const [first, second] = batch('a', 'b');
    await expect(runBatch([first, { ...second, invocationType: 'Event' }])).rejects.toMatchObject({
      type: 'MappingTemplate',
    });
    expect(invoked).toEqual([]);
  });
});

describe('a request is refused', () => {
  test.each<[string, unknown, string]>([
    ['without an operation', {}, "Value for field '$[operation]' not found."],
    ['with an unknown operation', { operation: 'Delete' }, "Unsupported operation 'Delete'."],
    [
      'with an unknown type',
      request(1, { invocationType: 'DryRun' }),
      "Value for field '$[invocationType]' must be RequestResponse or Event.",
    ],
    [
      'that names another function',
      request(1, { functionName: 'other' }),
      "Unsupported element '$[functionName]'.",
    ],
  ])('%s', async (_, value, message) => {
    await expect(echo.invoke(value, callOf())).rejects.toMatchObject({
      type: 'MappingTemplate',
      message,
    });
    expect(invoked).toEqual([]);
  });

  test.each<[string, object]>([
    ['and runs nothing', {}],
    ['and sends no event', { invocationType: 'Event' }],
  ])('when the role may not run the function, %s', async (_, more) => {
    const denied = running.denials.length;
    const other = functionSource(`${FUNCTION}-other`);
    await expect(other.invoke(request(1, more), callOf())).rejects.toMatchObject({
      type: 'Lambda:AccessDeniedException',
      message: expect.stringContaining(
        'assumed-role/data-source/APPSYNC_ASSUME_ROLE is not authorized to perform: lambda:InvokeFunction',
      ),
    });
    expect(invoked).toEqual([]);
    expect(running.denials.slice(denied)).toMatchObject([
      { permission: { resources: [`${FUNCTION}-other`] } },
    ]);
  });
});
