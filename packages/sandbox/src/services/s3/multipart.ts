import { createHash } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.js';
import type { Segment, WrittenBlob } from './blobs.js';
import {
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumHeader,
  checksumMember,
  compositeChecksum,
  createDigest,
  parseAlgorithm,
} from './checksums.js';
import { writeCondition } from './conditions.js';
import { copyRange, findSource } from './copy-object.js';
import {
  invalidArgument,
  invalidRequest,
  malformedXml,
  notImplemented,
  xmlResponse,
} from './errors.js';
import { listParameters } from './list-objects.js';
import { ENCRYPTED, keptHeaders } from './object-headers.js';
import {
  type BucketOperation,
  numberParameter,
  type ObjectOperation,
  type ObjectRequest,
  quoted,
  readDocument,
  type S3,
  versionHeader,
  writeBody,
} from './request.js';
import type { Part, Upload } from './uploads.js';
import { parseXml, type XmlElement } from './xml-document.js';

const MAXIMUM_PARTS = 10_000;
/** All parts except the last must have at least this size. */
const MINIMUM_PART_BYTES = 5 * 1024 * 1024;

export const createMultipartUpload: ObjectOperation = ({ uploads }, request) => {
  const { bucket, key, headers } = request;
  const asked = headers['x-amz-checksum-algorithm'];
  const algorithm = asked === undefined ? 'CRC64NVME' : parseAlgorithm(asked);
  const checksumType = checksumTypeOf(headers['x-amz-checksum-type'], algorithm);
  const upload = uploads.create({
    bucket: bucket.name,
    key,
    headers: keptHeaders(headers),
    algorithm,
    checksumType,
    isChosen: asked !== undefined,
  });
  const response = xmlResponse('InitiateMultipartUploadResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
  });
  return {
    ...response,
    headers: {
      ...response.headers,
      ...ENCRYPTED,
      'x-amz-checksum-algorithm': algorithm,
      'x-amz-checksum-type': checksumType,
    },
  };
};

/** A CRC may cover the whole object, and CRC64NVME always does. */
function checksumTypeOf(asked: string | undefined, algorithm: ChecksumAlgorithm): ChecksumType {
  const canBeWhole = algorithm.startsWith('CRC');
  const type = asked?.toUpperCase() ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type === 'FULL_OBJECT' && canBeWhole) return type;
  if (type === 'COMPOSITE' && algorithm !== 'CRC64NVME') return type;
  throw invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

export const uploadPart: ObjectOperation = async (s3, request) => {
  const { upload, number } = findPart(s3, request);
  const written = await writeBody(s3, request, upload.algorithm);
  const part = addPart(s3, upload, number, written);
  return {
    status: 200,
    headers: {
      etag: quoted(part.etag),
      [checksumHeader(written.algorithm)]: written.checksum,
      ...ENCRYPTED,
    },
    body: '',
  };
};

export const uploadPartCopy: ObjectOperation = async (s3, request) => {
  const { upload, number } = findPart(s3, request);
  const { source } = findSource(s3, request);
  const range = copyRange(request.headers['x-amz-copy-source-range'], source.size);
  const { algorithm } = upload;
  const bytes = s3.blobs.read(source.segments, range);
  const written = { ...(await s3.blobs.write(bytes, algorithm)), algorithm, isClaimed: true };
  const part = addPart(s3, upload, number, written);
  return xmlResponse('CopyPartResult', {
    ETag: quoted(part.etag),
    LastModified: new Date(part.lastModified).toISOString(),
    [checksumMember(algorithm)]: part.checksum,
  });
};

function findPart(s3: S3, request: ObjectRequest) {
  const upload = findUpload(s3, request);
  const text = request.query.get('partNumber') ?? '';
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > MAXIMUM_PARTS) {
    throw invalidArgument(
      `Part number must be an integer between 1 and ${MAXIMUM_PARTS}, inclusive`,
    );
  }
  return { upload, number };
}

function findUpload({ uploads }: S3, { bucket, key, query }: ObjectRequest): Upload {
  return uploads.find(bucket.name, key, query.get('uploadId') ?? '');
}

