import { randomBytes, randomUUID } from 'node:crypto';
import { ulid } from 'ulid';

/** `util.autoId`: a random UUID. */
export function autoId(): string {
  return randomUUID();
}

/** `util.autoUlid`: an ID that sorts by its time in milliseconds. */
export function autoUlid(now: number): string {
  return ulid(now);
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KSUID_LENGTH = 27;
/** 2014-05-13T16:53:20Z, in seconds. */
const KSUID_EPOCH = 1_400_000_000;

/**
 * `util.autoKsuid`: an ID that sorts by its time in seconds. 4 bytes of time and 16 random bytes.
 *
 * @see https://github.com/segmentio/ksuid
 */
export function autoKsuid(now: number): string {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32BE(Math.floor(now / 1000) - KSUID_EPOCH);
  randomBytes(16).copy(bytes, 4);
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let id = '';
  while (id.length < KSUID_LENGTH) {
    id = BASE62.charAt(Number(rest % 62n)) + id;
    rest /= 62n;
  }
  return id;
}
