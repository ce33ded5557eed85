import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { BackendFunction } from './pre-token-generation.js';
import { RecipeError } from './recipe-error.js';
import { refuseOtherGroup } from './resource-group.js';

/** A function of a backend that takes environment variables, such as `backend.weeklyReport`. */
export type ConnectedFunction = BackendFunction & {
  readonly addEnvironment: (key: string, value: string) => void;
};

/** A bucket of the CDK, such as `backend.storage.resources.bucket`. */
export type ReportBucket = Pick<
  IBucket,
  'arnForObjects' | 'bucketName' | 'encryptionKey' | 'node' | 'stack'
>;

export type BucketConnection = {
  /** What the keys begin with that the function may write: `reports/`. */
  readonly prefix: string;
};

/**
 * Lets a function write objects under a prefix of a bucket, of any size, and tells it the bucket
 * as `REPORTS_BUCKET_NAME`. It may put objects and give up uploads in parts there, and nothing else:
 * it can neither read nor delete what it wrote.
 *
 * @throws {RecipeError} When the prefix is not one, or the function is in another nested stack than
 *   Amplify Storage, which could not be deployed as soon as the storage needs one of its functions.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 * @example
 * connectBucket(backend.weeklyReport, backend.storage.resources.bucket, { prefix: 'reports/' });
 */
export function connectBucket(
  fn: ConnectedFunction,
  bucket: ReportBucket,
  { prefix }: BucketConnection,
): void {
  const { lambda } = fn.resources;
  // In a policy, * and ? stand for anything, and ${ for a variable.
  if (!/^[^/*?$]([^*?$]*[^*?$/])?\/$/.test(prefix)) {
    throw new RecipeError('InvalidPrefixError', {
      message: `The function "${lambda.node.id}" cannot be allowed to write under that prefix.`,
      resolution:
        "Give a prefix that ends in one slash and begins with none, without * and ? and $: 'reports/'.",
    });
  }
  refuseOtherGroup(lambda, bucket, 'storage');
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [bucket.arnForObjects(`${prefix}*`)],
    }),
  );
  if (bucket.encryptionKey) {
    lambda.addToRolePolicy(
      new PolicyStatement({
        // S3 decrypts the parts to make one object of them.
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [bucket.encryptionKey.keyArn],
      }),
    );
  }
  fn.addEnvironment('REPORTS_BUCKET_NAME', bucket.bucketName);
}
