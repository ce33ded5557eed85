import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BUCKET, startS3, type TestS3 } from '../../../testing/buckets.js';

let running: TestS3;
beforeEach(async () => {
  running = await startS3();
});
afterEach(async () => {
  await running.stop();
  expect(running.faults).toEqual([]);
});

const put = (Key: string, Body: string | Uint8Array | Readable = 'x', more = {}) =>
  running.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = (Key: string, more = {}) =>
  running.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const read = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();

describe('an object', () => {
  test('comes back as it was put, with its metadata', async () => {
    const described = {
      ContentType: 'text/plain',
      ContentDisposition: 'attachment; filename="a.txt"',
      ContentLanguage: 'de',
      CacheControl: 'max-age=60',
      Metadata: { owner: 'ada', 'with-hyphen': '1' },
    };
    const { ETag, ChecksumCRC32 } = await put('a.txt', 'hello', described);
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    expect(ChecksumCRC32).toBe('NhCmhg==');
    const answer = await get('a.txt');
    expect(answer).toMatchObject({ ...described, ETag, ContentLength: 5, ChecksumCRC32 });
    expect(await answer.Body?.transformToString()).toBe('hello');
    const head = await running.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a.txt' }));
    expect(head).toMatchObject({ ...described, ETag, ContentLength: 5 });
  });

  test('may be empty', async () => {
    await put('empty', '');
    expect(await read('empty')).toBe('');
  });

  test('that is a stream arrives in chunks, followed by its checksum', async () => {
    const bytes = Buffer.alloc(3_000_001, 'abc');
    const { ChecksumCRC32 } = await put(
      'stream',
      Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]),
      { ContentLength: bytes.length },
    );
    const answer = await get('stream');
    expect(answer.ChecksumCRC32).toBe(ChecksumCRC32);
    expect(answer.ContentEncoding).toBeUndefined();
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  });

  test('is replaced by another, and its own bytes are removed', async () => {
    await put('a', 'one');
    await put('a', 'two!');
    expect(await read('a')).toBe('two!');
    expect(readdirSync(running.folder)).toHaveLength(1);
    await running.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    await expect(get('a')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    expect(readdirSync(running.folder)).toEqual([]);
  });

  test('is readable by its owner only', async () => {
    await put('a');
    const [file = ''] = readdirSync(running.folder);
    expect(statSync(join(running.folder, file)).mode & 0o077).toBe(0);
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'has the checksum %s that it was put with',
    async (ChecksumAlgorithm) => {
      const member = `Checksum${ChecksumAlgorithm}` as const;
      const answer = await put('a', 'hello', { ChecksumAlgorithm });
      expect(answer[member]).toBeTruthy();
      expect((await get('a', { ChecksumMode: 'ENABLED' }))[member]).toBe(answer[member]);
      expect(await read('a')).toBe('hello');
    },
  );

  test.each([
    ['CRC32', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    ['CRC32C', { ChecksumCRC32C: 'AAAAAA==' }, 'BadDigest'],
    ['CRC64NVME', { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }, 'BadDigest'],
    ['SHA1', { ChecksumSHA1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }, 'BadDigest'],
    ['Content-MD5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    ['Content-MD5 of another length', { ContentMD5: 'AAAA' }, 'InvalidDigest'],
    ['CRC32 of another length', { ChecksumCRC32: 'AAAA' }, 'InvalidRequest'],
  ])('with a wrong %s leaves nothing behind', async (_, wrong, name) => {
    await put('a', 'before');
    await expect(put('a', 'hello', wrong)).rejects.toMatchObject({ name });
    expect(await read('a')).toBe('before');
    expect(readdirSync(running.folder)).toHaveLength(1);
  });
});

describe('a key', () => {
  const KEYS = [
    'with space',
    ' leading space',
    'a+b',
    'a%2Fb',
    '100%',
    'ünïcödé/日本/🙂',
    '../../../etc/passwd',
    'a/../b',
    './a',
    '/leading',
    '//',
    'a//b',
    'ends/',
    "!'()*",
    '<&>"',
    '?query#fragment',
    'a\nb',
    'null',
    '__proto__',
    'x'.repeat(1024),
  ];
  test('of any characters is kept exactly, and is never part of a path', async () => {
    for (const key of KEYS) await put(key, key);
    for (const key of KEYS) expect(await read(key)).toBe(key);
    const { Contents = [] } = await running.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents.map(({ Key }) => Key)).toEqual(
      [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    expect(readdirSync(running.folder).every((name) => /^[0-9a-f-]{36}$/.test(name))).toBe(true);
    const { Deleted = [] } = await running.s3.send(
      new DeleteObjectsCommand({
        Bucket: BUCKET,
        Delete: { Objects: KEYS.map((Key) => ({ Key })) },
      }),
    );
    expect(Deleted.map(({ Key }) => Key)).toEqual(KEYS);
    expect(readdirSync(running.folder)).toEqual([]);
  });

  test('of more than 1024 bytes is too long', async () => {
    await expect(put('ü'.repeat(513))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

describe('a range', () => {
  test.each([
    ['bytes=0-4', 'hello', 'bytes 0-4/11'],
    ['bytes=6-', 'world', 'bytes 6-10/11'],
    ['bytes=-5', 'world', 'bytes 6-10/11'],
    ['bytes=-50', 'hello world', 'bytes 0-10/11'],
    ['bytes=10-99', 'd', 'bytes 10-10/11'],
    ['bytes=0-0,2-3', 'hello world', undefined],
    ['bytes=5-2', 'hello world', undefined],
    ['lines=1-2', 'hello world', undefined],
  ])('%s is %s', async (Range, text, ContentRange) => {
    await put('a', 'hello world');
    const answer = await get('a', { Range });
    expect(answer.ContentRange).toBe(ContentRange);
    expect(answer.$metadata.httpStatusCode).toBe(ContentRange ? 206 : 200);
    expect(await answer.Body?.transformToString()).toBe(text);
  });

  test.each(['bytes=11-', 'bytes=99-100', 'bytes=-0'])(
    '%s contains no byte of it',
    async (Range) => {
      await put('a', 'hello world');
      await expect(get('a', { Range })).rejects.toMatchObject({
        name: 'InvalidRange',
        $metadata: { httpStatusCode: 416 },
      });
    },
  );
});

describe('a list', () => {
  beforeEach(async () => {
    for (const key of ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'é']) await put(key);
  });
  const list = (more = {}) =>
    running.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));
  const keys = ({ Contents = [], CommonPrefixes = [] }: Awaited<ReturnType<typeof list>>) => [
    Contents.map(({ Key }) => Key),
    CommonPrefixes.map(({ Prefix }) => Prefix),
  ];

  test.each([
    ['all', {}, ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'é'], []],
    ['a prefix', { Prefix: 'b/' }, ['b/1', 'b/2', 'b/c/3'], []],
    ['a delimiter', { Delimiter: '/' }, ['a', 'd', 'é'], ['b/']],
    ['both', { Prefix: 'b/', Delimiter: '/' }, ['b/1', 'b/2'], ['b/c/']],
    ['a start', { StartAfter: 'b/2' }, ['b/c/3', 'd', 'é'], []],
    ['a start at a common prefix', { StartAfter: 'b/', Delimiter: '/' }, ['d', 'é'], []],
    ['an encoding', { EncodingType: 'url', StartAfter: 'd' }, ['%C3%A9'], []],
    ['no keys', { MaxKeys: 0 }, [], []],
    ['a prefix that no key has', { Prefix: 'c' }, [], []],
  ] as const)('of %s', async (_, input, contents, prefixes) => {
    expect(keys(await list(input))).toEqual([contents, prefixes]);
  });

  test.each([1, 2, 3, 4, 5])('in pages of %s is the same', async (pageSize) => {
    const found: unknown[] = [];
    const pages = paginateListObjectsV2(
      { client: running.s3, pageSize },
      { Bucket: BUCKET, Delimiter: '/' },
    );
    for await (const page of pages) {
      expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
      found.push(...keys(page).flat());
    }
    expect(found.sort()).toEqual(['a', 'b/', 'd', 'é']);
  });

  test('of version 1 continues after its marker', async () => {
    const found: unknown[] = [];
    let Marker: string | undefined;
    do {
      const page = await running.s3.send(
        new ListObjectsCommand({
          Bucket: BUCKET,
          Delimiter: '/',
          MaxKeys: 1,
          ...(Marker !== undefined && { Marker }),
        }),
      );
      found.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      Marker = page.IsTruncated ? page.NextMarker : undefined;
    } while (Marker !== undefined);
    expect(found).toEqual(['a', 'b/', 'd', 'é']);
  });

  test.each([
    ['a negative number of keys', { MaxKeys: -1 }],
    ['an invalid token', { ContinuationToken: 'x' }],
  ])('with %s is refused', async (_, input) => {
    await expect(list(input)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('a bucket', () => {
  test('is listed, with its region', async () => {
    const { Buckets = [] } = await running.s3.send(new ListBucketsCommand());
    expect(Buckets).toMatchObject([{ Name: BUCKET, BucketRegion: 'eu-west-1' }]);
    const head = await running.s3.send(new HeadBucketCommand({ Bucket: BUCKET }));
    expect(head.BucketRegion).toBe('eu-west-1');
    const location = await running.s3.send(new GetBucketLocationCommand({ Bucket: BUCKET }));
    expect(location.LocationConstraint).toBe('eu-west-1');
  });

  test('that the backend does not define does not exist', async () => {
    const Bucket = 'another';
    await expect(running.s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(running.s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});
