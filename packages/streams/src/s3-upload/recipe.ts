import {
  Callback,
  Concurrency,
  logger,
  parseOptions,
  type RecordInvocation,
  recordBatch,
  whenReady,
} from '@amplify-recipes/core';
import type { S3EventRecord, S3Handler } from 'aws-lambda';
import * as v from 'valibot';
import { isMimePattern, isOneOf } from './content-type.js';
import { objectEventOf, type S3ObjectEvent } from './object-event.js';

/** An object that was put into a bucket. */
export type Upload = S3ObjectEvent & {
  /** Bytes. `NaN` where the event has no size that is one. */
  readonly size: number;
  readonly eTag: string;
  /** What who put it there says that it is, where `contentTypes` asks for it. */
  readonly contentType: string | undefined;
};

/** An object that is gone. */
export type Deletion = S3ObjectEvent & {
  /** Whether the object is only hidden, by a marker: its versions are still there. */
  readonly isDeleteMarker: boolean;
  /** Whether a rule of the bucket deleted it, and not somebody. */
  readonly byLifecycle: boolean;
};

/** Why an upload is not taken. */
export type Rejection = 'TOO_LARGE' | 'CONTENT_TYPE_NOT_ALLOWED';

export type S3UploadOptions = {
  readonly onUpload?: (upload: Upload, invocation: RecordInvocation) => unknown;
  readonly onDelete?: (deletion: Deletion, invocation: RecordInvocation) => unknown;
  /** What to do about an upload that is not taken, such as to delete it. Default is to log it. */
  readonly onRejected?: (
    upload: Upload,
    reason: Rejection,
    invocation: RecordInvocation,
  ) => unknown;
  /** What the keys begin with: `uploads/`. Default all. */
  readonly prefix?: string;
  /** What the keys end with: `.jpg`. Default all. */
  readonly suffix?: string;
  /** The largest upload that is taken, in bytes. One of no known size is too large. */
  readonly maxBytes?: number;
  /**
   * The content types that are taken: `image/png`, or `image/*` for all of a kind but its XML, such
   * as `image/svg+xml`, which is named where it is wanted.
   */
  readonly contentTypes?: string[];
  /** How the content type is found out, such as `headContentType`. `contentTypes` needs it. */
  readonly contentTypeOf?: (
    upload: Upload,
    invocation: RecordInvocation,
  ) => Promise<string | undefined>;
  /**
   * What the keys begin with that the handler itself writes to the bucket: `thumbnails/`. Neither
   * inside of `prefix` nor around it, whatever the `suffix` is.
   */
  readonly writesTo?: string[];
  /** Objects that are handled at the same time. Default 100. */
  readonly concurrency?: number;
};

const Options = v.pipe(
  v.strictObject({
    onUpload: v.optional(Callback),
    onDelete: v.optional(Callback),
    onRejected: v.optional(Callback),
    prefix: v.optional(v.string(), ''),
    suffix: v.optional(v.string(), ''),
    maxBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    contentTypes: v.optional(
      v.pipe(
        v.array(
          v.pipe(v.string(), v.check(isMimePattern, 'Write a type as image/png, or as image/*.')),
        ),
        v.nonEmpty('Name at least one.'),
      ),
    ),
    contentTypeOf: v.optional(Callback),
    writesTo: v.optional(v.array(v.string()), []),
    concurrency: Concurrency,
  }),
  v.check(({ onUpload, onDelete }) => Boolean(onUpload ?? onDelete), 'Give onUpload or onDelete.'),
  v.check(
    ({ contentTypes, contentTypeOf }) => !contentTypes === !contentTypeOf,
    'Give contentTypes and contentTypeOf together.',
  ),
  v.check(
    ({ prefix, writesTo }) => !writesTo.some((own) => overlap(prefix, own)),
    'The handler would be called by what it writes, without end. Give a prefix that is in none of writesTo, and none of writesTo in it.',
  ),
);

