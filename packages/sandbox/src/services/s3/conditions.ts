import { noSuchKey, notImplemented, preconditionFailed } from './errors.js';
import type { StoredObject } from './stored-object.js';

type Headers = Readonly<Record<string, string>>;

/** What must be so for a write: nothing of that name, or just that object. */
export type WriteCondition = {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
};

/** @throws {AwsError} `NotImplemented`: S3 takes `*` alone in `If-None-Match` of a write. */
export function writeCondition(headers: Headers): WriteCondition {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw notImplemented('If-None-Match of a write with another value than *');
  }
  return { ifMatch: headers['if-match'], ifNoneMatch };
}

export const UNCONDITIONAL: WriteCondition = { ifMatch: undefined, ifNoneMatch: undefined };

/**
 * @param existing The object that there is.
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
 * What the conditions of a read come to. Those of ETags come before those of dates.
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

/** Clients give ETags with and without quotes. */
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
