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
 * Writes rows as CSV (RFC 4180) or as JSON, one a line. Rows are asked for as fast as the bytes are
 * read, so that few of them are in memory.
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

/** What goes wrong before is told to whoever reads. Who stops reading stops what is before. */
function piped(from: Readable, to: Transform): Transform {
  return pipeline(from, to, () => {});
}

/**
 * A spreadsheet runs a text that begins like a formula. Such a text gets an apostrophe before it,
 * and texts are quoted, so that they cannot begin a cell of their own. Numbers stay as they are.
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
      // OWASP names it, the library does not.
      string: (text) => (text.startsWith('\n') ? `'${text}` : text),
      // The library would write true as 1, false as nothing, and a date as milliseconds.
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

/** Objects within objects that are written. What is deeper could end the process's stack. */
const DEPTH = 1000;

/**
 * The JSON of a value. What JSON cannot hold does not fail the report: large integers are texts,
 * and what is inside of itself, or deeper than 1,000 objects, is `null`.
 */
function jsonOf(value: unknown): string | undefined {
  const around: unknown[] = [];
  return JSON.stringify(value, function (this: unknown, _key, inner: unknown) {
    if (typeof inner === 'bigint') return String(inner);
    if (typeof inner !== 'object' || inner === null) return inner;
    // `this` is what the value is in: what was left since is no longer around it.
    while (around.length > 0 && around.at(-1) !== this) around.pop();
    if (around.includes(inner) || around.length === DEPTH) return null;
    around.push(inner);
    return inner;
  });
}

/** The header, and then the values of each row in its order. */
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
          'A row has a column that the first one has not, and would lose it. Name all columns in the option "columns".',
        ),
      );
    }
    yield names.map((name) => cellOf(row, name));
  }
}

/** Nothing where the row has no property of its own, or JSON has no number or date for it. */
function cellOf(row: object, name: string): unknown {
  const value: unknown = Object.hasOwn(row, name) ? Reflect.get(row, name) : undefined;
  const isNothing =
    typeof value === 'function' ||
    typeof value === 'symbol' ||
    (typeof value === 'number' && !Number.isFinite(value)) ||
    (value instanceof Date && Number.isNaN(value.getTime()));
  return isNothing ? undefined : value;
}
