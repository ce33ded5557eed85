import { isUtf8 } from 'node:buffer';
import { RecordError } from '@amplify-recipes/core';

/** How to read the data of a record. */
export type Decoding = 'json' | 'text' | 'binary';

/** The type of decoded data. */
export type Decoded<As extends Decoding> = As extends 'binary'
  ? Uint8Array
  : As extends 'text'
    ? string
    : unknown;

/**
 * Decodes the data of a Kinesis record, which are in base64 in the event.
 *
 * @throws {RecordError} When the data are not base64, not UTF-8, or not JSON. Unlike the messages
 *   of `JSON.parse`, its message does not repeat the data.
 */
export function decode(data: unknown, as: Decoding): Uint8Array | string | unknown {
  const bytes = bytesOf(data);
  if (as === 'binary') return new Uint8Array(bytes);
  if (!isUtf8(bytes)) throw new RecordError('The data are not UTF-8.');
  const text = bytes.toString('utf8');
  if (as === 'text') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordError('The data are not JSON.');
  }
}

/** Node.js skips invalid base64 without an error. Then bytes are missing. */
function bytesOf(data: unknown): Buffer {
  if (typeof data !== 'string') throw new RecordError('The record has no data.');
  const bytes = Buffer.from(data, 'base64');
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  if (data.length % 4 !== 0 || bytes.length !== (data.length / 4) * 3 - padding) {
    throw new RecordError('The data are not base64.');
  }
  return bytes;
}
