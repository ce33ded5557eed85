import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceRole,
  startDataSources,
  type TestDataSources,
} from '../../../../testing/data-sources.js';
import { tableResource } from '../../../../testing/tables.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import { dynamodb } from '../../dynamodb/index.js';
import type { DataSource } from './data-source.js';
import { sendRequest } from './http-client.js';

type Received = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

let running: TestDataSources;
let server: Server;
let origin: string;
let received: Received[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    if (url === '/moved') response.writeHead(302, { Location: 'http://169.254.169.254/' }).end();
    else if (url === '/long') response.end('x'.repeat(2000));
    else if (url === '/broken') response.destroy();
    else if (url !== '/silent') {
      const rawHeaders = ['Content-Type', 'application/json', 'X-Twice', '1', 'X-Twice', '2'];
      response.writeHead(url === '/absent' ? 404 : 200, rawHeaders).end('{"ok":true}');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  running = await startDataSources(
    [dynamodb],
    [
      tableResource('todos'),
      tableResource('secrets'),
      dataSourceRole({
        Effect: 'Allow',
        Action: 'dynamodb:*',
        Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/todos',
      }),
    ],
  );
});

afterAll(async () => {
  await running.stop();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  received = [];
});

const endpoint = (Endpoint: string, config: Properties = {}): DataSource =>
  running.source({ Type: 'HTTP', Name: 'Web', HttpConfig: { Endpoint, ...config } });

const get = (resourcePath: string, params = {}) => ({
  version: '2018-05-29',
  method: 'GET',
  resourcePath,
  params,
});

describe('a request to a server', () => {
  test('has a query, headers and a body', async () => {
    const result = await endpoint(`${origin}/api/`).invoke(
      {
        method: 'POST',
        resourcePath: '/todos',
        params: {
          query: { q: 'a&b=c', n: 1, list: ['x', 'y'], none: null },
          headers: { 'Content-Type': 'application/json', 'X-Number': 5 },
          body: { title: 'first' },
        },
      },
      callOf(),
    );
    expect(received).toMatchObject([
      {
        method: 'POST',
        url: '/api/todos?q=a%26b%3Dc&n=1&list=x&list=y',
        headers: { 'content-type': 'application/json', 'x-number': '5' },
        body: '{"title":"first"}',
      },
    ]);
    expect(received[0]?.headers).not.toHaveProperty('authorization');
    expect(result).toMatchObject({
      statusCode: 200,
      headers: { 'Content-Type': 'application/json', 'X-Twice': '1, 2' },
      body: '{"ok":true}',
    });
  });

  test('sends a text as it is', async () => {
    const params = { body: 'plain' };
    await endpoint(origin).invoke({ method: 'PUT', resourcePath: 'x', params }, callOf());
    expect(received).toMatchObject([{ method: 'PUT', url: '/x', body: 'plain' }]);
  });

  test('returns the status of the server, whatever it is', async () => {
    expect(await endpoint(origin).invoke(get('/absent'), callOf())).toMatchObject({
      statusCode: 404,
    });
  });

  test('does not follow a redirect', async () => {
    expect(await endpoint(origin).invoke(get('/moved'), callOf())).toMatchObject({
      statusCode: 302,
      headers: { Location: 'http://169.254.169.254/' },
    });
    expect(received).toHaveLength(1);
  });

  test.each([
    '@evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '.evil.example/',
    ':9/',
    'http://evil.example/',
  ])('stays at its host with the path %s', async (path) => {
    await endpoint(origin).invoke(get(path), callOf());
    expect(received).toHaveLength(1);
    expect(received[0]?.headers.host).toBe(new URL(origin).host);
  });
});

describe('a request that fails', () => {
  test.each<[string, string, object, string]>([
    ['a closed connection', '/broken', {}, 'socket hang up'],
    ['a response over the limit', '/long', { maximumBytes: 1999 }, 'longer than 1999 bytes'],
    ['no answer', '/silent', { timeoutMs: 50 }, 'did not answer in time'],
  ])('because of %s', async (_, path, limits, message) => {
    const request = { method: 'GET', url: new URL(path, origin), headers: {}, body: undefined };
    await expect(sendRequest(request, limits)).rejects.toMatchObject({
      type: 'HTTP',
      message: expect.stringContaining(message),
    });
  });

  test('names the host, and not the query', async () => {
    const closed = endpoint('http://127.0.0.1:1');
    const failure = closed.invoke(get('/', { query: { key: 'secret' } }), callOf());
    await expect(failure).rejects.toMatchObject({
      type: 'HTTP',
      message: 'The request to http://127.0.0.1:1 failed: connect ECONNREFUSED 127.0.0.1:1.',
    });
  });
});

