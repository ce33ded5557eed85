import type { RequestTimeline } from '../../context/timeline/request-entry.js';
import { operationName } from './operations.js';

/** The names of AWS for the operations of objects, by method and subresource. */
const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  'DELETE uploadId': 'AbortMultipartUpload',
  'DELETE ': 'DeleteObject',
  'GET ': 'GetObject',
  'HEAD ': 'HeadObject',
  'POST uploadId': 'CompleteMultipartUpload',
  'POST uploads': 'CreateMultipartUpload',
  'PUT  copy': 'CopyObject',
  'PUT uploadId': 'UploadPart',
  'PUT ': 'PutObject',
};
const BUCKET_OPERATIONS: Readonly<Record<string, string>> = {
  'GET uploads': 'ListMultipartUploads',
  'GET ': 'ListObjects',
  'HEAD ': 'HeadBucket',
  'POST delete': 'DeleteObjects',
};

/** A request of S3 by its operation, with the bucket and the key. */
export const objectTimeline: RequestTimeline = {
  describe({ method, path, query, headers }) {
    const [, bucket = '', ...parts] = path.split('/');
    const key = parts.join('/');
    const names = key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
    const operation = operationName(method, query, headers);
    const name = query.has('list-type')
      ? 'ListObjectsV2'
      : bucket === ''
        ? 'ListBuckets'
        : Object.hasOwn(names, operation)
          ? names[operation]
          : operation.trim();
    return {
      ...(name !== undefined && { name }),
      detail: decoded(key ? `${bucket}/${key}` : bucket),
    };
  },
};

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
