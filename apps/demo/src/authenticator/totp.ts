const PERIOD_SECONDS = 30;
const DIGITS = 6;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Computes the code that an authenticator app shows for a secret: RFC 6238 with SHA-1, six digits
 * and 30 seconds, which Cognito and the apps use.
 *
 * @param secret In base 32, as in an `otpauth:` URI.
 * @param at Milliseconds since 1970.
 */
export async function totpCode(secret: string, at: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(at / 1000 / PERIOD_SECONDS)));
  const algorithm = { name: 'HMAC', hash: 'SHA-1' };
  const key = await crypto.subtle.importKey('raw', fromBase32(secret), algorithm, false, ['sign']);
  const digest = new DataView(await crypto.subtle.sign(algorithm, key, counter));
  // RFC 4226, section 5.3: the last four bits say where the code is.
  const offset = digest.getUint8(digest.byteLength - 1) & 0xf;
  const number = (digest.getUint32(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/** How long the code at a time is still valid, in milliseconds. */
export function totpLasts(at: number): number {
  const period = PERIOD_SECONDS * 1000;
  return period - (at % period);
}

/** RFC 4648, section 6. */
function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const bits = Array.from(text.toUpperCase().replace(/=+$/, ''), (character) =>
    BASE32.indexOf(character).toString(2).padStart(5, '0'),
  ).join('');
  const bytes = bits.match(/[01]{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}