describe('a request is refused', () => {
  test.each<[string, object, string]>([
    ['without a method', { resourcePath: '/' }, "Value for field '$[method]' not found."],
    ['without a path', { method: 'GET' }, "Value for field '$[resourcePath]' not found."],
    [
      'with an unknown method',
      { ...get('/'), method: 'TRACE' },
      "Value for field '$[method]' must be one of GET, POST, PUT, PATCH, DELETE.",
    ],
    [
      'with another host in its headers',
      get('/', { headers: { Host: 'evil.example' } }),
      "Unsupported element '$[params][headers][Host]'.",
    ],
    [
      'with the length of another request',
      get('/', { headers: { 'Content-Length': '1' } }),
      "Unsupported element '$[params][headers][Content-Length]'.",
    ],
    [
      'with an unknown element',
      { ...get('/'), endpoint: 'http://evil.example' },
      "Unsupported element '$[endpoint]'.",
    ],
  ])('%s', async (_, request, message) => {
    await expect(endpoint(origin).invoke(request, callOf())).rejects.toMatchObject({
      type: 'MappingTemplate',
      message,
    });
    expect(received).toEqual([]);
  });

  test('with a second header inside of a header', async () => {
    const headers = { 'x-a': '1\r\nx-admin: yes' };
    await expect(endpoint(origin).invoke(get('/', { headers }), callOf())).rejects.toMatchObject({
      type: 'HTTP',
    });
    expect(received).toEqual([]);
  });
});

describe('a request to a host of AWS', () => {
  const HOST = 'https://dynamodb.eu-west-1.amazonaws.com';
  const signed = (service = 'dynamodb', region = 'eu-west-1') => ({
    AuthorizationConfig: {
      AuthorizationType: 'AWS_IAM',
      AwsIamConfig: { SigningServiceName: service, SigningRegion: region },
    },
  });
  const describeTable = (TableName: string) => ({
    method: 'POST',
    resourcePath: '/',
    params: {
      headers: { 'X-Amz-Target': 'DynamoDB_20120810.DescribeTable' },
      body: { TableName },
    },
  });

  test('goes to the service of the sandbox, with the role', async () => {
    expect(await endpoint(HOST, signed()).invoke(describeTable('todos'), callOf())).toMatchObject({
      statusCode: 200,
      headers: { 'Content-Type': 'application/x-amz-json-1.0' },
      body: expect.stringContaining('"TableName":"todos"'),
    });
  });

  test.each<[string, Properties, string]>([
    ['for a resource that the role may not use', signed(), 'not authorized'],
    ['without a signature', {}, 'Request is missing Authentication Token'],
    ['for another service', signed('s3'), 'Credential should be scoped to correct service'],
  ])('is refused by the service %s', async (_, config, message) => {
    expect(await endpoint(HOST, config).invoke(describeTable('secrets'), callOf())).toMatchObject({
      statusCode: 400,
      body: expect.stringContaining(message),
    });
  });

  test('may name this machine, as the URL of an API does', async () => {
    const local = endpoint('http://127.0.0.1:1', signed());
    expect(await local.invoke(describeTable('todos'), callOf())).toMatchObject({ statusCode: 200 });
  });

  test('takes the service from the host', async () => {
    const config = { AuthorizationConfig: { AuthorizationType: 'AWS_IAM' } };
    expect(await endpoint(HOST, config).invoke(describeTable('todos'), callOf())).toMatchObject({
      statusCode: 200,
    });
  });

  test.each<[string, string, Properties, string]>([
    [
      'that the sandbox does not have',
      'https://polly.eu-west-1.amazonaws.com',
      signed('polly'),
      'polly.eu-west-1.amazonaws.com. The sandbox does not support GET /v1/voices of polly. Nothing was sent to AWS.',
    ],
    [
      'in another region',
      'https://dynamodb.us-east-1.amazonaws.com',
      signed('dynamodb', 'us-east-1'),
      'signs its requests for us-east-1, but the sandbox runs in eu-west-1',
    ],
    [
      'that is not AWS',
      'https://api.example',
      signed(),
      'api.example, which is not a host of AWS. The sandbox has no credentials for it.',
    ],
  ])('is an error for a signed service %s', async (_, host, config, message) => {
    await expect(endpoint(host, config).invoke(get('/v1/voices'), callOf())).rejects.toMatchObject({
      type: 'UnsupportedOperation',
      message: expect.stringContaining(message),
    });
  });
});
