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

/** An object that was uploaded to a bucket. */
export type Upload = S3ObjectEvent & {
  /** In bytes. `NaN` if the event has no valid size. */
  readonly size: number;
  readonly eTag: string;
  /** The content type that the uploader chose. Undefined without `contentTypes`. */
  readonly contentType: string | undefined;
};

/** An object that was deleted. */
export type Deletion = S3ObjectEvent & {
  /** Whether a marker only hides the object. Its versions still exist. */
  readonly isDeleteMarker: boolean;
  /** Whether a lifecycle rule of the bucket deleted it. */
  readonly byLifecycle: boolean;
};

/** The reason to reject an upload. */
export type Rejection = 'TOO_LARGE' | 'CONTENT_TYPE_NOT_ALLOWED';

export type S3UploadOptions = {
  readonly onUpload?: (upload: Upload, invocation: RecordInvocation) => unknown;
  readonly onDelete?: (deletion: Deletion, invocation: RecordInvocation) => unknown;
  /** Handles a rejected upload, which is logged before. For example, it can delete the object. */
  readonly onRejected?: (
    upload: Upload,
    reason: Rejection,
    invocation: RecordInvocation,
  ) => unknown;
  /** The beginning of the keys: `uploads/`. Default: all keys. */
  readonly prefix?: string;
  /** The end of the keys: `.jpg`. Default: all keys. */
  readonly suffix?: string;
  /** The largest accepted upload, in bytes. An upload of unknown size is too large. */
  readonly maxBytes?: number;
  /**
   * The accepted content types: `image/png`, or `image/*` for all images except XML. Name XML types
   * in full, such as `image/svg+xml`.
   */
  readonly contentTypes?: string[];
  /** Finds the content type, such as `headContentType`. `contentTypes` needs it. */
  readonly contentTypeOf?: (
    upload: Upload,
    invocation: RecordInvocation,
  ) => Promise<string | undefined>;
  /**
   * Prefixes under which the handler itself writes to the bucket: `thumbnails/`. They must not be
   * inside of `prefix` or around it, with any `suffix`.
   */
  readonly writesTo?: string[];
  /** Objects to handle at the same time. Default: 100. */
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
    'The handler would be called for its own objects, without end. Give a prefix and writesTo that do not contain each other.',
  ),
);

/**
 * Creates a handler for the uploads to a bucket, and the deletions. Events of one object run in
 * order, different objects at the same time. If an object fails, the function throws after it has
 * tried all objects, and Lambda repeats the whole event. Objects that are done do not run again in
 * the same execution environment.
 *
 * Objects that the function itself wrote are ignored: it would call itself without end.
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
          logger.warn('s3-upload ignored an object that its own function wrote', {
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
    // S3 sends a test event without records when a notification is set up.
    if ('Event' in event && event.Event === 's3:TestEvent') return;
    if (!Array.isArray(event.Records)) throw new TypeError('This is not an event for s3-upload.');
    const left = await handleBatch(event.Records, context);
    if (left.length === 0) return;
    throw new Error(`${left.length} of ${event.Records.length} records are not done.`);
  };
}

/** An event may have no valid size. `NaN` exceeds every limit. */
function sizeOf({ size }: { readonly size?: unknown }): number {
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : Number.NaN;
}

/** Whether a key can begin with both. A leading slash, often a mistake, is ignored. */
function overlap(one: string, other: string): boolean {
  const [first = '', second = ''] = [one, other].map((prefix) => prefix.replace(/^\/+/, ''));
  return first.startsWith(second) || second.startsWith(first);
}

/** Whether the function itself wrote the object: its session has the function's name. */
function isOwn({ userIdentity }: S3EventRecord): boolean {
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
  return Boolean(name) && userIdentity?.principalId?.split(':').at(-1) === name;
}
