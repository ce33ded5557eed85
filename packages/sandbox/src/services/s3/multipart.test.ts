import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
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

const MB = 1024 * 1024;
const target = { Bucket: BUCKET, Key: 'big/ü b' };
const stored = () => readdirSync(running.folder).length;
const bytesOf = async (Key = target.Key, more = {}) => {
  const { Body } = await running.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

const create = async (more: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const { UploadId = '' } = await running.s3.send(
    new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'CRC32', ...more }),
  );
  return UploadId;
};
const uploadPart = async (
  UploadId: string,
  PartNumber: number,
  Body: Uint8Array | string,
  more = {},
): Promise<CompletedPart> => {
  const answer = await running.s3.send(
    new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ...more }),
  );
  const { ETag, ChecksumCRC32, ChecksumSHA256 } = answer;
  return {
    PartNumber,
    ...(ETag !== undefined && { ETag }),
    ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }),
    ...(ChecksumSHA256 !== undefined && { ChecksumSHA256 }),
  };
};
const complete = (UploadId: string, Parts: CompletedPart[], more = {}) =>
  running.s3.send(
    new CompleteMultipartUploadCommand({
      ...target,
      UploadId,
      MultipartUpload: { Parts },
      ...more,
    }),
  );

const FIRST = Buffer.alloc(5 * MB, 'first');
const SECOND = Buffer.from('second');
const md5 = (data: Uint8Array) => createHash('md5').update(data).digest();

