import { createHash } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.js';
import type { StreamRequest, StreamResponse } from '../service.js';
import type { Blobs, WrittenBlob } from './blobs.js';
import type { Bucket, Buckets } from './buckets.js';
import {
  type ChecksumAlgorithm,
  checkChecksum,
  claimedChecksum,
  claimedMd5,
  createDigest,
} from './checksums.js';
import { invalidArgument } from './errors.js';
import type { Notifications } from './notifications.js';
import type { ObjectStore } from './object-store.js';
import type { Uploads } from './uploads.js';

/** The state and the context that the operations use. */
export type S3 = {
  readonly buckets: Buckets;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
  readonly blobs: Blobs;
  readonly notifications: Notifications;
};

export type BucketRequest = StreamRequest & { readonly bucket: Bucket };

export type ObjectRequest = BucketRequest & { readonly key: string };

export type BucketOperation = (
  s3: S3,
  request: BucketRequest,
) => StreamResponse | Promise<StreamResponse>;

export type ObjectOperation = (
  s3: S3,
  request: ObjectRequest,
) => StreamResponse | Promise<StreamResponse>;

const MAXIMUM_KEY_BYTES = 1024;
/** The maximum size of one put, and of one part of an upload. */
export const MAXIMUM_PUT_BYTES = 5 * 1024 ** 3;
/** A thousand keys to delete, of one kilobyte each, plus escapes and elements. */
const MAXIMUM_XML_BYTES = 8 * 1024 * 1024;

/**
 * The bucket and the key in a path of the form `/bucket/key`.
 *
 * @throws {AwsError} `InvalidURI`, `KeyTooLongError`
 */
export function parsePath(path: string): { readonly bucket: string; readonly key: string } {
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  checkKey(key);
  return { bucket, key };
}

/** @throws {AwsError} `KeyTooLongError` */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) <= MAXIMUM_KEY_BYTES) return;
  throw new AwsError('KeyTooLongError', 'Your key is too long');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/**
 * Writes the body of a request to the disk, and verifies the checksums that the client sent. The
 * caller keeps or removes the blob.
 *
 * @param fallback The checksum to compute when the request has none.
 * @throws {AwsError} `BadDigest`, `InvalidDigest`, `InvalidRequest`, `MissingContentLength`,
 *   `EntityTooLarge`, and the errors of the body. In these cases no file is left.
 */
export async function writeBody(
  { blobs }: S3,
  { headers, body, trailers }: StreamRequest,
  fallback: ChecksumAlgorithm = 'CRC64NVME',
): Promise<WrittenBlob & { readonly algorithm: ChecksumAlgorithm; readonly isClaimed: boolean }> {
  checkLength(headers);
  const claimed = claimedChecksum(headers);
  const md5 = claimedMd5(headers);
  const algorithm = claimed?.algorithm ?? fallback;
  const blob = await blobs.write(body, algorithm);
  try {
    if (md5 && md5.toString('hex') !== blob.md5) throw badMd5();
    if (claimed) checkChecksum(claimed, blob.checksum, trailers());
  } catch (error) {
    blobs.remove([blob]);
    throw error;
  }
  return { ...blob, algorithm, isClaimed: claimed !== undefined };
}

function checkLength(headers: StreamRequest['headers']): void {
  const length = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
  if (length === undefined) {
    throw new AwsError(
      'MissingContentLength',
      'You must provide the Content-Length HTTP header.',
      411,
    );
  }
  if (!/^\d{1,15}$/.test(length)) throw invalidArgument('The length of the body is not a number.');
  if (Number(length) <= MAXIMUM_PUT_BYTES) return;
  throw new AwsError(
    'EntityTooLarge',
    'Your proposed upload exceeds the maximum allowed object size.',
  );
}

/** Reads the body of a request that contains a small document. */
export async function readDocument(request: StreamRequest): Promise<string> {
  const { headers, body, trailers } = request;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAXIMUM_XML_BYTES) {
      throw new AwsError('MaxMessageLengthExceeded', 'Your request was too large.');
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const md5 = claimedMd5(headers);
  if (md5) {
    const digest = createMd5(bytes);
    if (!digest.equals(md5)) throw badMd5();
  }
  const claimed = claimedChecksum(headers);
  if (claimed) {
    const digest = createDigest(claimed.algorithm);
    digest.update(bytes);
    const computed = Buffer.from(await digest.digest()).toString('base64');
    checkChecksum(claimed, computed, trailers());
  }
  return bytes.toString();
}

function createMd5(bytes: Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}

function badMd5(): AwsError {
  return new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

/** @throws {AwsError} `InvalidArgument` */
export function numberParameter(
  query: URLSearchParams,
  name: string,
  { fallback, maximum, minimum = 0 }: { fallback: number; maximum: number; minimum?: number },
): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < minimum || number > 2_147_483_647) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`);
  }
  return Math.min(number, maximum);
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** The header with the version of an object, in buckets with versions. */
export function versionHeader(bucket: Bucket, versionId: string): Readonly<Record<string, string>> {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
}
