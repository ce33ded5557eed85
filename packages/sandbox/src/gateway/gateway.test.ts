import { request as httpRequest } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCredentialStore } from '../iam/credentials.js';
import type { ServiceContext } from '../service.js';
import { ssm } from '../services/ssm/index.js';
import { openSecrets } from '../store/secrets.js';
import { type Gateway, startGateway } from './gateway.js';

const credentials = createCredentialStore(Buffer.alloc(32, 7));
const errors: unknown[] = [];
let gateway: Gateway;

beforeAll(async () => {
  const context = { now: Date.now, database: new DatabaseSync(':memory:') } as ServiceContext;
  const failing = {
    maxBodyBytes: 10,
    matches: ({ path }: { path: string }) => path === '/fails',
    deploy: () => {},
    handle: async () => {
      throw new Error('the secret inside');
    },
  };
  gateway = await startGateway({
    services: [ssm(openSecrets(false)).create(context), failing],
    credentials,
    port: 0,
    onError: (error) => errors.push(error),
  });
});
afterAll(() => gateway.stop());

const client = (options: ConstructorParameters<typeof SSMClient>[0] = {}) =>
  new SSMClient({
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: credentials.developer,
    maxAttempts: 1,
    ...options,
  });

/** A request with any headers, `Host` included, which `fetch` does not let one set. */
function send(
  headers: Record<string, string>,
  { method = 'POST', path = '/', body = '' } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const outgoing = httpRequest({ hostname, port, method, path, headers }, (incoming) => {
      let text = '';
      incoming.on('data', (chunk) => {
        text += chunk;
      });
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('a request of an AWS SDK client', () => {
  test('is answered when its signature holds', async () => {
    const name = '/a path/with?odd=characters&more';
    await client().send(new PutParameterCommand({ Name: name, Value: 'ü', Type: 'String' }));
    const { Parameter } = await client().send(new GetParameterCommand({ Name: name }));
    expect(Parameter).toMatchObject({ Name: name, Value: 'ü', Version: 1 });
  });

  test('of a role is answered when its session token is there', async () => {
    const role = credentials.forRole('arn:aws:iam::123456789012:role/path/worker', 'my-function');
    await expect(
      client({ credentials: role }).send(new GetParameterCommand({ Name: '/none' })),
    ).rejects.toMatchObject({ name: 'ParameterNotFound', message: 'Parameter /none not found.' });
  });

  const role = () => credentials.forRole('arn:aws:iam::123456789012:role/worker', 'f');
  test.each([
    [
      'an unknown access key',
      () => ({ ...credentials.developer, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
      'UnrecognizedClientException',
    ],
    [
      'a wrong secret key',
      () => ({ ...credentials.developer, secretAccessKey: 'x'.repeat(40) }),
      'InvalidSignatureException',
    ],
    [
      'a wrong session token',
      () => ({ ...role(), sessionToken: 'x' }),
      'UnrecognizedClientException',
    ],
    [
      'no session token',
      () => ({ ...role(), sessionToken: undefined }),
      'UnrecognizedClientException',
    ],
    [
      "the developer's key with a session token",
      () => ({ ...credentials.developer, sessionToken: 'x' }),
      'UnrecognizedClientException',
    ],
  ] as const)('with %s is refused', async (_, wrong, name) => {
    const { sessionToken, ...keys } = { sessionToken: undefined, ...wrong() };
    await expect(
      client({ credentials: { ...keys, ...(sessionToken && { sessionToken }) } }).send(
        new GetParameterCommand({ Name: '/none' }),
      ),
    ).rejects.toMatchObject({ name });
  });

  test('signed an hour ago is refused', async () => {
    await expect(
      client({ systemClockOffset: -3_600_000 }).send(new GetParameterCommand({ Name: '/none' })),
    ).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  test.each([
    ['its body', { body: '{"Name":"/nine"}' }],
    ['its path', { path: '/other' }],
    ['its query', { path: '/?a=b' }],
    ['its method', { method: 'PUT' }],
  ])('whose signature was made for another request is refused: %s', async (_, change) => {
    const signed = await signedRequest('{"Name":"/none"}');
    const same = await send(signed, { body: '{"Name":"/none"}' });
    expect(JSON.parse(same.body).__type).toBe('ParameterNotFound');
    const changed = await send(signed, { body: '{"Name":"/none"}', ...change });
    expect(JSON.parse(changed.body).__type).toBe('InvalidSignatureException');
  });

  test.each([
    [
      'another algorithm',
      'AWS4-HMAC-SHA1 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=x',
    ],
    ['no credential', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=x'],
    ['a short credential', 'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x'],
    ['no signature', 'AWS4-HMAC-SHA256 Credential=a/20260101/c/d/aws4_request, SignedHeaders=host'],
    ['nothing else', 'AWS4-HMAC-SHA256'],
  ])('with a broken signature is refused, never anonymous: %s', async (_, authorization) => {
    const { status, body } = await send(
      { authorization, 'x-amz-target': 'AmazonSSM.GetParameter' },
      { body: '{"Name":"/none"}' },
    );
    expect(status).toBe(403);
    expect(JSON.parse(body).__type).toBe('IncompleteSignatureException');
  });
});

describe('a request from elsewhere is refused', () => {
  test.each([
    ['a name rebound to 127.0.0.1', { host: 'evil.example' }],
    ['a name that begins like this machine', { host: 'localhost.evil.example:4700' }],
    ['a name with a user in front', { host: 'localhost@evil.example' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of a site that begins like this machine', { origin: 'http://localhost.evil.example' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['an image or a form in a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s', async (_, headers) => {
    const response = await send({ 'x-amz-target': 'AmazonSSM.GetParameter', ...headers });
    expect(response.status).toBe(403);
    expect(JSON.parse(response.body).__type).toBe('AccessDeniedException');
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a page of this machine', () => {
  test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'https://localhost'])(
    'at %s may ask beforehand and read the answer',
    async (origin) => {
      const before = await send(
        {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-amz-target',
        },
        { method: 'OPTIONS' },
      );
      expect(before.status).toBe(204);
      expect(before.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'content-type,x-amz-target',
      });
      const { headers } = await send({ origin, 'x-amz-target': 'AmazonSSM.GetParameter' });
      expect(headers['access-control-allow-origin']).toBe(origin);
    },
  );
});

describe('a request that cannot be served gets a clear error', () => {
  const ssmTarget = { 'x-amz-target': 'AmazonSSM.GetParameter' };
  test.each([
    ['malformed JSON', ssmTarget, '{', 400, 'SerializationException'],
    ['JSON that is not an object', ssmTarget, '[1]', 400, 'SerializationException'],
    [
      'bytes that are not UTF-8',
      ssmTarget,
      Buffer.from([0x7b, 0xff]).toString('latin1'),
      400,
      'SerializationException',
    ],
    [
      'an operation of another service',
      { 'x-amz-target': 'Logs_20140328.PutLogEvents' },
      '{}',
      400,
      'UnknownOperationException',
    ],
    [
      'an operation that does not exist',
      { 'x-amz-target': 'AmazonSSM.toString' },
      '{}',
      400,
      'UnknownOperationException',
    ],
    ['no operation', {}, '', 404, 'UnknownOperationException'],
    [
      'a body over the limit',
      ssmTarget,
      'x'.repeat(300 * 1024),
      413,
      'RequestEntityTooLargeException',
    ],
  ])('%s', async (_, headers, body, status, name) => {
    const response = await send(headers, { body });
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body).__type).toBe(name);
    expect(response.headers['x-amzn-errortype']).toBe(`${name}:`);
  });

  test('that names the operation and the service', async () => {
    const { body } = await send({ 'x-amz-target': 'Logs_20140328.PutLogEvents' }, { body: '{}' });
    expect(JSON.parse(body).message).toBe(
      'The sandbox does not serve PutLogEvents of Logs_20140328.',
    );
  });

  test('in XML for the Query protocol', async () => {
    const { body, headers } = await send({}, { body: 'Action=Publish&Message=<&Version=1' });
    expect(headers['content-type']).toBe('text/xml');
    expect(body).toContain('<Code>UnknownOperationException</Code>');
    expect(body).toContain('Publish');
  });

  test('anonymous callers get no parameters', async () => {
    const { body } = await send(ssmTarget, { body: '{"Name":"/none"}' });
    expect(JSON.parse(body).__type).toBe('MissingAuthenticationTokenException');
  });

  test("and the sandbox's own fault tells the client nothing of it", async () => {
    const { status, body } = await send({}, { path: '/fails' });
    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(errors.at(-1)).toMatchObject({ message: 'the secret inside' });
  });
});

test('a port that is taken is an error that says what to do', async () => {
  const port = Number(new URL(gateway.url).port);
  await expect(
    startGateway({ services: [], credentials, port, onError: () => {} }),
  ).rejects.toMatchObject({ code: 'PORT_IN_USE', resolution: expect.stringContaining('--port') });
});

/** The headers that the SDK signs a request with, taken off the wire. */
async function signedRequest(body: string): Promise<Record<string, string>> {
  let captured: Record<string, string> = {};
  const capturing = client();
  capturing.middlewareStack.add(
    (next) => async (args) => {
      captured = (args.request as { headers: Record<string, string> }).headers;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await capturing.send(new GetParameterCommand(JSON.parse(body))).catch(() => {});
  return captured;
}
