import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callAws } from './aws-request.js';

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

const call = (signal = new AbortController().signal) =>
  callAws({ service: 'dynamodb', headers: {}, body: '{}' }, signal);

describe('an error of AWS', () => {
  it.each<[string, ResponseInit, string, string]>([
    [
      'of the JSON protocol',
      { status: 400 },
      '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}',
      'ConditionalCheckFailedException',
    ],
    ['of it, with spaces', { status: 400 }, '{ "__type" : "Refused" }', 'Refused'],
    [
      'of the REST protocol',
      {
        status: 400,
        headers: { 'x-amzn-errortype': 'MessageRejected:http://internal.amazon.com/coral/' },
      },
      '{"message":"no"}',
      'MessageRejected',
    ],
    [
      'of the Query protocol',
      { status: 403 },
      '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>',
      'AuthorizationError',
    ],
    ['by the header, before what is in the text', header('One'), '{"__type":"Two"}', 'One'],
    ['without a name', { status: 404 }, '<html>', 'Http404'],
  ])('%s has its name', async (_, init, body, name) => {
    fetched.mockImplementation(async () => new Response(body, init));
    await expect(call()).rejects.toMatchObject({ name, message: body });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it.each<[string, ResponseInit]>([
    ['a status of 500 and no name', { status: 500 }],
    ['too many requests', { status: 429 }],
    ['throttling', header('ThrottlingException')],
    ['throttling by SNS', header('Throttled')],
    ['too many requests by SES', header('TooManyRequestsException')],
    ['a table that is asked too much', header('ProvisionedThroughputExceededException')],
    ['an account that asks too much', header('RequestLimitExceeded')],
  ])('is no answer after %s: it is asked again', async (_, init) => {
    fetched.mockImplementationOnce(async () => new Response('', init));
    fetched.mockImplementationOnce(async () => new Response('done'));
    expect(await call()).toBe('done');
  });

  it('is asked again no more once there is no time left', async () => {
    const controller = new AbortController();
    fetched.mockImplementation(async () => {
      controller.abort();
      return new Response('', { status: 500 });
    });
    await expect(call(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(fetched).toHaveBeenCalledOnce();
  });
});

function header(type: string): ResponseInit {
  return { status: 400, headers: { 'x-amzn-errortype': type } };
}
