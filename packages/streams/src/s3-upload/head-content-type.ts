import type { RecordInvocation } from '@amplify-recipes/core';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3ObjectEvent } from './object-event.js';

let client: S3Client | undefined;

/**
 * Asks S3 for the content type of an object, which the uploader chose. The function needs
 * `s3:GetObject`, and `s3:GetObjectVersion` in a bucket with versions.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export async function headContentType(
  { bucket, key, versionId }: S3ObjectEvent,
  { signal }: RecordInvocation,
): Promise<string | undefined> {
  client ??= new S3Client();
  const { ContentType } = await client.send(
    new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
    { abortSignal: signal },
  );
  return ContentType;
}
