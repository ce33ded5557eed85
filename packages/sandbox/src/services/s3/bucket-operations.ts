import { notImplemented, xmlResponse } from './errors.js';
import { listParameters } from './list-objects.js';
import { type BucketOperation, quoted } from './request.js';

export const headBucket =
  (region: string): BucketOperation =>
  () => ({
    status: 200,
    headers: { 'x-amz-bucket-region': region, 'content-type': 'application/xml' },
    body: '',
  });

/** As in AWS, the location of `us-east-1` is empty. */
export const getBucketLocation =
  (region: string): BucketOperation =>
  () =>
    xmlResponse('LocationConstraint', region === 'us-east-1' ? '' : region);

export const getBucketVersioning: BucketOperation = (_, { bucket }) =>
  xmlResponse('VersioningConfiguration', { Status: bucket.versioning });

export const listObjectVersions: BucketOperation = ({ objects }, request) => {
  const { bucket, query } = request;
  const { encode, encodingType, prefix, delimiter, maxKeys } = listParameters(request);
  if (delimiter !== '') throw notImplemented('ListObjectVersions with a delimiter');
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker');
  const all = [...objects.listVersions(bucket.name, prefix)];
  const marked = all.findIndex(
    ({ key, versionId }) => key === keyMarker && versionId === versionMarker,
  );
  const lastOfKey = all.findLastIndex(({ key }) => key <= keyMarker);
  const start = (marked >= 0 ? marked : lastOfKey) + 1;
  const page = all.slice(start, start + maxKeys);
  const last = page.at(-1);
  const isTruncated = last !== undefined && start + maxKeys < all.length;
  const describe = (each: (typeof page)[number]) => ({
    Key: encode(each.key),
    VersionId: each.versionId,
    IsLatest: each.isLatest,
    LastModified: new Date(each.lastModified).toISOString(),
  });
  return xmlResponse('ListVersionsResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker ?? '',
    MaxKeys: maxKeys,
    ...encodingType,
    IsTruncated: isTruncated,
    ...(isTruncated && { NextKeyMarker: encode(last.key), NextVersionIdMarker: last.versionId }),
    Version: page
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .map((each) => ({
        ...describe(each),
        ETag: quoted(each.etag),
        Size: each.size,
        StorageClass: each.headers['x-amz-storage-class'] ?? 'STANDARD',
      })),
    DeleteMarker: page.filter(({ isDeleteMarker }) => isDeleteMarker).map(describe),
  });
};