/**
 * Handles the uploads to a bucket, and the deletions. Events of one object run in order, different
 * objects at the same time. A failure is thrown after all was tried: S3's events have no answer,
 * and Lambda repeats them whole. What was done is not done again while the environment lives.
 *
 * What the function itself puts into the bucket is passed over: it would call itself without end.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
 * @example
 * export const handler = s3Upload({
 *   prefix: 'uploads/',
 *   maxBytes: 5_000_000,
 *   onUpload: ({ bucket, key }, { signal }) => makeThumbnail(bucket, key, { signal }),
 * });
 */
export function s3Upload(options: S3UploadOptions): S3Handler {
  const { prefix, suffix, maxBytes, contentTypes, concurrency } = parseOptions(Options, options);
  const { onUpload, onDelete, onRejected, contentTypeOf } = options;

  function reject(upload: Upload, reason: Rejection, invocation: RecordInvocation): unknown {
    const { bucket, eventName, sequencer } = upload;
    logger.info('s3-upload said no', { reason, bucket, eventName, sequencer });
    return onRejected?.(upload, reason, invocation);
  }

  function take(upload: Upload, invocation: RecordInvocation): unknown {
    if (maxBytes !== undefined && !(upload.size <= maxBytes)) {
      return reject(upload, 'TOO_LARGE', invocation);
    }
    return whenReady(contentTypeOf?.(upload, invocation), (contentType) => {
      const known = { ...upload, contentType };
      return contentTypes && !isOneOf(contentTypes, contentType)
        ? reject(known, 'CONTENT_TYPE_NOT_ALLOWED', invocation)
        : onUpload?.(known, invocation);
    });
  }

  const handleBatch = recordBatch<S3EventRecord>(
    {
      recipe: 's3-upload',
      concurrency,
      keyOf: (record) => {
        const { bucket, key } = objectEventOf(record);
        return `${bucket}/${key}`;
      },
      idOf: ({ eventName, s3: { bucket, object } }) =>
        object?.sequencer &&
        `${eventName} ${bucket.name}/${object.key} ${object.versionId} ${object.sequencer}`,
      placeOf: ({ eventName, s3 }) => ({
        eventName,
        bucket: s3?.bucket?.name,
        sequencer: s3?.object?.sequencer,
      }),
    },
    (record, invocation) => {
      const event = objectEventOf(record);
      const [kind = '', detail] = event.eventName.split(':');
      if (!event.key.startsWith(prefix) || !event.key.endsWith(suffix)) return undefined;
      if (kind === 'ObjectCreated') {
        if (!onUpload) return undefined;
        if (isOwn(record)) {
          logger.warn('s3-upload passes over what its own function wrote', {
            bucket: event.bucket,
            sequencer: event.sequencer,
          });
          return undefined;
        }
        const { object } = record.s3;
        const { eTag = '' } = object;
        return take({ ...event, size: sizeOf(object), eTag, contentType: undefined }, invocation);
      }
      const byLifecycle = kind === 'LifecycleExpiration';
      if (kind !== 'ObjectRemoved' && !byLifecycle) return undefined;
      const isDeleteMarker = detail === 'DeleteMarkerCreated';
      return onDelete?.({ ...event, isDeleteMarker, byLifecycle }, invocation);
    },
  );

  return async (event, context) => {
    // S3 sends one without records when a notification is set up.
    if ('Event' in event && event.Event === 's3:TestEvent') return;
    if (!Array.isArray(event.Records)) throw new TypeError('This is no event for s3-upload.');
    const left = await handleBatch(event.Records, context);
    if (left.length === 0) return;
    throw new Error(`${left.length} of ${event.Records.length} records are not done.`);
  };
}

/** Nothing in an event promises that there is a size: what is none is not within a limit. */
function sizeOf({ size }: { readonly size?: unknown }): number {
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : Number.NaN;
}

/** Whether a key can begin with both. A slash at the beginning is often there by mistake. */
function overlap(one: string, other: string): boolean {
  const [first = '', second = ''] = [one, other].map((prefix) => prefix.replace(/^\/+/, ''));
  return first.startsWith(second) || second.startsWith(first);
}

/** A function's session in its role has the function's name. */
function isOwn({ userIdentity }: S3EventRecord): boolean {
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
  return Boolean(name) && userIdentity?.principalId?.split(':').at(-1) === name;
}
