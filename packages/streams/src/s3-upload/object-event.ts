import { RecordError } from '@amplify-recipes/core';
import type { S3EventRecord } from 'aws-lambda';

/** An object of a bucket, and what happened to it. */
export type S3ObjectEvent = {
  readonly bucket: string;
  /** As it is in the bucket: `red flower+1.jpg`, which travels as `red+flower%2B1.jpg`. */
  readonly key: string;
  /** In a bucket with versions. */
  readonly versionId: string | undefined;
  /** Tells which of two events of one key is the later one: see `compareSequencers`. */
  readonly sequencer: string;
  /** `ObjectCreated:Put`, `ObjectRemoved:DeleteMarkerCreated`. */
  readonly eventName: string;
  readonly happenedAt: Date;
};

/** @throws {RecordError} When the record is none of S3, or its key is not encoded as S3 does. */
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

/** Keys travel as the values of a form do. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new RecordError('The key of the object is not encoded as S3 does.');
  }
}

/**
 * Compares the sequencers of two events of the same key: negative where the first event was the
 * earlier one, as `Array.sort` wants it. Events may arrive in another order than they happened.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function compareSequencers(one: string, other: string): number {
  const length = Math.max(one.length, other.length);
  const [first, second] = [one, other].map((text) => text.toUpperCase().padEnd(length, '0'));
  if (first === second) return 0;
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