describe('an upload in parts', () => {
  test('becomes one object, with the ETag that clients compute', async () => {
    const id = await create({ ContentType: 'text/plain', Metadata: { a: 'b' } });
    // The order of the parts does not matter.
    const second = await uploadPart(id, 7, SECOND);
    const first = await uploadPart(id, 3, FIRST);
    const { ETag, ChecksumCRC32 } = await complete(id, [first, second]);
    const etag = createHash('md5').update(Buffer.concat([md5(FIRST), md5(SECOND)]));
    expect(ETag).toBe(`"${etag.digest('hex')}-2"`);
    expect(ChecksumCRC32).toMatch(/^.{8}-2$/);
    const head = await running.s3.send(
      new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { a: 'b' },
      ContentLength: FIRST.length + SECOND.length,
      ETag,
      ChecksumCRC32,
      ChecksumType: 'COMPOSITE',
    });
    expect((await bytesOf()).equals(Buffer.concat([FIRST, SECOND]))).toBe(true);
    const Range = `bytes=${FIRST.length - 2}-${FIRST.length + 2}`;
    expect(await bytesOf(target.Key, { Range })).toEqual(
      Buffer.concat([FIRST.subarray(-2), Buffer.from('sec')]),
    );
    expect(await bytesOf(target.Key, { PartNumber: 2 })).toEqual(SECOND);
    await expect(complete(id, [first, second])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test.each([
    ['CRC32', 'FULL_OBJECT'],
    ['CRC64NVME', undefined],
    ['SHA256', undefined],
  ] as const)('has the checksum %s %s', async (ChecksumAlgorithm, ChecksumType) => {
    const id = await create({ ChecksumAlgorithm, ...(ChecksumType && { ChecksumType }) });
    const parts = [
      await uploadPart(id, 1, FIRST, { ChecksumAlgorithm }),
      await uploadPart(id, 2, SECOND, { ChecksumAlgorithm }),
    ];
    const done = await complete(id, parts);
    const member = `Checksum${ChecksumAlgorithm}` as const;
    if (ChecksumAlgorithm === 'SHA256') expect(done[member]).toMatch(/-2$/);
    else {
      const whole = await running.s3.send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: 'whole',
          Body: Buffer.concat([FIRST, SECOND]),
          ChecksumAlgorithm,
        }),
      );
      expect(done[member]).toBe(whole[member]);
    }
    expect((await bytesOf(target.Key, { ChecksumMode: 'ENABLED' })).length).toBe(5 * MB + 6);
  });

  test('without a checksum algorithm has the checksum of the whole object, whatever its parts have', async () => {
    const { UploadId = '' } = await running.s3.send(new CreateMultipartUploadCommand(target));
    const done = await complete(UploadId, [await uploadPart(UploadId, 1, 'hello')]);
    expect(done).toMatchObject({ ChecksumType: 'FULL_OBJECT' });
    const again = {
      Bucket: BUCKET,
      Key: 'again',
      Body: 'hello',
      ChecksumAlgorithm: 'CRC64NVME',
    } as const;
    const { ChecksumCRC64NVME } = await running.s3.send(new PutObjectCommand(again));
    expect(done.ChecksumCRC64NVME).toBe(ChecksumCRC64NVME);
  });

  test('of lib-storage, from a stream without a length', async () => {
    const bytes = Buffer.alloc(12 * MB + 1, 'stream');
    const pieces = Array.from({ length: 13 }, (_, index) =>
      bytes.subarray(index * MB, (index + 1) * MB),
    );
    const { ETag } = await new Upload({
      client: running.s3,
      params: { ...target, Body: Readable.from(pieces) },
    }).done();
    expect(ETag).toMatch(/-3"$/);
    expect((await bytesOf()).equals(bytes)).toBe(true);
  });

  test('lists its parts, in pages, until it is aborted', async () => {
    const id = await create();
    for (const number of [1, 2, 3]) await uploadPart(id, number, `part ${number}`);
    await uploadPart(id, 2, 'again');
    expect(stored()).toBe(3);
    const page = await running.s3.send(
      new ListPartsCommand({ ...target, UploadId: id, MaxParts: 2 }),
    );
    expect(page.Parts).toMatchObject([{ PartNumber: 1 }, { PartNumber: 2, Size: 5 }]);
    const PartNumberMarker = page.NextPartNumberMarker ?? '';
    const rest = await running.s3.send(
      new ListPartsCommand({ ...target, UploadId: id, PartNumberMarker }),
    );
    expect(rest).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3 }] });
    const list = () => running.s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect((await list()).Uploads).toMatchObject([{ Key: target.Key, UploadId: id }]);
    await running.s3.send(new AbortMultipartUploadCommand({ ...target, UploadId: id }));
    expect((await list()).Uploads).toBeUndefined();
    expect(stored()).toBe(0);
    await expect(uploadPart(id, 1, 'late')).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect(stored()).toBe(0);
  });

  test('removes the parts that are not used', async () => {
    const id = await create();
    const part = await uploadPart(id, 1, 'kept');
    await uploadPart(id, 2, 'left out');
    await complete(id, [part]);
    expect(String(await bytesOf())).toBe('kept');
    expect(stored()).toBe(1);
    await running.s3.send(new DeleteObjectCommand(target));
    expect(stored()).toBe(0);
  });

  test.each([
    ['parts out of order', (a: CompletedPart, b: CompletedPart) => [b, a], {}, 'InvalidPartOrder'],
    ['a part twice', (a: CompletedPart) => [a, a], {}, 'InvalidPartOrder'],
    [
      'a small part before the last',
      (a: CompletedPart, b: CompletedPart) => [a, b],
      {},
      'EntityTooSmall',
    ],
    [
      'a part that does not exist',
      (a: CompletedPart) => [{ ...a, PartNumber: 9 }],
      {},
      'InvalidPart',
    ],
    [
      'an ETag of another part',
      (a: CompletedPart, b: CompletedPart) => [{ ...a, ETag: b.ETag ?? '' }],
      {},
      'InvalidPart',
    ],
    [
      'a checksum of another part',
      (a: CompletedPart, b: CompletedPart) => [{ ...a, ChecksumCRC32: b.ChecksumCRC32 ?? '' }],
      {},
      'InvalidPart',
    ],
    [
      'no checksum of a part',
      ({ ChecksumCRC32: _, ...a }: CompletedPart) => [a],
      {},
      'InvalidRequest',
    ],
    ['no parts', () => [], {}, 'MalformedXML'],
    ['another size', (a: CompletedPart) => [a], { MpuObjectSize: 99 }, 'InvalidRequest'],
    ['another checksum', (a: CompletedPart) => [a], { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    [
      'an existing object with its key',
      (a: CompletedPart) => [a],
      { IfNoneMatch: '*' },
      'PreconditionFailed',
    ],
  ] as const)('with %s is refused, and stays open', async (_, choose, more, name) => {
    await running.s3.send(new PutObjectCommand({ ...target, Body: 'before' }));
    const id = await create();
    const a = await uploadPart(id, 1, 'a');
    const b = await uploadPart(id, 2, 'b');
    await expect(complete(id, choose(a, b), more)).rejects.toMatchObject({ name });
    expect(String(await bytesOf())).toBe('before');
    await complete(id, [b]);
    expect(String(await bytesOf())).toBe('b');
  });

  test.each([
    ['number 0', 0, {}, 'InvalidArgument'],
    ['number 10001', 10_001, {}, 'InvalidArgument'],
    ['another checksum than its upload', 1, { ChecksumAlgorithm: 'SHA1' }, 'InvalidRequest'],
    ['a wrong checksum', 1, { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
  ] as const)('refuses a part with %s', async (_, number, more, name) => {
    const id = await create();
    await expect(uploadPart(id, number, 'x', more)).rejects.toMatchObject({ name });
    expect(stored()).toBe(0);
  });
});

describe('a copy', () => {
  const source = { Bucket: BUCKET, Key: 'a +ü/source' };
  const CopySource = `${BUCKET}/${encodeURIComponent(source.Key)}`;
  const copy = (more: Partial<CopyObjectCommandInput> = {}) =>
    running.s3.send(new CopyObjectCommand({ ...target, CopySource, ...more }));
  const head = () => running.s3.send(new HeadObjectCommand(target));
  beforeEach(async () => {
    await running.s3.send(
      new PutObjectCommand({
        ...source,
        Body: 'hello',
        ContentType: 'text/plain',
        Metadata: { a: '1' },
      }),
    );
  });

  test('copies the metadata of its source', async () => {
    const { CopyObjectResult } = await copy();
    expect(await head()).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { a: '1' },
      ETag: CopyObjectResult?.ETag,
    });
    expect(String(await bytesOf())).toBe('hello');
  });

  test('finds its source, also with encoded slashes', async () => {
    await copy({ CopySource: encodeURIComponent(`/${BUCKET}/${source.Key}`) });
    expect(String(await bytesOf())).toBe('hello');
  });

  test('replaces the metadata on request', async () => {
    await copy({ MetadataDirective: 'REPLACE', ContentType: 'text/html', Metadata: { b: '2' } });
    expect(await head()).toMatchObject({ ContentType: 'text/html', Metadata: { b: '2' } });
  });

  test('onto itself must change something', async () => {
    await expect(copy(source)).rejects.toMatchObject({ name: 'InvalidRequest' });
    await copy({ ...source, MetadataDirective: 'REPLACE', ContentType: 'text/html' });
    expect(String(await bytesOf(source.Key))).toBe('hello');
    expect(stored()).toBe(1);
  });

  test.each([
    ['a source that does not exist', { CopySource: `${BUCKET}/none` }, 'NoSuchKey'],
    ['a bucket that does not exist', { CopySource: 'none/a' }, 'NoSuchBucket'],
    ['a source without a key', { CopySource: BUCKET }, 'InvalidArgument'],
    ['another ETag', { CopySourceIfMatch: '"x"' }, 'PreconditionFailed'],
    [
      'a source that was not changed',
      { CopySourceIfModifiedSince: new Date(Date.now() + 60_000) },
      'PreconditionFailed',
    ],
    ['an unknown directive', { MetadataDirective: 'MERGE' as 'COPY' }, 'InvalidArgument'],
  ])('of %s is refused', async (_, more, name) => {
    await expect(copy(more)).rejects.toMatchObject({ name });
    expect(stored()).toBe(1);
  });

  test('of a range is a part of an upload', async () => {
    const id = await create();
    const { CopyPartResult } = await running.s3.send(
      new UploadPartCopyCommand({
        ...target,
        UploadId: id,
        PartNumber: 1,
        CopySource,
        CopySourceRange: 'bytes=1-3',
      }),
    );
    const { ETag = '', ChecksumCRC32 = '' } = CopyPartResult ?? {};
    await complete(id, [{ PartNumber: 1, ETag, ChecksumCRC32 }]);
    expect(String(await bytesOf())).toBe('ell');
  });

  test.each(['bytes=1-', 'bytes=3-1', 'bytes=0-5', '0-1'])(
    'of the range %s is refused',
    async (CopySourceRange) => {
      const id = await create();
      const part = { ...target, UploadId: id, PartNumber: 1, CopySource, CopySourceRange };
      await expect(running.s3.send(new UploadPartCopyCommand(part))).rejects.toMatchObject({
        name: 'InvalidArgument',
      });
      expect(stored()).toBe(1);
    },
  );
});

