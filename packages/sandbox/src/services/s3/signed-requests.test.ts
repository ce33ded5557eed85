import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startS3, type TestS3 } from '../../../testing/buckets.js';

let running: TestS3;
beforeEach(async () => {
  running = await startS3();
});
afterEach(async () => {
  await running.stop();
  expect(running.faults).toEqual([]);
});

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

type Signed = {
  readonly headers: Record<string, string>;
  chunk(algorithm: string, parts: readonly string[]): string;
  readonly seed: string;
};

/** Signs according to AWS's documentation, independently of the service's own code. */
function sign(path: string, extra: Record<string, string>): Signed {
  const { accessKeyId, secretAccessKey } = running.client.credentials;
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/eu-west-1/s3/aws4_request`;
  const headers: Record<string, string> = {
    host: new URL(running.url).host,
    'x-amz-date': date,
    ...extra,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'PUT',
    path,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n');
  const key = ['eu-west-1', 's3', 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${secretAccessKey}`, date.slice(0, 8)),
  );
  const seed = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  return {
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${seed}`,
    },
    chunk: (algorithm, parts) =>
      hmac(key, [algorithm, date, scope, ...parts].join('\n')).toString('hex'),
    seed,
  };
}

function send(
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; code: string | undefined }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(running.url);
    const outgoing = httpRequest({ hostname, port, path, method: 'PUT', headers }, (incoming) => {
      let text = '';
      incoming.on('data', (chunk) => {
        text += chunk;
      });
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, code: /<Code>(.*)<\/Code>/.exec(text)?.[1] }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const EMPTY = sha256('');

/** A body of two signed chunks, and a signed trailer. */
function chunked(
  signed: Signed,
  change: { data?: string; signature?: string; trailer?: string; trailerSignature?: string } = {},
) {
  const chunks = ['hello ', 'world', ''];
  let previous = signed.seed;
  const lines = chunks.map((chunk, index) => {
    previous = signed.chunk('AWS4-HMAC-SHA256-PAYLOAD', [previous, EMPTY, sha256(chunk)]);
    const data = (index === 1 && change.data) || chunk;
    const signature = (index === 1 && change.signature) || previous;
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${data}${chunk === '' ? '' : '\r\n'}`;
  });
  const trailer = 'x-amz-checksum-crc32:DUoRhQ==';
  const trailerSignature =
    change.trailerSignature ??
    signed.chunk('AWS4-HMAC-SHA256-TRAILER', [previous, sha256(`${trailer}\n`)]);
  return {
    plain: `${lines.join('')}\r\n`,
    withTrailer: `${lines.join('')}${change.trailer ?? trailer}\r\nx-amz-trailer-signature:${trailerSignature}\r\n\r\n`,
  };
}

const SIGNED_CHUNKS = {
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'x-amz-decoded-content-length': '11',
};
const SIGNED_TRAILER = {
  ...SIGNED_CHUNKS,
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};
const UNSIGNED_TRAILER = {
  ...SIGNED_TRAILER,
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
};
const stored = () => readdirSync(running.folder).length;

