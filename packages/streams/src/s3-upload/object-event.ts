import { RecordError } from '@amplify-recipes/core';
import type { S3EventRecord } from 'aws-lambda';

/** An event of an object in a bucket. */
export type S3ObjectEvent = {
  readonly bucket: string;
  /** The decoded key: `red flower+1.jpg`. The event has `red+flower%2B1.jpg`. */
  readonly key: string;
  /** Undefined in a bucket without versions. */
  readonly versionId: string | undefined;
  /** Orders the events of one key: see `compareSequencers`. */
  readonly sequencer: string;
  /** `ObjectCreated:Put`, `ObjectRemoved:DeleteMarkerCreated`. */
  readonly eventName: string;
  readonly happenedAt: Date;
};

/**
 * Reads a record of S3.
 *
 * @throws {RecordError} When the record is not from S3, or its key is not encoded as S3 does.
 */
export function objectEventOf({ s3, eventName, eventTime }: S3EventRecord): S3ObjectEvent {
  if (!s3?.bucket?.name || !s3.object?.key) throw new RecordError('The record names no object.');
  return {
    bucket: s3.bucket.name,
    key: decodeKey(s3.object.key),
    versionId: s3.object.versionId,
    sequencer: s3.object.sequencer ?? '',
    eventName,
    happenedAt: new Date(eventTime),
  };
}

/** Keys are encoded like the values of a form. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new RecordError('The key of the object is not encoded as S3 does.');
  }
}

/**
 * Compares the sequencers of two events of the same key, for `Array.sort`. S3 may deliver events
 * out of order.
 *
 * @returns A negative number if the first event is older, 0 if they are equal.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function compareSequencers(one: string, other: string): number {
  const length = Math.max(one.length, other.length);
  const [first, second] = [one, other].map((text) => text.toUpperCase().padEnd(length, '0'));
  if (first === second) return 0;
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