describe('a condition', () => {
  const put = (more = {}) =>
    running.s3.send(new PutObjectCommand({ ...target, Body: 'x', ...more }));
  const get = (more = {}) => running.s3.send(new GetObjectCommand({ ...target, ...more }));

  test('lets only one of many writers create an object', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => put({ Body: `writer ${index}`, IfNoneMatch: '*' })),
    );
    const failed = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason.name] : [],
    );
    expect(failed).toEqual(Array(7).fill('PreconditionFailed'));
    expect(stored()).toBe(1);
  });

  test('lets an object be replaced and deleted only while it is unchanged', async () => {
    await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { ETag } = await put();
    await put({ Body: 'y', IfMatch: ETag });
    await expect(put({ IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const remove = new DeleteObjectCommand({
      ...target,
      ...(ETag !== undefined && { IfMatch: ETag }),
    });
    await expect(running.s3.send(remove)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(String(await bytesOf())).toBe('y');
  });

  const before = new Date(Date.now() - 60_000);
  const after = new Date(Date.now() + 60_000);
  test.each([
    ['If-Match that fails', { IfMatch: '"x"' }, 412],
    ['If-None-Match that fails', { IfNoneMatch: '"9dd4e461268c8034f5c8564e155c67a6"' }, 304],
    ['If-None-Match of anything', { IfNoneMatch: '*' }, 304],
    ['If-Modified-Since after', { IfModifiedSince: after }, 304],
    ['If-Unmodified-Since before', { IfUnmodifiedSince: before }, 412],
    ['If-None-Match before the date', { IfNoneMatch: '"x"', IfModifiedSince: after }, 200],
    [
      'If-Match before the date',
      { IfMatch: '"9dd4e461268c8034f5c8564e155c67a6"', IfUnmodifiedSince: before },
      200,
    ],
    ['If-Modified-Since before', { IfModifiedSince: before }, 200],
    ['If-Unmodified-Since after', { IfUnmodifiedSince: after }, 200],
  ])('of a read: %s', async (_, more, status) => {
    await put();
    const answer = await get(more).catch((error) => error);
    expect(answer.$metadata.httpStatusCode).toBe(status);
  });
});