type WrittenPart = WrittenBlob & {
  readonly algorithm: ChecksumAlgorithm;
  /** Whether the client named the algorithm. */
  readonly isClaimed: boolean;
};

function addPart(
  { uploads, blobs }: S3,
  upload: Upload,
  number: number,
  written: WrittenPart,
): Part {
  const { blob, size, md5, checksum, algorithm, isClaimed } = written;
  try {
    const isOfUpload = algorithm === upload.algorithm;
    if (upload.isChosen && !(isOfUpload && isClaimed)) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${isClaimed ? algorithm.toLowerCase() : 'null'}`,
      );
    }
    return uploads.putPart(upload, {
      number,
      blob,
      size,
      etag: md5,
      checksum: isOfUpload ? checksum : undefined,
    });
  } catch (error) {
    blobs.remove([{ blob, size }]);
    throw error;
  }
}

export const completeMultipartUpload: ObjectOperation = async (s3, request) => {
  const { bucket, key, headers } = request;
  const upload = findUpload(s3, request);
  const condition = writeCondition(headers);
  const root = parseXml(
    await readDocument({ ...request, headers: ofDocument(headers) }),
    'CompleteMultipartUpload',
  );
  const parts = chooseParts(root.elements('Part'), upload, s3.uploads.parts(upload.id));
  const segments = parts.map(({ blob, size }): Segment => ({ blob, size }));
  const size = segments.reduce((sum, segment) => sum + segment.size, 0);
  checkSize(headers['x-amz-mp-object-size'], size);
  const checksum = await checksumOf(s3, upload, parts, size);
  const claimed = headers[checksumHeader(upload.algorithm)];
  if (claimed !== undefined && claimed.split('-')[0] !== checksum.value.split('-')[0]) {
    throw new AwsError(
      'BadDigest',
      `The ${upload.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
  const left: Segment[] = [];
  const object = s3.objects.put(
    bucket,
    { key, size, etag: etagOf(parts), segments, headers: upload.headers, checksum },
    {
      condition,
      alongside() {
        // While the checksum was computed, the upload may have ended or got other parts.
        s3.uploads.find(bucket.name, key, upload.id);
        const now = s3.uploads.parts(upload.id);
        const kept = new Set(segments.map(({ blob }) => blob));
        left.push(...now.filter(({ blob }) => !kept.has(blob)));
        if (now.length - left.length !== kept.size) throw invalidPart();
        s3.uploads.forget(upload.id);
      },
    },
  );
  s3.blobs.remove(left);
  s3.notifications.send('ObjectCreated:CompleteMultipartUpload', request, object);
  const response = xmlResponse('CompleteMultipartUploadResult', {
    Location: `http://${headers.host}${request.path}`,
    Bucket: bucket.name,
    Key: key,
    ETag: quoted(object.etag),
    [checksumMember(upload.algorithm)]: checksum.value,
    ChecksumType: checksum.type,
  });
  return {
    ...response,
    headers: { ...response.headers, ...versionHeader(bucket, object.versionId), ...ENCRYPTED },
  };
};

/** In this request, a checksum in the headers belongs to the object, not to the document. */
function ofDocument(headers: ObjectRequest['headers']): ObjectRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !name.startsWith('x-amz-checksum-') && name !== 'x-amz-sdk-checksum-algorithm',
    ),
  );
}

/**
 * The parts that the client names.
 *
 * @throws {AwsError} `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`,
 *   `InvalidRequest`
 */
