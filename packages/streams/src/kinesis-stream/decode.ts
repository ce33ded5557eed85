import { isUtf8 } from 'node:buffer';
import { RecordError } from '@amplify-recipes/core';

/** How the data of a record are read. */
export type Decoding = 'json' | 'text' | 'binary';

/** What a decoding makes of the data of a record. */
export type Decoded<As extends Decoding> = As extends 'binary'
  ? Uint8Array
  : As extends 'text'
    ? string
    : unknown;

/**
 * Reads the data of a Kinesis record, which Lambda writes in base64.
 *
 * @throws {RecordError} When they are not base64, not UTF-8, or not JSON. It has nothing of them,
 *   where the messages of `JSON.parse` do.
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

/** Node.js leaves out what is not base64, and what comes after it: then bytes are missing. */
function bytesOf(data: unknown): Buffer {
  if (typeof data !== 'string') throw new RecordError('The record has no data.');
  const bytes = Buffer.from(data, 'base64');
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  if (data.length % 4 !== 0 || bytes.length !== (data.length / 4) * 3 - padding) {
    throw new RecordError('The data are not base64.');
  }
  return bytes;
}
