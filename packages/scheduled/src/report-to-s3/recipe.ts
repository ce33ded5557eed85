import { setTimeout as wait } from 'node:timers/promises';
import {
  Callback,
  loggable,
  logger,
  OptionsError,
  parseOptions,
  percentEncode,
  type ScheduledEvent,
  type ScheduledRun,
  type ScheduledTime,
  scheduledHandler,
  TimeZone,
} from '@amplify-recipes/core';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Handler } from 'aws-lambda';
import * as v from 'valibot';
import { type ObjectHeaders, putNewObject } from './conditional-object.js';
import { serialize } from './serialize.js';

type Rows<Row extends object> = AsyncIterable<Row> | Iterable<Row>;

export type ReportToS3Options<Row extends object = object> = {
  /**
   * The rows of the report, or a function that returns them. They are read one after the other, and
   * again when the report is written again. So give a generator function, not a generator.
   */
  readonly rows: Rows<Row> | ((run: ScheduledRun) => Rows<Row> | Promise<Rows<Row>>);
  /**
   * Returns the key of the report in the bucket. It must return the same key for the same time, and
   * another for the next time: a report is written only if its key is free.
   */
  readonly key: (time: ScheduledTime) => string;
  readonly format: 'csv' | 'ndjson';
  /** The columns of `csv`, in their order. Default: the columns of the first row. */
  readonly columns?: (keyof Row & string)[];
  /** The delimiter of the columns of `csv`. Default: `,`. */
  readonly delimiter?: ',' | ';' | '\t';
  /** Whether `csv` has a byte order mark, so that Excel reads it as UTF-8. Default: `false`. */
  readonly byteOrderMark?: boolean;
  /** Whether the object is compressed. HTTP clients decompress it. Default: `false`. */
  readonly gzip?: boolean;
  /**
   * The bucket. Default: `REPORTS_BUCKET_NAME` of the environment, or the only variable that ends
   * in `BUCKET_NAME`, which `access` in `defineStorage` sets.
   */
  readonly bucketName?: string;
  /** The IANA time zone of the scheduled time: `Europe/Berlin`. Default: `UTC`. */
  readonly timeZone?: string;
};

/** The result of a run. */
export type Report = {
  /** `ALREADY_THERE` if an object with the key exists. It is not changed. */
  readonly outcome: 'WRITTEN' | 'ALREADY_THERE';
  readonly bucketName: string;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
};

const Options = v.pipe(
  v.strictObject({
    rows: v.union(
      [Callback, v.custom<Rows<object>>(isReadAgain)],
      'Give rows that can be read again: an array, or a function that returns the rows.',
    ),
    key: Callback,
    format: v.picklist(['csv', 'ndjson']),
    columns: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.nonEmpty())),
        v.nonEmpty('Name at least one.'),
        v.check((names) => new Set(names).size === names.length, 'Name each once.'),
      ),
    ),
    delimiter: v.optional(v.picklist([',', ';', '\t'])),
    byteOrderMark: v.optional(v.boolean()),
    gzip: v.optional(v.boolean(), false),
    bucketName: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/))),
    timeZone: TimeZone,
  }),
  v.check(
    ({ format, columns, delimiter, byteOrderMark }) =>
      format === 'csv' || (columns ?? delimiter ?? byteOrderMark) === undefined,
    'Only the format csv has columns, a delimiter and a byteOrderMark.',
  ),
);

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
} as const;

/** How often a run tries if another run writes the same report at the same time. */
const TRIES = 3;

/**
 * Creates a handler that writes a report to S3, once per scheduled time. The key depends on that
 * time, and the report is written only if the key is free. The function needs the permission to
 * `write`.
 *
 * Rows are written as they come, in parts of 8 MiB, for reports of any length. A report is written
 * completely or not at all.
 *
 * @throws {OptionsError} When the options are not valid, or the environment has no bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @example
 * export const handler = reportToS3({
 *   format: 'csv',
 *   key: ({ date }) => `reports/orders-${date}.csv`,
 *   rows: ({ scheduledTime, signal }) => ordersBefore(scheduledTime.at, { signal }),
 * });
 */
