import { addAbortSignal, pipeline, Readable, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { loggable } from '@amplify-recipes/core';
import { stringify } from 'csv-stringify';

export type Serialization = {
  readonly format: 'csv' | 'ndjson';
  readonly columns: readonly string[] | undefined;
  readonly delimiter: string;
  readonly byteOrderMark: boolean;
  readonly gzip: boolean;
};

/**
 * Writes rows as CSV (RFC 4180) or as JSON, one per line. Rows are read only as fast as the bytes,
 * so that few of them are in memory.
 */
export function serialize(
  rows: AsyncIterable<object>,
  { format, columns, delimiter, byteOrderMark, gzip }: Serialization,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const lines: Readable =
    format === 'csv'
      ? piped(Readable.from(records(rows, columns)), csv(delimiter, byteOrderMark))
      : piped(Readable.from(rows), ndjson());
  return addAbortSignal(signal, gzip ? piped(lines, createGzip()) : lines);
}

/** An error of the source reaches the reader. A reader that stops also stops the source. */
function piped(from: Readable, to: Transform): Transform {
  return pipeline(from, to, () => {});
}

/**
 * A spreadsheet runs a text that begins like a formula. So an apostrophe is put before such a text,
 * and all texts are quoted, so that they cannot begin a new cell. Numbers do not change.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function csv(delimiter: string, byteOrderMark: boolean): Transform {
  return stringify({
    delimiter,
    bom: byteOrderMark,
    record_delimiter: 'windows',
    quoted_string: true,
    escape_formulas: true,
    cast: {
      // OWASP lists the line feed, the library does not.
      string: (text) => (text.startsWith('\n') ? `'${text}` : text),
      // The library would write true as 1, false as an empty cell, and a date as milliseconds.
      boolean: String,
      date: (date) => date.toISOString(),
      object: (value) => jsonOf(value) ?? '',
    },
  });
}

function ndjson(): Transform {
  return new Transform({
    writableObjectMode: true,
    transform(row: object, _encoding, callback) {
      try {
        callback(null, `${jsonOf(row) ?? null}\n`);
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

/** The deepest nesting that is written. Deeper objects could overflow the stack. */
const DEPTH = 1000;

/**
 * The JSON of a value. Values that JSON cannot hold do not fail the report: large integers become
 * strings, and objects that contain themselves, or deeper than 1,000 objects, become `null`.
 */
function jsonOf(value: unknown): string | undefined {
  const around: unknown[] = [];
  return JSON.stringify(value, function (this: unknown, _key, inner: unknown) {
    if (typeof inner === 'bigint') return String(inner);
    if (typeof inner !== 'object' || inner === null) return inner;
    // `this` is the object that holds the value. Drop the objects that ended before it.
    while (around.length > 0 && around.at(-1) !== this) around.pop();
    if (around.includes(inner) || around.length === DEPTH) return null;
    around.push(inner);
    return inner;
  });
}

/** The header, and then the values of each row, in the order of the header. */
async function* records(
  rows: AsyncIterable<object>,
  columns: readonly string[] | undefined,
): AsyncGenerator<readonly unknown[]> {
  let names = columns;
  if (names) yield names;
  for await (const row of rows) {
    if (!names) {
      names = Object.keys(row);
      yield names;
    } else if (!columns && Object.keys(row).some((name) => !names?.includes(name))) {
      throw loggable(
        new Error(
          'A row has a column that the first row does not have. Name all columns in the option "columns".',
        ),
      );
    }
    yield names.map((name) => cellOf(row, name));
  }
}

/** Undefined if the row has no such own property, or if the value has no text. */
function cellOf(row: object, name: string): unknown {
  const value: unknown = Object.hasOwn(row, name) ? Reflect.get(row, name) : undefined;
  const isNothing =
    typeof value === 'function' ||
    typeof value === 'symbol' ||
    (typeof value === 'number' && !Number.isFinite(value)) ||
    (value instanceof Date && Number.isNaN(value.getTime()));
  return isNothing ? undefined : value;
}
