import { describeError, logger } from '@amplify-recipes/core';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** The place of an object, and its headers. */
export type ObjectTarget = ObjectHeaders & { readonly Bucket: string; readonly Key: string };

export type ObjectHeaders = Pick<
  PutObjectCommandInput,
  'ContentType' | 'ContentDisposition' | 'ContentEncoding'
>;

/** The result. Nothing is written if the object already exists. */
export type WrittenObject = { readonly isNew: boolean; readonly bytes: number };

/** Bytes of a part, held in memory. S3 accepts 10,000 parts, each of at least 5 MiB. */
const PART = 8 * 1024 * 1024;

/** Milliseconds to remove the parts when the function's time is nearly over. */
const REMOVAL = 2000;

const NEW_ONLY = { IfNoneMatch: '*' };

/**
 * Writes an object if it does not exist, completely or not at all. A long object is uploaded in
 * parts, one at a time. If one fails, all parts are removed.
 *
 * @throws {S3ServiceException} `ConditionalRequestConflict` when another client writes the same
 *   object at the same time. Send the whole object again.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function putNewObject(
  s3: S3Client,
  target: ObjectTarget,
  chunks: AsyncIterable<Uint8Array>,
  abortSignal: AbortSignal,
): Promise<WrittenObject> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  let bytes = 0;
  let upload: Upload | undefined;

  const take = () => {
    const body = Buffer.concat(gathered);
    gathered = [];
    size = 0;
    return body;
  };

  try {
    for await (const chunk of chunks) {
      gathered.push(chunk);
      size += chunk.byteLength;
      bytes += chunk.byteLength;
      if (size < PART) continue;
      upload ??= await beginUpload(s3, target, abortSignal);
      await upload.send(take());
    }
    if (!upload) {
      const whole = new PutObjectCommand({ ...target, ...NEW_ONLY, Body: take() });
      await s3.send(whole, { abortSignal });
      return { isNew: true, bytes };
    }
    if (size > 0) await upload.send(take());
    await upload.complete();
    return { isNew: true, bytes };
  } catch (error) {
    await upload?.removeParts();
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) {
      return { isNew: false, bytes };
    }
    throw error;
  }
}

type Upload = {
  send(part: Uint8Array): Promise<void>;
  complete(): Promise<void>;
  /** Logs a failure, and never rejects. */
  removeParts(): Promise<void>;
};

async function beginUpload(
  s3: S3Client,
  target: ObjectTarget,
  abortSignal: AbortSignal,
): Promise<Upload> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target), { abortSignal });
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  const parts: CompletedPart[] = [];
  return {
    async send(Body) {
      const part = { PartNumber: parts.length + 1 };
      const { ETag, ChecksumCRC32 } = await s3.send(
        new UploadPartCommand({ ...upload, ...part, Body }),
        { abortSignal },
      );
      parts.push({ ...part, ETag, ChecksumCRC32 });
    },
    async complete() {
      await s3.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          ...NEW_ONLY,
          MultipartUpload: { Parts: parts },
        }),
        { abortSignal },
      );
    },
    async removeParts() {
      try {
        await s3.send(new AbortMultipartUploadCommand(upload), {
          // Not the function's signal: it may be aborted.
          abortSignal: AbortSignal.timeout(REMOVAL),
        });
      } catch (error) {
        logger.warn('report-to-s3 could not remove the parts of a report that failed', {
          error: describeError(error),
        });
      }
    },
  };
}
