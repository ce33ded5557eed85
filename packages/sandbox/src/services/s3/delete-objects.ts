import { AwsError } from '../../protocols/aws-error.js';
import { UNCONDITIONAL, type WriteCondition, writeCondition } from './conditions.js';
import { malformedXml, xmlResponse } from './errors.js';
import type { Cause } from './notifications.js';
import { checkObject } from './permissions.js';
import {
  type BucketOperation,
  type BucketRequest,
  checkKey,
  type ObjectOperation,
  readDocument,
  type S3,
} from './request.js';
import type { StoredObject } from './stored-object.js';
import { parseXml } from './xml-document.js';

const MAXIMUM_KEYS = 1000;

export const deleteObject: ObjectOperation = (s3, request) => {
  const { bucket, key, query, headers } = request;
  const versionId = query.get('versionId') ?? undefined;
  const { ifMatch } = writeCondition(headers);
  const removed = removeObject(s3, request, key, versionId, { ...UNCONDITIONAL, ifMatch });
  return {
    status: 204,
    headers: {
      ...(bucket.versioning !== undefined && removed && { 'x-amz-version-id': removed.versionId }),
      ...(removed?.isDeleteMarker && { 'x-amz-delete-marker': 'true' }),
    },
    body: '',
  };
};

export const deleteObjects: BucketOperation = async (s3, request) => {
  const root = parseXml(await readDocument(request), 'Delete');
  const isQuiet = root.text('Quiet') === 'true';
  const objects = root.elements('Object');
  if (objects.length === 0 || objects.length > MAXIMUM_KEYS) throw malformedXml();
  const entries = objects.map((object) => {
    const key = object.text('Key');
    if (key === undefined || key === '') throw malformedXml();
    return { key, versionId: object.text('VersionId'), ifMatch: object.text('ETag') };
  });
  const results = entries.map(({ key, versionId, ifMatch }) => {
    try {
      checkKey(key);
      checkObject(request, 's3:DeleteObject', {
        arn: request.bucket.arn,
        key,
        isVersion: versionId !== undefined,
      });
      const removed = removeObject(s3, request, key, versionId, { ...UNCONDITIONAL, ifMatch });
      return { deleted: describe(key, versionId, request, removed) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return {
        failed: { Key: key, VersionId: versionId, Code: error.name, Message: error.message },
      };
    }
  });
  return xmlResponse('DeleteResult', {
    ...(!isQuiet && { Deleted: results.flatMap(({ deleted }) => deleted ?? []) }),
    Error: results.flatMap(({ failed }) => failed ?? []),
  });
};

function describe(
  key: string,
  versionId: string | undefined,
  { bucket }: BucketRequest,
  removed: StoredObject | undefined,
) {
  return {
    Key: key,
    VersionId: versionId,
    ...(bucket.versioning !== undefined &&
      removed?.isDeleteMarker && {
        DeleteMarker: true,
        DeleteMarkerVersionId: removed.versionId,
      }),
  };
}

/** Deletes an object and sends its event. */
export function removeObject(
  s3: S3,
  request: Cause,
  key: string,
  versionId: string | undefined,
  condition: WriteCondition,
): StoredObject | undefined {
  const removed = s3.objects.remove(request.bucket, key, { versionId, condition });
  if (removed) {
    const isMarker = removed.isDeleteMarker && versionId === undefined;
    const event = isMarker ? 'ObjectRemoved:DeleteMarkerCreated' : 'ObjectRemoved:Delete';
    s3.notifications.send(event, request, removed);
  }
  return removed;
}