describe('a body', () => {
  test('in signed chunks is accepted', async () => {
    const signed = sign('/files/a', SIGNED_CHUNKS);
    expect(await send('/files/a', signed.headers, chunked(signed).plain)).toMatchObject({
      status: 200,
    });
    expect(stored()).toBe(1);
  });

  test('in signed chunks with a signed trailer is accepted', async () => {
    const signed = sign('/files/a', SIGNED_TRAILER);
    expect(await send('/files/a', signed.headers, chunked(signed).withTrailer)).toMatchObject({
      status: 200,
    });
    expect(stored()).toBe(1);
  });

  test.each([
    [
      'a changed chunk',
      SIGNED_CHUNKS,
      (s: Signed) => chunked(s, { data: 'WORLD' }).plain,
      'SignatureDoesNotMatch',
    ],
    [
      'a chunk with another signature',
      SIGNED_CHUNKS,
      (s: Signed) => chunked(s, { signature: 'a'.repeat(64) }).plain,
      'SignatureDoesNotMatch',
    ],
    [
      'chunks without signatures',
      SIGNED_CHUNKS,
      () => 'b\r\nhello world\r\n0\r\n\r\n',
      'SignatureDoesNotMatch',
    ],
    [
      'no last chunk',
      SIGNED_CHUNKS,
      (s: Signed) => chunked(s).plain.slice(0, -100),
      'IncompleteBody',
    ],
    [
      'a changed trailer',
      SIGNED_TRAILER,
      (s: Signed) => chunked(s, { trailer: 'x-amz-checksum-crc32:AAAAAA==' }).withTrailer,
      'SignatureDoesNotMatch',
    ],
    [
      'a trailer with another signature',
      SIGNED_TRAILER,
      (s: Signed) => chunked(s, { trailerSignature: 'a'.repeat(64) }).withTrailer,
      'SignatureDoesNotMatch',
    ],
    ['no trailer', SIGNED_TRAILER, (s: Signed) => chunked(s).plain, 'SignatureDoesNotMatch'],
    [
      'a wrong checksum in its trailer',
      UNSIGNED_TRAILER,
      () => 'b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'BadDigest',
    ],
    [
      'a checksum that never arrives',
      UNSIGNED_TRAILER,
      () => 'b\r\nhello world\r\n0\r\n\r\n',
      'BadDigest',
    ],
    [
      'fewer bytes than announced',
      UNSIGNED_TRAILER,
      () => '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      'IncompleteBody',
    ],
    [
      'a chunk that is shorter than its head says',
      UNSIGNED_TRAILER,
      () => 'ff\r\nhello world\r\n0\r\n\r\n',
      'IncompleteBody',
    ],
    [
      'a chunk that is longer than its head says',
      UNSIGNED_TRAILER,
      () => '5\r\nhello world\r\n0\r\n\r\n',
      'IncompleteBody',
    ],
    [
      'a length that is not a number',
      UNSIGNED_TRAILER,
      () => 'xyz\r\nhello world\r\n0\r\n\r\n',
      'IncompleteBody',
    ],
    ['a head without an end', UNSIGNED_TRAILER, () => 'a'.repeat(100_000), 'IncompleteBody'],
    [
      'trailers without an end',
      UNSIGNED_TRAILER,
      () => `b\r\nhello world\r\n0\r\n${'a:b\r\n'.repeat(10_000)}`,
      'IncompleteBody',
    ],
    ['no chunks at all', UNSIGNED_TRAILER, () => '', 'IncompleteBody'],
    [
      'another digest',
      { 'x-amz-content-sha256': sha256('another') },
      () => 'hello world',
      'XAmzContentSHA256Mismatch',
    ],
    [
      'a word instead of its digest',
      { 'x-amz-content-sha256': 'UNSIGNED' },
      () => 'hello world',
      'InvalidArgument',
    ],
  ] as const)('with %s leaves nothing behind', async (_, headers, body, code) => {
    const signed = sign('/files/a', headers);
    expect((await send('/files/a', signed.headers, body(signed))).code).toBe(code);
    expect(stored()).toBe(0);
    expect(
      (
        await send(
          '/files/b',
          sign('/files/b', { 'x-amz-content-sha256': sha256('x') }).headers,
          'x',
        )
      ).status,
    ).toBe(200);
  });

  test('that ends too early leaves no files', async () => {
    const { headers } = sign('/files/a', {
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'content-length': '1000000',
    });
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`PUT /files/a HTTP/1.1\r\n${lines.join('')}\r\n${'x'.repeat(200_000)}`);
    await vi.waitFor(() => expect(stored()).toBe(1), 20_000);
    socket.destroy();
    await once(socket, 'close');
    await vi.waitFor(() => expect(stored()).toBe(0), 20_000);
  });

  test('without a length is refused', async () => {
    const { headers } = sign('/files/a', {
      'x-amz-content-sha256': sha256('x'),
      'transfer-encoding': 'chunked',
    });
    expect((await send('/files/a', headers, 'x')).code).toBe('MissingContentLength');
  });
});

describe('a request is refused', () => {
  test.each([
    [
      'that is not signed',
      (headers: Record<string, string>) => ({ host: headers.host ?? '' }),
      'AccessDenied',
    ],
    [
      'whose signature belongs to another path',
      () => sign('/files/b', { 'x-amz-content-sha256': sha256('x') }).headers,
      'SignatureDoesNotMatch',
    ],
    [
      'with a header that was changed',
      (headers: Record<string, string>) => ({ ...headers, 'x-amz-content-sha256': sha256('y') }),
      'SignatureDoesNotMatch',
    ],
    [
      'of an unknown key',
      (headers: Record<string, string>) => ({
        ...headers,
        authorization:
          headers.authorization?.replace(/Credential=\w+/, 'Credential=AKIAIOSFODNN7EXAMPLE') ?? '',
      }),
      'InvalidAccessKeyId',
    ],
    [
      'signed an hour ago',
      (headers: Record<string, string>) => ({
        ...headers,
        'x-amz-date': new Date(Date.now() - 3_600_000).toISOString().replace(/[-:]|\.\d+/g, ''),
        authorization:
          headers.authorization?.replace(
            /\/\d{8}\//,
            `/${new Date(Date.now() - 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')}/`,
          ) ?? '',
      }),
      'RequestTimeTooSkewed',
    ],
    [
      'without the digest of its body',
      ({ 'x-amz-content-sha256': _, ...headers }: Record<string, string>) => headers,
      'InvalidRequest',
    ],
    [
      'with half a signature',
      (headers: Record<string, string>) => ({
        ...headers,
        authorization: 'AWS4-HMAC-SHA256 Credential=a',
      }),
      'AuthorizationHeaderMalformed',
    ],
  ] as const)('%s', async (_, change, code) => {
    const { headers } = sign('/files/a', { 'x-amz-content-sha256': sha256('x') });
    expect((await send('/files/a', change(headers), 'x')).code).toBe(code);
    expect(stored()).toBe(0);
  });
});