function chooseParts(
  named: readonly XmlElement[],
  upload: Upload,
  parts: readonly Part[],
): readonly Part[] {
  if (named.length === 0 || named.length > MAXIMUM_PARTS) throw malformedXml();
  const byNumber = new Map(parts.map((part) => [part.number, part]));
  const member = checksumMember(upload.algorithm);
  let previous = 0;
  const chosen = named.map((element) => {
    const number = Number(element.text('PartNumber'));
    const etag = element.text('ETag')?.replaceAll('"', '');
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    if (number <= previous) {
      throw new AwsError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    previous = number;
    const part = byNumber.get(number);
    if (part?.etag !== etag) throw invalidPart();
    const checksum = element.text(member);
    if (checksum !== undefined && checksum !== part.checksum) throw invalidPart();
    if (checksum === undefined && upload.checksumType === 'COMPOSITE') {
      throw invalidRequest(
        `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    }
    return part;
  });
  const tooSmall = chosen.slice(0, -1).find(({ size }) => size < MINIMUM_PART_BYTES);
  if (tooSmall) {
    throw new AwsError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      400,
      {
        ProposedSize: tooSmall.size,
        MinSizeAllowed: MINIMUM_PART_BYTES,
        PartNumber: tooSmall.number,
        ETag: tooSmall.etag,
      },
    );
  }
  return chosen;
}

function checkSize(claimed: string | undefined, size: number): void {
  if (claimed === undefined || claimed === String(size)) return;
  throw invalidRequest(
    'The provided x-amz-mp-object-size header does not match the size of the object that was assembled.',
  );
}

async function checksumOf(
  { blobs }: S3,
  { algorithm, checksumType }: Upload,
  parts: readonly Part[],
  size: number,
): Promise<Checksum> {
  if (checksumType === 'COMPOSITE') {
    return compositeChecksum(
      algorithm,
      parts.map(({ checksum }) => checksum ?? ''),
    );
  }
  const digest = createDigest(algorithm);
  for await (const chunk of blobs.read(parts, { start: 0, end: size })) digest.update(chunk);
  const value = Buffer.from(await digest.digest()).toString('base64');
  return { algorithm, type: 'FULL_OBJECT', value };
}

/** The MD5 of the parts' MD5s, with the number of parts. */
function etagOf(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}

function invalidPart(): AwsError {
  return new AwsError(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );
}

export const abortMultipartUpload: ObjectOperation = (s3, request) => {
  const upload = findUpload(s3, request);
  const parts = s3.uploads.parts(upload.id);
  s3.uploads.forget(upload.id);
  s3.blobs.remove(parts);
  return { status: 204, body: '' };
};

export const listParts: ObjectOperation = (s3, request) => {
  const { bucket, key, query } = request;
  const upload = findUpload(s3, request);
  const limits = { fallback: 1000, maximum: 1000 };
  const maxParts = numberParameter(query, 'max-parts', limits);
  const marker = numberParameter(query, 'part-number-marker', { fallback: 0, maximum: 10_000 });
  const parts = s3.uploads.parts(upload.id).filter(({ number }) => number > marker);
  const page = parts.slice(0, maxParts);
  const isTruncated = page.length > 0 && page.length < parts.length;
  return xmlResponse('ListPartsResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    ...(isTruncated && { NextPartNumberMarker: page.at(-1)?.number }),
    MaxParts: maxParts,
    IsTruncated: isTruncated,
    StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.checksumType,
    Part: page.map(({ number, etag, size, lastModified, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(lastModified).toISOString(),
      ETag: quoted(etag),
      Size: size,
      [checksumMember(upload.algorithm)]: checksum,
    })),
  });
};

export const listMultipartUploads: BucketOperation = (s3, request) => {
  const { bucket, query } = request;
  const { encode, encodingType, prefix, delimiter } = listParameters(request);
  if (delimiter !== '') throw notImplemented('ListMultipartUploads with a delimiter');
  const maxUploads = numberParameter(query, 'max-uploads', { fallback: 1000, maximum: 1000 });
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const all = s3.uploads.list(bucket.name).filter(({ key }) => key.startsWith(prefix));
  const marked = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const lastOfKey = all.findLastIndex(({ key }) => key <= keyMarker);
  const start = (marked >= 0 ? marked : lastOfKey) + 1;
  const page = all.slice(start, start + maxUploads);
  const last = page.at(-1);
  const isTruncated = last !== undefined && start + maxUploads < all.length;
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    ...(isTruncated && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.id }),
    Prefix: encode(prefix),
    MaxUploads: maxUploads,
    ...encodingType,
    IsTruncated: isTruncated,
    Upload: page.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
      Initiated: new Date(upload.initiatedAt).toISOString(),
      ChecksumAlgorithm: upload.algorithm,
      ChecksumType: upload.checksumType,
    })),
  });
};
