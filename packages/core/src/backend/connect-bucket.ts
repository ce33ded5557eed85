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
  /** The prefix of the keys that the function may write, such as `reports/`. */
  readonly prefix: string;
};

/**
 * Lets a function write objects of any size under a prefix of a bucket, and sets
 * `REPORTS_BUCKET_NAME` in its environment. The function may put objects and abort multipart
 * uploads there. It can neither read nor delete objects.
 *
 * @throws {RecipeError} When the prefix is not valid, or the function and a bucket of Amplify
 *   Storage are in different nested stacks. Such stacks cannot be deployed once the storage uses a
 *   function of the other stack.
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
  // In a policy, * and ? are wildcards, and ${ begins a variable.
  if (!/^[^/*?$]([^*?$]*[^*?$/])?\/$/.test(prefix)) {
    throw new RecipeError('InvalidPrefixError', {
      message: `The function "${lambda.node.id}" cannot be connected to the bucket: the prefix is not valid.`,
      resolution:
        "Use a prefix that ends with one slash, does not begin with one, and has no *, ? or $: 'reports/'.",
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
        // S3 decrypts the parts of an upload to join them into one object.
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [bucket.encryptionKey.keyArn],
      }),
    );
  }
  fn.addEnvironment('REPORTS_BUCKET_NAME', bucket.bucketName);
}