describe('a header that was not signed', () => {
  const UNSIGNED = [
    ['x-amz-copy-source', '/files/secret'],
    ['x-amz-tagging', 'a=b'],
    ['x-amz-acl', 'public-read'],
    ['x-amz-meta-role', 'admin'],
    ['x-amz-storage-class', 'GLACIER'],
    ['x-amz-website-redirect-location', 'https://evil.example'],
    ['x-amz-security-token', 'a'],
    ['x-amz-of-the-future', 'a'],
  ] as const;

  beforeEach(async () => {
    await running.s3.send(
      new PutObjectCommand({ Bucket: 'files', Key: 'secret', Body: 'the secret' }),
    );
  });

  /** The objects of the bucket. */
  const keys = async () => {
    const { Contents } = await running.s3.send(new ListObjectsV2Command({ Bucket: 'files' }));
    return Contents?.map(({ Key }) => Key);
  };

  test.each(UNSIGNED)('has no effect on a presigned URL: %s', async (name, value) => {
    const url = await getSignedUrl(
      running.s3,
      new PutObjectCommand({ Bucket: 'files', Key: 'mine' }),
    );
    const answer = await fetch(url, { method: 'PUT', headers: { [name]: value } });
    expect(answer.status).toBe(403);
    const body = await answer.text();
    expect(body).toContain('<Code>AccessDenied</Code>');
    expect(body).toContain('There were headers present in the request which were not signed');
    expect(body).toContain(`<HeadersNotSigned>${name}</HeadersNotSigned>`);
    expect(await keys()).toEqual(['secret']);
    expect((await fetch(url, { method: 'PUT', body: 'mine' })).status).toBe(200);
  });

  test.each(UNSIGNED)('has no effect on a signed request: %s', async (name, value) => {
    const { headers } = sign('/files/mine', { 'x-amz-content-sha256': sha256('x') });
    const { status, code } = await send('/files/mine', { ...headers, [name]: value }, 'x');
    expect(status).toBe(403);
    // A token that is not the caller's is checked first.
    expect(code).toBe(name === 'x-amz-security-token' ? 'InvalidAccessKeyId' : 'AccessDenied');
    expect(await keys()).toEqual(['secret']);
  });

  test('is ignored when it is not one of AWS', async () => {
    const { headers } = sign('/files/mine', { 'x-amz-content-sha256': sha256('x') });
    const answer = await send('/files/mine', { ...headers, 'content-type': 'text/plain' }, 'x');
    expect(answer.status).toBe(200);
  });
});

test.each([
  [
    'region',
    '/eu-west-1/',
    '/us-east-1/',
    "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
  ],
  ['terminator', '/aws4_request', '/aws4', 'incorrect terminal'],
  ['day', /\/\d{8}\//, '/20200101/', 'Invalid credential date'],
] as const)('a presigned URL of another %s is refused', async (_, part, other, words) => {
  const url = new URL(
    await getSignedUrl(running.s3, new PutObjectCommand({ Bucket: 'files', Key: 'mine' })),
  );
  const credential = url.searchParams.get('X-Amz-Credential') ?? '';
  url.searchParams.set('X-Amz-Credential', credential.replace(part, other));
  const answer = await fetch(url, { method: 'PUT', body: 'mine' });
  expect(answer.status).toBe(400);
  const body = await answer.text();
  expect(body).toContain('<Code>AuthorizationQueryParametersError</Code>');
  expect(body).toContain('Error parsing the X-Amz-Credential parameter; ');
  expect(body.replaceAll('&#39;', "'")).toContain(words);
  if (_ === 'region') expect(body).toContain('<Region>eu-west-1</Region>');
});
