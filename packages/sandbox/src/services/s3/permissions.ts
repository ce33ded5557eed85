import type { Permission } from '../../iam/policy.js';
import { accessDenied } from './errors.js';
import type { BucketRequest } from './request.js';

/**
 * The actions of the operations on buckets, by operation name. `POST delete` needs one for each
 * key.
 */
const BUCKET_ACTIONS = {
  'GET ': 's3:ListBucket',
  'GET list-type': 's3:ListBucket',
  'GET location': 's3:GetBucketLocation',
  'GET uploads': 's3:ListBucketMultipartUploads',
  'GET versioning': 's3:GetBucketVersioning',
  'GET versions': 's3:ListBucketVersions',
  'HEAD ': 's3:ListBucket',
  // One for each key. The operation itself checks them.
  'POST delete': undefined,
};

/**
 * The actions of the operations on objects, by operation name. A copy also needs to read its
 * source.
 */
const OBJECT_ACTIONS = {
  'DELETE ': 's3:DeleteObject',
  'DELETE uploadId': 's3:AbortMultipartUpload',
  'GET ': 's3:GetObject',
  'GET uploadId': 's3:ListMultipartUploadParts',
  'HEAD ': 's3:GetObject',
  'POST uploadId': 's3:PutObject',
  'POST uploads': 's3:PutObject',
  'PUT ': 's3:PutObject',
  'PUT  copy': 's3:PutObject',
  'PUT uploadId': 's3:PutObject',
  'PUT uploadId copy': 's3:PutObject',
};

export type BucketOperationName = keyof typeof BUCKET_ACTIONS;
export type ObjectOperationName = keyof typeof OBJECT_ACTIONS;

const ACTIONS: ReadonlyMap<string, string | undefined> = new Map([
  ...Object.entries(BUCKET_ACTIONS).map(([name, action]) => [`bucket ${name}`, action] as const),
  ...Object.entries(OBJECT_ACTIONS).map(([name, action]) => [`object ${name}`, action] as const),
]);

/** Actions that have another name for a version. */
const VERSIONED = new Set(['s3:DeleteObject', 's3:GetObject']);

/**
 * @param name The operation's name.
 * @throws {AwsError} `AccessDenied` when the caller's role does not allow it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function checkPermission(request: BucketRequest, name: string, key: string): void {
  const { bucket, query } = request;
  const action = ACTIONS.get(`${key === '' ? 'bucket' : 'object'} ${name}`);
  // An operation without an entry is not supported.
  if (action === undefined) return;
  if (key !== '') {
    checkObject(request, action, { arn: bucket.arn, key, isVersion: query.has('versionId') });
    return;
  }
  check(request, {
    action,
    resources: [bucket.arn],
    context: {
      's3:prefix': query.get('prefix') ?? undefined,
      's3:delimiter': query.get('delimiter') ?? undefined,
      's3:max-keys': query.get('max-keys') ?? undefined,
    },
  });
}

type ObjectName = { readonly arn: string; readonly key: string; readonly isVersion: boolean };

/**
 * @param object The object's key, and the ARN of its bucket.
 * @throws {AwsError} `AccessDenied`
 */
export function checkObject(
  request: BucketRequest,
  action: string,
  { arn, key, isVersion }: ObjectName,
): void {
  const ofVersion = isVersion && VERSIONED.has(action) ? 'Version' : '';
  check(request, { action: action + ofVersion, resources: [`${arn}/${key}`] });
}

/** A caller who may not list a bucket must not learn which keys exist. */
export function mayList({ bucket, caller, refusal }: BucketRequest): boolean {
  if (caller.type === 'anonymous') return bucket.anonymous('s3:ListBucket', bucket.arn);
  const permission = { action: 's3:ListBucket', resources: [bucket.arn] };
  return refusal({ ...permission, context: { 's3:prefix': undefined } }) === undefined;
}

function check({ refusal }: BucketRequest, permission: Permission): void {
  const refused = refusal(permission);
  if (refused !== undefined) throw accessDenied(refused);
}
