import { AwsError } from '../../protocols/aws-error.js';
import { type Checksum, checksumHeader } from './checksums.js';
import { invalidArgument, notImplemented } from './errors.js';

type Headers = Readonly<Record<string, string>>;

/** Headers of a put that are returned with the object. */
const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
] as const;

const META = 'x-amz-meta-';
const MAXIMUM_METADATA_BYTES = 2048;
const DEFAULT_TYPE = 'binary/octet-stream';

/** Headers for features that the sandbox does not support. Ignoring them would be misleading. */
const REFUSED = [
  'x-amz-tagging',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-retain-until-date',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-copy-source-server-side-encryption-customer-algorithm',
] as const;

/**
 * The headers of a put, a copy or an upload that are stored.
 *
 * @throws {AwsError} `MetadataTooLarge`, `AccessControlListNotSupported`, `NotImplemented`
 */
export function keptHeaders(headers: Headers): Headers {
  for (const name of REFUSED) {
    if (headers[name] !== undefined) throw notImplemented(`the header ${name}`);
  }
  checkAcl(headers);
  const kept: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(META)) {
      metadataBytes += Buffer.byteLength(name) - META.length + Buffer.byteLength(value, 'latin1');
      kept[name] = value;
    } else if (KEPT.some((each) => each === name) && value !== '') kept[name] = value;
  }
  if (metadataBytes > MAXIMUM_METADATA_BYTES) {
    throw new AwsError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  }
  return withoutFraming(kept);
}

/** `aws-chunked` describes the transfer of the body, not the encoding of the object. */
function withoutFraming({ 'content-encoding': encoding, ...rest }: Record<string, string>) {
  const encodings = (encoding ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'aws-chunked');
  return encodings.length > 0 ? { ...rest, 'content-encoding': encodings.join(',') } : rest;
}

/** Access lists are off, as in every new bucket: the bucket's owner owns all objects. */
function checkAcl(headers: Headers): void {
  const acl = headers['x-amz-acl'];
  const isOwners = acl === undefined || acl === 'private' || acl === 'bucket-owner-full-control';
  const grants = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'));
  if (isOwners && !grants) return;
  throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

/** @returns Whether a copy uses the headers of the request instead of those of its source. */
export function replacesMetadata(headers: Headers): boolean {
  const directive = headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive === 'REPLACE';
  throw invalidArgument('Unknown metadata directive.');
}

export const ENCRYPTED: Headers = { 'x-amz-server-side-encryption': 'AES256' };

export function checksumHeaders(checksum: Checksum | undefined): Headers {
  if (!checksum) return {};
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}
