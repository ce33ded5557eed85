import { setTimeout as wait } from 'node:timers/promises';
import {
  AwsRequestError,
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
import type { Handler } from 'aws-lambda';
import * as v from 'valibot';
import { putNewObject } from './conditional-object.js';
import { serialize } from './serialize.js';

type Rows<Row extends object> = AsyncIterable<Row> | Iterable<Row>;

export type ReportToS3Options<Row extends object = object> = {
  /**
   * The rows of the report, or a function that returns them. They are asked for one after the
   * other, and again when the report is to be written again: a generator is given by its function.
   */
  readonly rows: Rows<Row> | ((run: ScheduledRun) => Rows<Row> | Promise<Rows<Row>>);
  /**
   * Where the report is in the bucket. What it returns is to be the same for the same time, and
   * another for the next one: a report is written only where there is none.
   */
  readonly key: (time: ScheduledTime) => string;
  readonly format: 'csv' | 'ndjson';
  /** The columns of `csv`, in their order. Default is those of the first row. */
  readonly columns?: (keyof Row & string)[];
  /** What stands between the columns of `csv`. Default `,`. */
  readonly delimiter?: ',' | ';' | '\t';
  /** Whether `csv` begins with the mark by which Excel knows UTF-8. Default `false`. */
  readonly byteOrderMark?: boolean;
  /** Whether it is compressed. Whoever downloads it by HTTP gets it uncompressed. Default `false`. */
  readonly gzip?: boolean;
  /**
   * The bucket. Default is the one of the environment: `REPORTS_BUCKET_NAME`, or the only variable
   * that ends in `BUCKET_NAME`, as `access` in `defineStorage` sets it.
   */
  readonly bucketName?: string;
  /** The IANA time zone of the time that `key` is told: `Europe/Berlin`. Default `UTC`. */
  readonly timeZone?: string;
};

/** What came of a schedule's call. */
export type Report = {
  /** `ALREADY_THERE` where an object has the key. It is left as it is. */
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
      'Give what can be read again and again: an array, or a function that returns the rows.',
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

/** How often a report is made when another run writes the same one at the same time. */
const TRIES = 3;

/**
 * Writes a report to S3, once for each time that a schedule calls for: under a key made of that
 * time, and only where there is no object yet. The function needs to be allowed to `write`.
 *
 * Rows are written as they come, in parts of 8 MiB, whatever the length of the report. A report is
 * there as a whole or not at all.
 *
 * @throws {OptionsError} When the options are not valid, or there is no bucket in the environment.
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

  async function write(run: ScheduledRun, key: string): Promise<Report> {
    const { scheduledTime, signal } = run;
    let count = 0;
    async function* counted(): AsyncGenerator<object> {
      for await (const row of typeof rows === 'function' ? await rows(run) : rows) {
        if (typeof row !== 'object' || row === null) {
          throw loggable(new TypeError('A row is no object.'));
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
      { bucketName, key, headers: headersOf(format, gzip, key) },
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

/** S3 says so when another one writes the same object at the same time. */
function isConflict(error: unknown): boolean {
  return error instanceof AwsRequestError && error.name === 'ConditionalRequestConflict';
}

/** Generators and streams come to an end once, and have no rows the next time. */
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
      ? `bucketName is missing, and the environment has several: ${names.join(', ')}. Give the name in the options, or connect the function to its bucket by connectBucket.`
      : 'bucketName is missing, and the environment has none. Allow the function to write to a bucket.',
  ]);
}

/** A segment of dots would be another object's key on its way to S3. */
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

function headersOf(format: 'csv' | 'ndjson', gzip: boolean, key: string): Record<string, string> {
  return {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `attachment; filename*=UTF-8''${percentEncode(key.split('/').at(-1) ?? '')}`,
    ...(gzip && { 'content-encoding': 'gzip' }),
  };
}
