import type { XmlValue } from '../../protocols/xml.js';
import { invalidArgument, xmlResponse } from './errors.js';
import { formEncodeKey } from './key-encoding.js';
import type { ObjectStore } from './object-store.js';
import { type BucketOperation, type BucketRequest, numberParameter, quoted } from './request.js';
import type { StoredObject } from './stored-object.js';

const MAXIMUM_KEYS = 1000;
/** Appended to a prefix, it sorts after every key that starts with the prefix. */
const LAST = '\u{10FFFF}';

export const listObjectsV2: BucketOperation = ({ objects }, request) => {
  const { query, bucket } = request;
  const { encode, encodingType, prefix, delimiter, maxKeys } = listParameters(request);
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const page = listPage(objects, bucket.name, {
    prefix,
    delimiter,
    maxKeys,
    after: token === null ? afterMarker(startAfter ?? '', prefix, delimiter) : readToken(token),
  });
  return xmlResponse('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    MaxKeys: maxKeys,
    ...encodingType,
    KeyCount: page.contents.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    ...(token !== null && { ContinuationToken: token }),
    ...(page.next !== undefined && { NextContinuationToken: writeToken(page.next) }),
    ...(startAfter !== null && { StartAfter: encode(startAfter) }),
    Contents: page.contents.map((object) => describe(object, encode)),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
};

/** Version 1, whose pages continue after a key. */
export const listObjects: BucketOperation = ({ objects }, request) => {
  const { query, bucket } = request;
  const { encode, encodingType, prefix, delimiter, maxKeys } = listParameters(request);
  const marker = query.get('marker') ?? '';
  const page = listPage(objects, bucket.name, {
    prefix,
    delimiter,
    maxKeys,
    after: afterMarker(marker, prefix, delimiter),
  });
  const next = page.next?.endsWith(LAST) ? page.next.slice(0, -LAST.length) : page.next;
  return xmlResponse('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    Marker: encode(marker),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    MaxKeys: maxKeys,
    ...encodingType,
    IsTruncated: page.next !== undefined,
    // Without a delimiter, clients continue after the last key.
    ...(next !== undefined && delimiter !== '' && { NextMarker: encode(next) }),
    Contents: page.contents.map((object) => describe(object, encode)),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
};

/** @throws {AwsError} `InvalidArgument` */
export function listParameters({ query }: BucketRequest) {
  const type = query.get('encoding-type');
  if (type !== null && type !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request');
  return {
    encode: type === 'url' ? formEncodeKey : (text: string) => text,
    encodingType: type === 'url' ? { EncodingType: 'url' } : {},
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: numberParameter(query, 'max-keys', { fallback: MAXIMUM_KEYS, maximum: MAXIMUM_KEYS }),
  };
}

function describe(
  { key, lastModified, etag, size, headers, checksum }: StoredObject,
  encode: (text: string) => string,
): XmlValue {
  return {
    Key: encode(key),
    LastModified: new Date(lastModified).toISOString(),
    ETag: quoted(etag),
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    Size: size,
    StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}

type Page = {
  readonly contents: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The next page starts after this key. Undefined on the last page. */
  readonly next: string | undefined;
};

function listPage(
  objects: ObjectStore,
  bucket: string,
  options: {
    readonly prefix: string;
    readonly delimiter: string;
    readonly maxKeys: number;
    readonly after: string;
  },
): Page {
  const { prefix, delimiter, maxKeys } = options;
  const contents: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let { after } = options;
  if (maxKeys === 0) return { contents, commonPrefixes, next: undefined };
  for (;;) {
    const count = contents.length + commonPrefixes.length;
    const object = objects.next(bucket, { prefix, after });
    if (!object?.key.startsWith(prefix)) return { contents, commonPrefixes, next: undefined };
    if (count === maxKeys) return { contents, commonPrefixes, next: after };
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      contents.push(object);
      after = object.key;
    } else {
      const common = object.key.slice(0, cut + delimiter.length);
      commonPrefixes.push(common);
      after = common + LAST;
    }
  }
}

/** If a marker is a common prefix, the page starts after all keys with that prefix. */
function afterMarker(marker: string, prefix: string, delimiter: string): string {
  if (delimiter === '' || !marker.startsWith(prefix)) return marker;
  const cut = marker.indexOf(delimiter, prefix.length);
  return cut >= 0 && cut + delimiter.length === marker.length ? marker + LAST : marker;
}

function writeToken(after: string): string {
  return Buffer.from(`1${after}`).toString('base64url');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith('1')) return text.slice(1);
  throw invalidArgument('The continuation token provided is incorrect');
}
