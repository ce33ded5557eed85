import {
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listObjectVersions,
} from './bucket-operations.js';
import { copyObject } from './copy-object.js';
import { deleteObject, deleteObjects } from './delete-objects.js';
import { notImplemented } from './errors.js';
import { getObject } from './get-object.js';
import { listObjects, listObjectsV2 } from './list-objects.js';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './multipart.js';
import type { BucketOperationName, ObjectOperationName } from './permissions.js';
import { putObject } from './put-object.js';
import type { BucketOperation, ObjectOperation } from './request.js';

export type Operations = {
  readonly ofBuckets: Readonly<Record<BucketOperationName, BucketOperation>>;
  readonly ofObjects: Readonly<Record<ObjectOperationName, ObjectOperation>>;
};

/**
 * The operations by name. A name consists of the method, and of the query parameter or the header
 * that selects the operation.
 */
export function s3Operations(region: string): Operations {
  return {
    ofBuckets: {
      'GET ': listObjects,
      'GET list-type': listObjectsV2,
      'GET uploads': listMultipartUploads,
      'GET location': getBucketLocation(region),
      'GET versioning': getBucketVersioning,
      'GET versions': listObjectVersions,
      'HEAD ': headBucket(region),
      'POST delete': deleteObjects,
    },
    ofObjects: {
      'DELETE ': deleteObject,
      'DELETE uploadId': abortMultipartUpload,
      'GET ': getObject,
      'GET uploadId': listParts,
      'HEAD ': getObject,
      'POST uploadId': completeMultipartUpload,
      'POST uploads': createMultipartUpload,
      'PUT ': putObject,
      'PUT  copy': copyObject,
      'PUT uploadId': uploadPart,
      'PUT uploadId copy': uploadPartCopy,
    },
  };
}

/** The actions of the operations that a policy may allow to everybody. */
export const ANONYMOUS_ACTIONS: Readonly<Record<string, string>> = {
  'DELETE ': 's3:DeleteObject',
  'GET ': 's3:GetObject',
  'HEAD ': 's3:GetObject',
  'PUT ': 's3:PutObject',
};

/** Parts of a query that select another operation. */
const SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'list-type',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
] as const;

/** The name of a request's operation in {@link Operations}. */
export function operationName(
  method: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, string>>,
): string {
  const subresource = SUBRESOURCES.find((name) => query.has(name)) ?? '';
  const copy = headers['x-amz-copy-source'] === undefined ? '' : ' copy';
  return `${method} ${subresource}${method === 'PUT' ? copy : ''}`;
}

/** @throws {AwsError} `NotImplemented` */
export function operationOf<Operation>(
  operations: Readonly<Record<string, Operation>>,
  name: string,
  kind: 'bucket' | 'object',
): Operation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation)
    throw notImplemented(`${name.trim()} of ${kind === 'bucket' ? 'a bucket' : 'an object'}`);
  return operation;
}
