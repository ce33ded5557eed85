import { createHash } from 'node:crypto';
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { AwsError } from '../../protocols/aws-error.js';
import { invalidRequest } from './errors.js';

/** A checksum of an object's bytes, which clients send and request. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

/** Over the whole object, or over the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export type Checksum = {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** In base64. A composite one ends with `-` and the number of parts. */
  readonly value: string;
};

export type Digest = { update(chunk: Uint8Array): void; digest(): Promise<Uint8Array> };

const DIGESTS: Readonly<Record<ChecksumAlgorithm, () => Digest>> = {
  CRC32: () => new Crc32(),
  CRC32C: () => new Crc32c(),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: () => nodeDigest('sha1'),
  SHA256: () => nodeDigest('sha256'),
};

const ALGORITHMS = Object.keys(DIGESTS) as readonly ChecksumAlgorithm[];

export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  return DIGESTS[algorithm]();
}

function nodeDigest(name: string): Digest {
  const hash = createHash(name);
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    digest: async () => hash.digest(),
  };
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The name of the XML element: `ChecksumCRC32`. */
export function checksumMember(algorithm: ChecksumAlgorithm): `Checksum${ChecksumAlgorithm}` {
  return `Checksum${algorithm}`;
}

/** @throws {AwsError} `InvalidRequest` for an unknown algorithm. */
export function parseAlgorithm(text: string): ChecksumAlgorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm === text.toUpperCase());
  if (found) return found;
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

/** The checksum that a request claims for its body. */
export type ClaimedChecksum = {
  readonly algorithm: ChecksumAlgorithm;
  /** In base64. Undefined when it follows the body, or when S3 computes it. */
  readonly value: string | undefined;
  /** The name of the trailer that contains it. */
  readonly trailer: string | undefined;
};

/** @throws {AwsError} `InvalidRequest` for two checksums, or for an invalid one. */
export function claimedChecksum(
  headers: Readonly<Record<string, string>>,
): ClaimedChecksum | undefined {
  const given = ALGORITHMS.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  const trailer = headers['x-amz-trailer']?.trim().toLowerCase();
  const trailing = ALGORITHMS.filter((algorithm) => checksumHeader(algorithm) === trailer);
  const [algorithm, another] = [...given, ...trailing];
  if (another) throw invalidRequest('Expecting a single x-amz-checksum- header');
  if (trailer !== undefined && trailing.length === 0) {
    throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
  }
  if (algorithm === undefined) {
    const asked = headers['x-amz-sdk-checksum-algorithm'];
    return asked === undefined
      ? undefined
      : { algorithm: parseAlgorithm(asked), value: undefined, trailer: undefined };
  }
  const value = headers[checksumHeader(algorithm)];
  if (value !== undefined) checkForm(algorithm, value);
  return { algorithm, value, trailer: trailing.length > 0 ? trailer : undefined };
}

const LENGTHS: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === LENGTHS[algorithm] && bytes.toString('base64') === value) return;
  throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
}

/** @throws {AwsError} `BadDigest` */
export function checkChecksum(
  { algorithm, value, trailer }: ClaimedChecksum,
  computed: string,
  trailers: Readonly<Record<string, string>>,
): void {
  const claimed = trailer === undefined ? value : (trailers[trailer] ?? '');
  if (claimed === undefined || claimed === computed) return;
  throw new AwsError(
    'BadDigest',
    `The ${algorithm} you specified did not match the calculated checksum.`,
  );
}

/** @throws {AwsError} `InvalidDigest` for an invalid `Content-MD5`. */
export function claimedMd5(headers: Readonly<Record<string, string>>): Buffer | undefined {
  const header = headers['content-md5'];
  if (header === undefined) return undefined;
  const bytes = Buffer.from(header, 'base64');
  if (bytes.length === 16 && bytes.toString('base64') === header) return bytes;
  throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
}

/** The checksum of a multipart upload, computed from the checksums of its parts. */
export async function compositeChecksum(
  algorithm: ChecksumAlgorithm,
  parts: readonly string[],
): Promise<Checksum> {
  const digest = createDigest(algorithm);
  for (const part of parts) digest.update(Buffer.from(part, 'base64'));
  const value = Buffer.from(await digest.digest()).toString('base64');
  return { algorithm, type: 'COMPOSITE', value: `${value}-${parts.length}` };
}
