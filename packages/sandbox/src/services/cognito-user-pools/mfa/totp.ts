import { createHmac, timingSafeEqual } from 'node:crypto';

/** In seconds. */
const STEP = 30;
const DIGITS = 6;
/** A code is valid half a minute early or late, because clocks differ. */
const TOLERATED_STEPS = [0, -1, 1] as const;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * A time-based one-time password, with HMAC-SHA-1.
 *
 * @param step Number of the half minute since 1970.
 * @see https://www.rfc-editor.org/rfc/rfc6238
 * @see https://www.rfc-editor.org/rfc/rfc4226#section-5.3
 */
export function totp(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hmac = createHmac('sha1', secret).update(counter).digest();
  const offset = hmac.readUInt8(hmac.length - 1) & 0x0f;
  const number = (hmac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/** @param now In milliseconds since 1970. */
export function timeStep(now: number): number {
  return Math.floor(now / 1000 / STEP);
}

/**
 * The time step to which a code belongs.
 *
 * @param now In milliseconds since 1970.
 * @returns `undefined` when the code belongs to no time step near `now`.
 */
export function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
  const entered = Buffer.from(code);
  const steps = TOLERATED_STEPS.map((tolerated) => timeStep(now) + tolerated);
  return steps.find((step) => {
    const right = Buffer.from(totp(secret, step));
    return entered.length === right.length && timingSafeEqual(entered, right);
  });
}

/**
 * Base32 without padding, the format of secrets in authenticator apps.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-6
 */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}
