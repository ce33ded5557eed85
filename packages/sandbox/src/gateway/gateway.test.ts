import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttp2Handler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../context/service-context.js';
import { createCredentialStore } from '../iam/credentials.js';
import type { Denial } from '../iam/denial.js';
import type { AnyService, Service, StreamService } from '../services/service.js';
import { ssm } from '../services/ssm/index.js';
import { openSecrets } from '../store/secrets.js';
import { type Gateway, startGateway } from './gateway.js';

const credentials = createCredentialStore(Buffer.alloc(32, 7));
const errors: unknown[] = [];
/** How far the sandbox's clock is ahead of the machine's. */
let aheadMs = 0;
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
    now: () => Date.now() + aheadMs,
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

/** Sends a request with any headers, including `Host`, which `fetch` does not let one set. */
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

describe('a request over HTTP/2', () => {
  const overHttp2 = () => client({ requestHandler: new NodeHttp2Handler() });

  test('is answered on the same port as one over HTTP/1.1, by its signature', async () => {
    const http2 = overHttp2();
    await http2.send(new PutParameterCommand({ Name: '/http2', Value: 'two', Type: 'String' }));
    const [one, two] = await Promise.all(
      [client(), http2].map((each) => each.send(new GetParameterCommand({ Name: '/http2' }))),
    );
    expect([one?.Parameter?.Value, two?.Parameter?.Value]).toEqual(['two', 'two']);
    http2.destroy();
  });

  test('that fails is answered with the error', async () => {
    const http2 = overHttp2();
    await expect(http2.send(new GetParameterCommand({ Name: '/none' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    http2.destroy();
  });

  test.each([
    ['another host', { ':authority': 'evil.example' }],
    ['a page of another site', { origin: 'https://evil.example' }],
  ])('of %s is refused', async (_, headers) => {
    const session = connectHttp2(gateway.url);
    const stream = session.request({ ':method': 'POST', ':path': '/', ...headers });
    stream.end('{}');
    const [answer] = await once(stream, 'response');
    expect(answer).toMatchObject({ ':status': 403 });
    stream.resume();
    session.destroy();
  });

  test.each([
    ['its first bytes come one by one', ['P', 'R', 'I * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
    ['they come at once', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
  ])('is detected when %s', async (_, pieces) => {
    const { port, hostname } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    for (const piece of pieces) {
      socket.write(piece);
      await delay(20);
    }
    // An empty SETTINGS frame, which the server answers with its own.
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [frame]: Buffer[] = await once(socket, 'data');
    expect(frame?.[3]).toBe(4);
    socket.destroy();
  });

  test.each([
    ['PUT', ['P', 'UT / HTTP/1.1\r\n']],
    ['PROPFIND', ['PR', 'OPFIND / HTTP/1.1\r\n']],
  ])('is not detected for the method %s', async (_, pieces) => {
    const { port, hostname } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    for (const piece of [...pieces, 'Host: 127.0.0.1\r\nContent-Length: 0\r\n\r\n']) {
      socket.write(piece);
      await delay(20);
    }
    const [answer]: Buffer[] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 4/);
    socket.destroy();
  });
});

test('stops although connections are open that never sent anything', async () => {
  const idle = await startGateway({ services: [], credentials, port: 0, onError() {} });
  const sockets = [1, 2].map(() => connect(Number(new URL(idle.url).port), '127.0.0.1'));
  for (const socket of sockets) socket.on('error', () => {});
  const session = connectHttp2(idle.url);
  session.on('error', () => {});
  await Promise.all([
    ...sockets.map((socket) => once(socket, 'connect')),
    once(session, 'connect'),
  ]);
  await idle.stop();
  await vi.waitFor(() => expect(sockets.every(({ destroyed }) => destroyed)).toBe(true), 20_000);
});

describe('a request of an AWS SDK client', () => {
  test('is answered when its signature holds', async () => {
    const name = '/a/path/with.odd-characters_more';
    await client().send(
      new PutParameterCommand({ Name: name, Value: 'ü ?odd=characters&more', Type: 'String' }),
    );
    const { Parameter } = await client().send(new GetParameterCommand({ Name: name }));
    expect(Parameter).toMatchObject({ Name: name, Value: 'ü ?odd=characters&more', Version: 1 });
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

  test("of a role is refused after its credentials expire by the sandbox's clock", async () => {
    const role = credentials.forRole('arn:aws:iam::123456789012:role/worker', 'f', {
      expiresAt: Date.now() + 60_000,
    });
    const ask = () =>
      client({ credentials: role }).send(new GetParameterCommand({ Name: '/none' }));
    await expect(ask()).rejects.toMatchObject({ name: 'ParameterNotFound' });
    try {
      aheadMs = 120_000;
      await expect(ask()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    } finally {
      aheadMs = 0;
    }
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
    [
      'a script in a page of another site',
      { 'sec-fetch-site': 'cross-site', referer: 'https://evil.example/' },
    ],
    [
      'a script in a page of a site that begins like this machine',
      { 'sec-fetch-site': 'cross-site', referer: 'http://localhost.evil.example/' },
    ],
    [
      'a page of another site with the referrer of one of this machine',
      { origin: 'https://evil.example', referer: 'http://localhost:5173/' },
    ],
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

  test('may load a script', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', referer: 'http://localhost:5173/' };
    const { body } = await send({ 'x-amz-target': 'AmazonSSM.GetParameter', ...headers });
    expect(body).not.toContain('pages of this machine');
  });
});

describe('an invalid or unsupported request gets a clear error', () => {
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
      'The sandbox does not support PutLogEvents of Logs_20140328.',
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

  test('and the client sees no details of an internal error', async () => {
    const { status, body } = await send({}, { path: '/fails' });
    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(errors.at(-1)).toMatchObject({ message: 'the secret inside' });
  });
});

describe('what clients do on the wire', () => {
  /** Sends bytes on a separate connection, and returns everything received when it closes. */
  function exchange(bytes: string, { closeAfterMs }: { closeAfterMs?: number } = {}) {
    return new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => {
        socket.write(bytes);
        if (closeAfterMs !== undefined) setTimeout(() => socket.resetAndDestroy(), closeAfterMs);
      });
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
  }
  const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
  const plain = ['Host: 127.0.0.1', 'Connection: close'];
  const common = [...plain, 'X-Amz-Target: AmazonSSM.GetParameter'];

  test.each([
    ['a whole URL for a target', [`GET http://127.0.0.1/fails?a=b HTTP/1.1`, ...plain], '', '500'],
    ['a whole URL without a path', [`POST http://127.0.0.1 HTTP/1.1`, ...common], '', '403'],
    [
      'a body in chunks',
      ['POST / HTTP/1.1', ...common, 'Transfer-Encoding: chunked'],
      '1\r\n{\r\n1\r\n}\r\n0\r\n\r\n',
      '403',
    ],
    [
      'a body that waits for 100 Continue',
      ['POST / HTTP/1.1', ...common, 'Expect: 100-continue', 'Content-Length: 2'],
      '{}',
      '100',
    ],
    ['HEAD', ['HEAD /fails HTTP/1.1', ...plain], '', '500'],
    [
      'an upgrade that is not supported',
      ['GET / HTTP/1.1', ...plain.slice(0, 1), 'Connection: Upgrade, close', 'Upgrade: websocket'],
      '',
      '404',
    ],
    ['headers over 16 kB', ['GET / HTTP/1.1', ...common, `A: ${'a'.repeat(20_000)}`], '', '431'],
    ['no HTTP', ['\u0016\u0003\u0001'], '', '400'],
    ['no Host', ['GET / HTTP/1.0'], '', '403'],
  ])('%s is answered', async (_, lines, body, status) => {
    expect(await exchange(head(lines) + body)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test('a client that disconnects in the middle of its body causes no internal error', async () => {
    const before = errors.length;
    await exchange(`${head(['POST / HTTP/1.1', ...common, 'Content-Length: 100'])}{"Name":`, {
      closeAfterMs: 50,
    });
    await delay(100);
    expect(errors.slice(before)).toEqual([]);
    expect((await send({ 'x-amz-target': 'AmazonSSM.GetParameter' })).status).toBe(403);
  });

  test('stopping disconnects waiting clients without an internal error', async () => {
    const faults: unknown[] = [];
    let fail = () => {};
    const stuck = {
      maxBodyBytes: 10,
      matches: () => true,
      deploy: () => {},
      handle: () =>
        new Promise<never>((_, reject) => {
          fail = () => reject(new Error('the database is closed'));
        }),
    };
    const other = await startGateway({
      services: [stuck],
      credentials,
      port: 0,
      onError: (error) => faults.push(error),
    });
    const waiting = fetch(other.url);
    waiting.catch(() => {});
    await delay(100);
    await other.stop();
    fail();
    await expect(waiting).rejects.toThrow('fetch failed');
    expect(faults).toEqual([]);
  });
});

test('a port that is taken is an error that says what to do', async () => {
  const port = Number(new URL(gateway.url).port);
  await expect(
    startGateway({ services: [], credentials, port, onError: () => {} }),
  ).rejects.toMatchObject({ code: 'PORT_IN_USE', resolution: expect.stringContaining('--port') });
});

/** The headers with which the SDK signs a request, as received by a server. */
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

describe('a request that the policies of a role do not allow', () => {
  const permission = { action: 'ssm:Erase', resources: ['arn:aws:ssm:us-east-1:1:parameter/a'] };
  const refuses = { refusal: () => 'It is not allowed.', warnings: [], deploy: () => {} };
  const running = { signingName: 'ssm', matches: () => true, deploy: () => {} };
  const waits = (status: number): StreamService => ({
    ...running,
    async handleStream({ body, refusal }) {
      for await (const _ of body);
      return { status, body: refusal(permission) ?? '' };
    },
  });
  const needs: Service = {
    ...running,
    maxBodyBytes: 1000,
    permissions: () => [permission],
    handle: async () => ({ status: 200, body: 'done' }),
  };

  test.each<[string, AnyService, number]>([
    ['of a service', needs, 1],
    ['of a service that streams', waits(403), 1],
    ['of a streaming service that only checks the permission', waits(404), 0],
  ])('%s is reported with its caller and permission', async (_, service, times) => {
    const denials: Denial[] = [];
    const refusing = await startGateway({
      services: [service],
      credentials,
      access: refuses,
      port: 0,
      onDenied: (denial) => denials.push(denial),
      onError: (error) => errors.push(error),
    });
    try {
      const role = credentials.forRole('arn:aws:iam::123456789012:role/worker', 'my-function');
      await client({ endpoint: refusing.url, credentials: role })
        .send(new GetParameterCommand({ Name: '/a' }))
        .catch(() => {});
      const denial = {
        caller: { type: 'role', arn: expect.stringMatching(/worker\/my-function$/) },
        permission,
        message: 'It is not allowed.',
      };
      expect(denials).toMatchObject(Array.from({ length: times }, () => denial));
    } finally {
      await refusing.stop();
    }
  });
});

describe('a connection that a function meant for a host of AWS', () => {
  const S3 = 's3.eu-west-1.amazonaws.com';
  const get = (host: string, more = '') =>
    `GET /x HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`;
  /**
   * The status and the message of the response to the parts, which are sent one after the other.
   */
  const exchange = async (...parts: readonly string[]) => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    for (const part of parts) {
      socket.write(part);
      await delay(20);
    }
    await closed;
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? [];
    const [, message] = /"message":"([^"]*)"/.exec(answer) ?? [];
    return { status, message };
  };

  test.each([
    ['at once', [`\0app-fn\n${get(S3)}`]],
    ['in parts', ['\0app', '-fn\n', get(S3).slice(0, 9), get(S3).slice(9)]],
  ])('is answered for that host: its marker comes %s', async (_, parts) => {
    expect(await exchange(...parts)).toEqual({
      status: '404',
      message: `The sandbox does not support GET /x of s3. The function app-fn tried to send the request to ${S3}. Nothing was sent to AWS.`,
    });
  });

  test.each<[string, string]>([
    ['without the marker', get(S3)],
    ['for a host that only looks like it', `\0app-fn\n${get('s3.amazonaws.com.example.com')}`],
    ['for another host', `\0app-fn\n${get('example.com')}`],
    ['from a page', `\0app-fn\n${get(S3, 'Origin: https://example.com\r\n')}`],
  ])('is refused %s', async (_, sent) => {
    expect(await exchange(sent)).toMatchObject({ status: '403' });
  });

  test('is closed when its marker does not end', async () => {
    expect(await exchange(`\0${'a'.repeat(2000)}`)).toEqual({});
  });
});

describe('a request before the first deployment', () => {
  const stage = async () => {
    const deployed = Promise.withResolvers<void>();
    const handled = vi.fn(async () => ({ status: 200, body: 'deployed' }));
    const starting = await startGateway({
      services: [{ maxBodyBytes: 10, matches: () => true, deploy: () => {}, handle: handled }],
      credentials,
      port: 0,
      ready: deployed.promise,
      onError: (error) => errors.push(error),
    });
    return { ...deployed, handled, starting };
  };

  test('waits for it, so that nothing seems not to exist', async () => {
    const { starting, handled, resolve } = await stage();
    try {
      const answer = fetch(starting.url);
      await delay(50);
      expect(handled).not.toHaveBeenCalled();
      resolve();
      expect(await (await answer).text()).toBe('deployed');
    } finally {
      await starting.stop();
    }
  });

  test('ends with the sandbox if the deployment fails', async () => {
    const { starting, handled } = await stage();
    const answer = fetch(starting.url).catch((error: Error) => error.message);
    await delay(50);
    await starting.stop();
    expect(await answer).toBe('fetch failed');
    expect(handled).not.toHaveBeenCalled();
  });
});
