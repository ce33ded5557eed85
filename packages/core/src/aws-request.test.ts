import { createHash } from 'node:crypto';
import http, { type RequestOptions } from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HttpAnswer, type HttpServer, startHttpServer } from '../../recipe-tests/src/index.js';
import { type AwsRequest, awsRequest, prepareRequests } from './index.js';

/** The answers of the service, in order. The last one repeats. */
let answers: HttpAnswer[];
let server: HttpServer;

beforeEach(async () => {
  answers = [{ body: 'done' }];
  server = await startHttpServer(
    () => (answers.length > 1 ? answers.shift() : answers[0]) ?? 'silence',
  );
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await server.stop();
});

const send: AwsRequest = { service: 'ses', path: '/v2/a', body: 'b' };
const call = (request: AwsRequest = send, signal = new AbortController().signal) =>
  awsRequest(request, signal);

const textOf = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`;
const error = (status: number, code: string): HttpAnswer => ({ status, body: textOf(code) });

describe('a request to AWS', () => {
  it('is signed with all of its headers and its body', async () => {
    expect(await call({ ...send, headers: { 'x-amz-target': 'A.B' } })).toMatchObject({
      text: 'done',
    });
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v2/a',
      body: 'b',
      headers: {
        'content-length': '1',
        'x-amz-target': 'A.B',
        'x-amz-security-token': 'session',
        'x-amz-content-sha256': createHash('sha256').update('b').digest('hex'),
      },
    });
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLEEXAMPLE00\/\d{8}\/eu-west-1\/ses\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
  });

  it.each<[string, AwsRequest, string, string]>([
    ['a topic', { service: 'sns' }, 'eu-west-1', 'https://sns.eu-west-1.amazonaws.com/'],
    [
      'a topic in China',
      { service: 'sns' },
      'cn-north-1',
      'https://sns.cn-north-1.amazonaws.com.cn/',
    ],
    ['a table', { service: 'dynamodb' }, 'eu-west-1', 'https://dynamodb.eu-west-1.amazonaws.com/'],
    [
      'SES, whose host has another name than its signature',
      { service: 'ses', path: '/v2/email/outbound-emails' },
      'eu-west-1',
      'https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails',
    ],
  ])('goes to the host of %s', async (_, request, region, url) => {
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    vi.stubEnv('AWS_REGION', region);
    const urls: string[] = [];
    vi.spyOn(https, 'request').mockImplementation(((to: URL, ...rest: [RequestOptions]) => {
      urls.push(to.href);
      return http.request(server.url, ...rest);
    }) as typeof https.request);
    expect(await call(request)).toEqual({ text: 'done' });
    expect(urls).toEqual([url]);
  });

  it.each([
    ['a segment of dots', '/reports/../secrets'],
    ['a single dot', '/./a'],
    ['encoded dots', '/%2e%2e/a'],
    ['a space', '/a b'],
    ['a space in the query', '/a?b=c d'],
    ['a letter that is not encoded', '/ä'],
  ])('does not go to another resource for a path with %s', async (_, path) => {
    await expect(call({ ...send, path })).rejects.toThrow('The path of a request to AWS');
    expect(server.requests).toEqual([]);
  });

  it.each<[AwsRequest['service'], string]>([
    ['dynamodb', 'AWS_ENDPOINT_URL_DYNAMODB'],
    ['ses', 'AWS_ENDPOINT_URL_SESV2'],
    ['sns', 'AWS_ENDPOINT_URL_SNS'],
  ])('prefers the endpoint of %s to the endpoint of all services', async (service, variable) => {
    vi.stubEnv(variable, server.url);
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    expect(await call({ service })).toMatchObject({ text: 'done' });
  });

  it.each<[string, HttpAnswer]>([
    ['an internal error', error(500, 'InternalError')],
    ['a throttle', error(503, 'ServiceUnavailable')],
    [
      'throttling in JSON',
      { status: 400, body: '{"__type":"com.amazonaws#ThrottlingException","message":"no"}' },
    ],
    ['throttling by SNS', error(400, 'Throttled')],
    ['too many requests', error(429, 'LimitExceededException')],
    ['exceeded capacity of a table', error(400, 'ProvisionedThroughputExceededException')],
    ['a connection that breaks', 'hang up'],
  ])('is retried after %s', async (_, failure) => {
    answers = [failure, { body: 'done' }];
    expect(await call()).toMatchObject({ text: 'done' });
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, HttpAnswer, object]>([
    ['a refusal', error(403, 'AccessDenied'), { name: 'AccessDenied', status: 403, message: 'no' }],
    [
      'a refusal in JSON',
      { status: 400, body: '{"__type":"a#ConditionalCheckFailedException","message":"no"}' },
      { name: 'ConditionalCheckFailedException', status: 400, message: 'no' },
    ],
    [
      'a refusal named in a header, which has priority over the body',
      {
        status: 400,
        headers: { 'x-amzn-errortype': 'MessageRejected:http://internal.amazon.com/coral/' },
        body: '{"__type":"Other","message":"no"}',
      },
      { name: 'MessageRejected', status: 400, message: 'no' },
    ],
    ['a failure without a message', { status: 404 }, { name: 'Http404', status: 404, message: '' }],
  ])('is not retried after %s', async (_, failure, expected) => {
    answers = [failure];
    await expect(call()).rejects.toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });

  it('is not retried after a response of more than 1 MB', async () => {
    answers = [{ body: 'x'.repeat(1_000_001) }];
    await expect(call()).rejects.toThrow('The response is longer than 1 MB.');
    expect(server.requests).toHaveLength(1);
    answers = [{ body: 'x'.repeat(1_000_000) }];
    expect((await call()).text).toHaveLength(1_000_000);
  });

  it('follows no redirect, with its signature, to another host', async () => {
    const other = await startHttpServer(() => ({ body: 'done' }));
    try {
      answers = [{ status: 307, headers: { location: other.url } }];
      await expect(call()).rejects.toMatchObject({ name: 'Http307', status: 307 });
      expect(other.requests).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('fails after four attempts', async () => {
    answers = [error(500, 'InternalError')];
    await expect(call()).rejects.toMatchObject({ name: 'InternalError' });
    expect(server.requests).toHaveLength(4);
  });

  it.each<[string, HttpAnswer]>([
    ['an answer', 'silence'],
    ['the end of an answer', 'stop half way'],
    ['the next try', error(500, 'InternalError')],
  ])('stops waiting for %s when the signal aborts', async (_, answer) => {
    answers = [answer];
    const controller = new AbortController();
    const answered = call(send, controller.signal);
    await vi.waitFor(() => expect(server.requests).not.toHaveLength(0), 20_000);
    controller.abort(new Error('enough'));
    await expect(answered).rejects.toThrow();
    expect(server.requests.length).toBeLessThan(4);
  });
});

describe('the preparation of requests', () => {
  it.each([
    ['AWS', undefined, 1],
    ['an endpoint with HTTPS', 'https://vpce-1.example.com', 1],
    ['an endpoint with HTTP', 'http://127.0.0.1:4000', 0],
  ])('for %s loads the root certificates only if a connection needs them', (_, endpoint, times) => {
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    const loaded = vi.spyOn(tls, 'createSecureContext');
    prepareRequests();
    expect(loaded).toHaveBeenCalledTimes(times);
  });
});
