import { AwsError } from '../../protocols/aws-error.js';
import type { ByteRange } from './blobs.js';
import { readCondition } from './conditions.js';
import {
  accessDenied,
  invalidArgument,
  invalidRequest,
  noSuchKey,
  noSuchVersion,
  preconditionFailed,
} from './errors.js';
import { checksumHeaders, ENCRYPTED } from './object-headers.js';
import { mayList } from './permissions.js';
import {
  numberParameter,
  type ObjectOperation,
  type ObjectRequest,
  quoted,
  type S3,
  versionHeader,
} from './request.js';
import type { StoredObject } from './stored-object.js';

/** GetObject and HeadObject. HeadObject returns the same response without the body. */
export const getObject: ObjectOperation = (s3, request) => {
  const { bucket, headers, method } = request;
  const object = findObject(s3, request);
  const overrides = responseOverrides(request);
  const common = {
    etag: quoted(object.etag),
    'last-modified': new Date(object.lastModified).toUTCString(),
    ...versionHeader(bucket, object.versionId),
  };
  const condition = readCondition(headers, object);
  if (condition === 'not modified') {
    const { 'cache-control': cacheControl } = object.headers;
    return {
      status: 304,
      headers: { ...common, ...(cacheControl !== undefined && { 'cache-control': cacheControl }) },
      body: '',
    };
  }
  if (condition !== 'holds') throw preconditionFailed(condition.failed);

  const part = partRange(request, object);
  const range = part ?? parseRange(headers.range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size };
  // The checksum of the whole object does not apply to a part of it.
  const asksChecksum = headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      ...object.headers,
      ...common,
      ...overrides,
      ...ENCRYPTED,
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${object.size}` }),
      ...(part && { 'x-amz-mp-parts-count': String(object.segments.length) }),
      ...(asksChecksum && checksumHeaders(object.checksum)),
    },
    body: method === 'HEAD' ? '' : s3.blobs.read(object.segments, { start, end }),
  };
};

/** @throws {AwsError} `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker. */
export function findObject({ objects }: S3, request: ObjectRequest): StoredObject {
  const { bucket, key, query } = request;
  const versionId = query.get('versionId') ?? undefined;
  const object = objects.find(bucket.name, key, versionId);
  if (object && !object.isDeleteMarker) return object;
  if (!mayList(request)) throw accessDenied();
  if (versionId === undefined) throw noSuchKey(key);
  if (!object) throw noSuchVersion();
  throw new AwsError(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    405,
  );
}

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

function responseOverrides({ query, caller }: ObjectRequest): Readonly<Record<string, string>> {
  const given = OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  if (given.length > 0 && caller.type === 'anonymous') {
    throw invalidRequest(
      'Request specific response headers cannot be used for anonymous GET requests.',
    );
  }
  for (const [name, value] of given) {
    // Node.js cannot send such a header. A signed URL must not cause an internal error.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw invalidArgument(`The value of response-${name} is not a valid header value.`);
    }
  }
  return Object.fromEntries(given);
}

function partRange(
  { query, headers }: ObjectRequest,
  { segments }: StoredObject,
): ByteRange | undefined {
  if (!query.has('partNumber')) return undefined;
  if (headers.range !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  }
  const options = { fallback: 1, minimum: 1, maximum: 10_001 };
  const part = segments[numberParameter(query, 'partNumber', options) - 1];
  if (!part) {
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416);
  }
  const before = segments.slice(0, segments.indexOf(part));
  const start = before.reduce((sum, { size }) => sum + size, 0);
  // An empty part has no range of bytes.
  return part.size === 0 ? undefined : { start, end: start + part.size };
}

/**
 * One range of bytes. For several ranges, or an invalid one, S3 returns the whole object.
 *
 * @throws {AwsError} `InvalidRange` when the range contains no byte of the object.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    if (length === 0) throw invalidRange(header, size);
    return { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw invalidRange(header, size);
  return { start, end };
}

function invalidRange(header: string | undefined, size: number): AwsError {
  return new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: header,
    ActualObjectSize: size,
  });
}
