import {
  AwsRequestError,
  awsRequest,
  describeError,
  loggable,
  logger,
  percentEncode,
} from '@amplify-recipes/core';

/** The place of an object, and its headers. */
export type ObjectTarget = {
  readonly bucketName: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** The result. Nothing is written if the object already exists. */
export type WrittenObject = { readonly isNew: boolean; readonly bytes: number };

/** Bytes of a part, held in memory. S3 accepts 10,000 parts, each of at least 5 MiB. */
const PART = 8 * 1024 * 1024;

/** Milliseconds to remove the parts when the function's time is nearly over. */
const REMOVAL = 2000;

const NEW_ONLY = { 'if-none-match': '*' };

/**
 * Writes an object if it does not exist, completely or not at all. A long object is uploaded in
 * parts, one at a time. If one fails, all parts are removed.
 *
 * @throws {AwsRequestError} `ConditionalRequestConflict` when another client writes the same object
 *   at the same time. Send the whole object again.
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
    if (!id) throw loggable(new Error('S3 began an upload in parts and returned no id.'));
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
        // Not the function's signal: it may be aborted.
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