export function reportToS3<Row extends object>(
  options: ReportToS3Options<Row>,
): Handler<ScheduledEvent, Report> {
  const parsed = parseOptions(Options, options);
  const { format, gzip, timeZone, bucketName = bucketOfEnvironment() } = parsed;
  const { columns, delimiter = ',', byteOrderMark = false } = parsed;
  const { rows, key: keyOf } = options;
  const s3 = new S3Client({
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
    },
  });

  async function write(run: ScheduledRun, key: string): Promise<Report> {
    const { scheduledTime, signal } = run;
    let count = 0;
    async function* counted(): AsyncGenerator<object> {
      for await (const row of typeof rows === 'function' ? await rows(run) : rows) {
        if (typeof row !== 'object' || row === null) {
          throw loggable(new TypeError('A row is not an object.'));
        }
        count += 1;
        yield row;
      }
    }
    const serialized = serialize(
      counted(),
      { format, columns, delimiter, byteOrderMark, gzip },
      signal,
    );
    const { isNew, bytes } = await putNewObject(
      s3,
      { Bucket: bucketName, Key: key, ...headersOf(format, gzip, key) },
      serialized,
      signal,
    );
    const outcome = isNew ? 'WRITTEN' : 'ALREADY_THERE';
    logger.info('report-to-s3 is done', {
      outcome,
      scheduledTime: scheduledTime.iso,
      rows: count,
      bytes,
    });
    return { outcome, bucketName, key, rows: count, bytes };
  }

  return scheduledHandler({ recipe: 'report-to-s3', timeZone }, async (run) => {
    const key = checkedKey(keyOf(run.scheduledTime));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await write(run, key);
      } catch (error) {
        if (!isConflict(error) || attempt === TRIES) throw error;
        await wait(100 * 2 ** attempt * (1 + Math.random()), undefined, { signal: run.signal });
      }
    }
  });
}

/** Whether another client wrote the same object at the same time. */
function isConflict(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'ConditionalRequestConflict';
}

/** Generators and streams can be read only once. */
function isReadAgain(rows: unknown): boolean {
  const given: Partial<Rows<object> & { next: unknown; pipe: unknown; getReader: unknown }> =
    typeof rows === 'object' && rows !== null ? rows : {};
  const isIterable = Symbol.asyncIterator in given || Symbol.iterator in given;
  return isIterable && !given.next && !given.pipe && !given.getReader;
}

function bucketOfEnvironment(): string {
  const names = Object.keys(process.env).filter((name) => /(?:^|_)BUCKET_NAME$/.test(name));
  const name = names.length === 1 ? names[0] : 'REPORTS_BUCKET_NAME';
  const bucketName = process.env[name ?? ''];
  if (bucketName && !bucketName.startsWith('<')) return bucketName;
  throw new OptionsError([
    names.length > 1
      ? `bucketName is missing, and the environment has several: ${names.join(', ')}. Set bucketName in the options, or connect the function to its bucket with connectBucket.`
      : 'bucketName is missing, and the environment has none. Allow the function to write to a bucket.',
  ]);
}

/** In a URL, a segment of dots would change the key. */
function checkedKey(key: string): string {
  const isValid =
    typeof key === 'string' &&
    key !== '' &&
    Buffer.byteLength(key) <= 1024 &&
    !/^\/|[\p{Cc}\p{Cs}]|(?:^|\/)\.{1,2}(?:\/|$)/u.test(key);
  if (isValid) return key;
  throw loggable(
    new TypeError(
      'The key is not valid. Expected 1 to 1,024 bytes, without control characters, without a slash at its beginning, and without a segment of dots alone.',
    ),
  );
}

function headersOf(format: 'csv' | 'ndjson', gzip: boolean, key: string): ObjectHeaders {
  return {
    ContentType: CONTENT_TYPES[format],
    ContentDisposition: `attachment; filename*=UTF-8''${percentEncode(key.split('/').at(-1) ?? '')}`,
    ...(gzip && { ContentEncoding: 'gzip' }),
  };
}
