import type { ByteRange, Segment } from './blobs.js';
import { type Checksum, checksumMember, parseAlgorithm } from './checksums.js';
import { readCondition, writeCondition } from './conditions.js';
import {
  invalidArgument,
  invalidRequest,
  noSuchKey,
  noSuchVersion,
  preconditionFailed,
  xmlResponse,
} from './errors.js';
import { ENCRYPTED, keptHeaders, replacesMetadata } from './object-headers.js';
import { checkObject } from './permissions.js';
import {
  MAXIMUM_PUT_BYTES,
  type ObjectOperation,
  type ObjectRequest,
  parsePath,
  quoted,
  type S3,
  versionHeader,
} from './request.js';
import type { StoredObject } from './stored-object.js';

export const copyObject: ObjectOperation = async (s3, request) => {
  const { bucket, key, headers } = request;
  const { source, sourceVersion, isSame } = findSource(s3, request);
  const replaces = replacesMetadata(headers);
  const changesStorage = headers['x-amz-storage-class'] !== undefined;
  if (isSame && !replaces && !changesStorage && sourceVersion === undefined) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  if (source.size > MAXIMUM_PUT_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAXIMUM_PUT_BYTES}`,
    );
  }
  const own = keptHeaders(headers);
  const storageClass = headers['x-amz-storage-class'];
  const kept = replaces
    ? own
    : {
        ...source.headers,
        ...(storageClass !== undefined && { 'x-amz-storage-class': storageClass }),
      };
  const condition = writeCondition(headers);
  const asked = headers['x-amz-checksum-algorithm'];
  const algorithm =
    asked === undefined ? (source.checksum?.algorithm ?? 'CRC64NVME') : parseAlgorithm(asked);
  const whole = { start: 0, end: source.size };
  const written = await s3.blobs.write(s3.blobs.read(source.segments, whole), algorithm);
  const segments: readonly Segment[] = [{ blob: written.blob, size: written.size }];
  try {
    const checksum: Checksum = { algorithm, type: 'FULL_OBJECT', value: written.checksum };
    const object = s3.objects.put(
      bucket,
      { key, size: written.size, etag: written.md5, segments, headers: kept, checksum },
      { condition },
    );
    s3.notifications.send('ObjectCreated:Copy', request, object);
    const response = xmlResponse('CopyObjectResult', {
      ETag: quoted(object.etag),
      LastModified: new Date(object.lastModified).toISOString(),
      ChecksumType: checksum.type,
      [checksumMember(algorithm)]: checksum.value,
    });
    return {
      ...response,
      headers: {
        ...response.headers,
        ...versionHeader(bucket, object.versionId),
        ...ENCRYPTED,
        ...(sourceVersion !== undefined && { 'x-amz-copy-source-version-id': sourceVersion }),
      },
    };
  } catch (error) {
    s3.blobs.remove(segments);
    throw error;
  }
};

export type CopySource = {
  readonly source: StoredObject;
  /** The version that the request names. */
  readonly sourceVersion: string | undefined;
  /** Whether an object is copied onto itself. */
  readonly isSame: boolean;
};

/**
 * The object that `x-amz-copy-source` names: `bucket/key?versionId=…`, percent-encoded.
 *
 * @throws {AwsError} `NoSuchBucket`, `NoSuchKey`, `PreconditionFailed`, `InvalidArgument`,
 *   `AccessDenied`
 */
export function findSource(s3: S3, request: ObjectRequest): CopySource {
  const { headers, bucket, key } = request;
  const header = headers['x-amz-copy-source'] ?? '';
  const [path = '', sourceVersion] = header.split('?versionId=');
  // Many programs encode the slashes, too. A bucket's name contains none.
  const from = parsePath(`/${path.replace(/%2F/gi, '/').replace(/^\//, '')}`);
  if (from.bucket === '' || from.key === '') {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const sourceBucket = s3.buckets.find(from.bucket);
  checkObject(request, 's3:GetObject', {
    arn: sourceBucket.arn,
    key: from.key,
    isVersion: sourceVersion !== undefined,
  });
  const source = s3.objects.find(sourceBucket.name, from.key, sourceVersion);
  if (!source) throw sourceVersion === undefined ? noSuchKey(from.key) : noSuchVersion();
  if (source.isDeleteMarker) {
    if (sourceVersion === undefined) throw noSuchKey(from.key);
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  }
  const condition = readCondition(headers, source, 'x-amz-copy-source-');
  if (condition !== 'holds') {
    throw preconditionFailed(
      `x-amz-copy-source-${condition === 'not modified' ? 'If-None-Match' : condition.failed}`,
    );
  }
  return { source, sourceVersion, isSame: sourceBucket.name === bucket.name && from.key === key };
}

/**
 * The range of the source's bytes that becomes a part.
 *
 * @throws {AwsError} `InvalidArgument`
 */
export function copyRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  }
  if (Number(last) >= size) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`);
  }
  return { start: Number(first), end: Number(last) + 1 };
}
