import { writeCondition } from './conditions.js';
import { checksumHeaders, ENCRYPTED, keptHeaders } from './object-headers.js';
import { type ObjectOperation, quoted, versionHeader, writeBody } from './request.js';

export const putObject: ObjectOperation = async (s3, request) => {
  const { bucket, key } = request;
  const headers = keptHeaders(request.headers);
  const condition = writeCondition(request.headers);
  const { blob, size, md5, checksum: value, algorithm } = await writeBody(s3, request);
  const checksum = { algorithm, type: 'FULL_OBJECT', value } as const;
  const segments = [{ blob, size }];
  try {
    const object = s3.objects.put(
      bucket,
      { key, size, etag: md5, segments, headers, checksum },
      { condition },
    );
    s3.notifications.send('ObjectCreated:Put', request, object);
    return {
      status: 200,
      headers: {
        etag: quoted(md5),
        ...versionHeader(bucket, object.versionId),
        ...checksumHeaders(checksum),
        ...ENCRYPTED,
      },
      body: '',
    };
  } catch (error) {
    s3.blobs.remove(segments);
    throw error;
  }
};
