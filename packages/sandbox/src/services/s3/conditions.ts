import { noSuchKey, notImplemented, preconditionFailed } from './errors.js';
import type { StoredObject } from './stored-object.js';

type Headers = Readonly<Record<string, string>>;

/** The condition of a write: no object has the key, or the object is a particular one. */
export type WriteCondition = {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
};

/** @throws {AwsError} `NotImplemented` for a value other than `*` in `If-None-Match`, as in S3. */
export function writeCondition(headers: Headers): WriteCondition {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw notImplemented('If-None-Match of a write with another value than *');
  }
  return { ifMatch: headers['if-match'], ifNoneMatch };
}

export const UNCONDITIONAL: WriteCondition = { ifMatch: undefined, ifNoneMatch: undefined };

/**
 * @param existing The object that has the key now.
 * @throws {AwsError} `PreconditionFailed`, `NoSuchKey`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWrite(
  { ifMatch, ifNoneMatch }: WriteCondition,
  key: string,
  existing: StoredObject | undefined,
): void {
  if (ifNoneMatch !== undefined && existing) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (!existing) throw noSuchKey(key);
  if (!listHas(ifMatch, existing.etag)) throw preconditionFailed('If-Match');
}

/**
 * The result of a read's conditions. Those on ETags take precedence over those on dates.
 *
 * @param prefix `x-amz-copy-source-`, for the source of a copy.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
 */
export function readCondition(
  headers: Headers,
  { etag, lastModified }: StoredObject,
  prefix = '',
): 'holds' | 'not modified' | { readonly failed: string } {
  const ifMatch = headers[`${prefix}if-match`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const unmodifiedSince = dateOf(headers[`${prefix}if-unmodified-since`]);
  const modifiedSince = dateOf(headers[`${prefix}if-modified-since`]);
  // Dates in headers have whole seconds.
  const modified = Math.floor(lastModified / 1000) * 1000;
  if (ifMatch !== undefined) {
    if (!listHas(ifMatch, etag)) return { failed: 'If-Match' };
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    return { failed: 'If-Unmodified-Since' };
  }
  if (ifNoneMatch !== undefined) return listHas(ifNoneMatch, etag) ? 'not modified' : 'holds';
  return modifiedSince !== undefined && modified <= modifiedSince ? 'not modified' : 'holds';
}

/** Clients send ETags with and without quotes. */
function listHas(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((entry) => entry === '*' || entry === etag);
}

function dateOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
