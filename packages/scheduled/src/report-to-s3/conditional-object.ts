import {
  AwsRequestError,
  awsRequest,
  describeError,
  loggable,
  logger,
  percentEncode,
} from '@amplify-recipes/core';

/** Where an object is put, and the headers that it is served with. */
export type ObjectTarget = {
  readonly bucketName: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** What came of it. Nothing is written where there is an object already. */
export type WrittenObject = { readonly isNew: boolean; readonly bytes: number };

/** Bytes that are held in memory and sent as one part. S3 takes 10,000 parts, and none under 5 MiB. */
const PART = 8 * 1024 * 1024;

/** Milliseconds for the removal of the parts, once the function's time is nearly over. */
const REMOVAL = 2000;

const NEW_ONLY = { 'if-none-match': '*' };

/**
 * Puts an object where there is none. It is there as a whole or not at all: what is longer than a
 * part goes up in parts, one at a time, which are removed when one fails.
 *
 * @throws {AwsRequestError} `ConditionalRequestConflict`, when somebody puts the same object
 *   meanwhile: all of it is to be sent again.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function putNewObject(
  { bucketName: bucket, key, headers }: ObjectTarget,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WrittenObject> {
  const path = `/${key.split('/').map(percentEncode).join('/')}`;
  let gathered: Uint8Array[] = [];
  let size = 0;
  let bytes = 0;
  let upload: string | undefined;
  const eTags: string[] = [];

  const take = () => {
    const body = Buffer.concat(gathered);
    gathered = [];
    size = 0;
    return body;
  };

  async function sendPart(): Promise<void> {
    const body = take();
    upload ??= await beginUpload();
    const query = `?partNumber=${eTags.length + 1}&uploadId=${upload}`;
    const part = await awsRequest(
      { service: 's3', method: 'PUT', bucket, path: path + query, body },
      signal,
    );
    eTags.push(part.headers.get('etag') ?? '');
  }

  async function beginUpload(): Promise<string> {
    const { text } = await awsRequest(
      { service: 's3', bucket, path: `${path}?uploads=`, headers },
      signal,
    );
    const id = /<UploadId>([^<]+)</.exec(text)?.[1];
    if (!id) throw loggable(new Error('S3 began an upload in parts and gave it no id.'));
    return percentEncode(id);
  }

  async function completeUpload(): Promise<void> {
    const parts = eTags.map(
      (eTag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${eTag}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`;
    await awsRequest(
      { service: 's3', bucket, path: `${path}?uploadId=${upload}`, headers: NEW_ONLY, body },
      signal,
    );
  }

  async function removeParts(): Promise<void> {
    if (!upload) return;
    try {
      await awsRequest(
        { service: 's3', method: 'DELETE', bucket, path: `${path}?uploadId=${upload}` },
        // The function's own signal may be the reason.
        AbortSignal.timeout(REMOVAL),
      );
    } catch (error) {
      logger.warn('report-to-s3 could not remove the parts of a report that failed', {
        error: describeError(error),
      });
    }
  }

  try {
    for await (const chunk of chunks) {
      gathered.push(chunk);
      size += chunk.byteLength;
      bytes += chunk.byteLength;
      if (size >= PART) await sendPart();
    }
    if (!upload) {
      await awsRequest(
        {
          service: 's3',
          method: 'PUT',
          bucket,
          path,
          headers: { ...headers, ...NEW_ONLY },
          body: take(),
        },
        signal,
      );
      return { isNew: true, bytes };
    }
    if (size > 0) await sendPart();
    await completeUpload();
    return { isNew: true, bytes };
  } catch (error) {
    await removeParts();
    if (error instanceof AwsRequestError && error.status === 412) return { isNew: false, bytes };
    throw error;
  }
}
