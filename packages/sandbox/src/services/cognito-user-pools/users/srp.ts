import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PasswordVerifier } from '../store/users.js';

/**
 * The server side of Secure Remote Password, version 6a, in the variant that Cognito's clients
 * speak: the 3072-bit group of RFC 3526 with the generator 2, SHA-256, and a signature over the
 * session key instead of `M1`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054
 * @see https://www.rfc-editor.org/rfc/rfc3526#section-5
 */

const N = BigInt(
  `0x${[
    'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74',
    '020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437',
    '4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED',
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05',
    '98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB',
    '9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B',
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718',
    '3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33',
    'A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7',
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864',
    'D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2',
    '08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
  ].join('')}`,
);
const K = number(sha256(bytes(N), bytes(2n)));

/** One byte more than N: some clients send a leading zero byte. */
const MAX_HEX_DIGITS = 3072 / 4 + 2;

/** The owner of a password, as the computation uses it. */
export type SrpIdentity = {
  /** The part of the user pool's id after `_`. */
  readonly poolName: string;
  /** The user name, not an alias: `USER_ID_FOR_SRP`. */
  readonly username: string;
};

/**
 * The state of a handshake that the server keeps between its two steps. All numbers are
 * hexadecimal.
 */
export type SrpHandshake = {
  /** The client's public value. */
  readonly a: string;
  /** The server's secret. */
  readonly b: string;
  /** The server's public value. */
  readonly publicB: string;
  readonly verifier: string;
};

/** The client's proof that it knows the password. */
export type PasswordClaim = {
  readonly timestamp: string;
  readonly secretBlock: Buffer;
  /** Base64. */
  readonly signature: string;
};

/** Computes the verifier that is stored instead of the password. */
export function derivePasswordVerifier(
  identity: SrpIdentity,
  password: string,
  salt: string = randomBytes(16).toString('hex'),
): PasswordVerifier {
  const secret = sha256(Buffer.from(`${identity.poolName}${identity.username}:${password}`));
  const x = number(sha256(bytes(BigInt(`0x${salt}`)), secret));
  return { salt, verifier: powerOfTwo(x).toString(16) };
}

/** Whether a password matches a verifier. The comparison takes constant time. */
export function matchesPasswordVerifier(
  identity: SrpIdentity,
  password: string,
  kept: PasswordVerifier,
): boolean {
  const derived = derivePasswordVerifier(identity, password, kept.salt);
  return timingSafeEqual(sha256(derived.verifier), sha256(kept.verifier));
}

/**
 * Answers a client's public value `A`.
 *
 * @returns `undefined` when `A` is not a number, or is zero modulo N. With such a value, a client
 *   could prove any password.
 */
export function startHandshake(a: string, password: PasswordVerifier): SrpHandshake | undefined {
  if (!/^[0-9a-fA-F]+$/.test(a) || a.length > MAX_HEX_DIGITS) return undefined;
  if (BigInt(`0x${a}`) % N === 0n) return undefined;
  const b = number(randomBytes(32));
  const publicB = (K * BigInt(`0x${password.verifier}`) + powerOfTwo(b)) % N;
  return {
    a,
    b: b.toString(16),
    publicB: publicB.toString(16),
    verifier: password.verifier,
  };
}

/** Whether a claim is signed with the key that only a client with the password can compute. */
export function verifyPasswordClaim(
  identity: SrpIdentity,
  handshake: SrpHandshake,
  claim: PasswordClaim,
): boolean {
  const a = BigInt(`0x${handshake.a}`);
  const b = BigInt(`0x${handshake.b}`);
  const u = number(sha256(bytes(a), bytes(BigInt(`0x${handshake.publicB}`))));
  if (u === 0n) return false;
  const secret = power((a * power(BigInt(`0x${handshake.verifier}`), u)) % N, b);
  const key = Buffer.from(hkdfSync('sha256', bytes(secret), bytes(u), 'Caldera Derived Key', 16));
  const expected = createHmac('sha256', key)
    .update(identity.poolName)
    .update(identity.username)
    .update(claim.secretBlock)
    .update(claim.timestamp)
    .digest();
  return timingSafeEqual(sha256(expected), sha256(Buffer.from(claim.signature, 'base64')));
}

const TIMESTAMP =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d UTC \d{4}$/;

/**
 * Whether a text is a timestamp such as `Tue Mar 3 09:05:07 UTC 2026`. The day has no leading zero.
 */
export function isSrpTimestamp(timestamp: string): boolean {
  return TIMESTAMP.test(timestamp);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/**
 * A power of the generator, with an exponent of up to 256 bits. It multiplies one power from a table
 * for each digit, which takes a quarter of the time of squaring for each bit.
 */
function powerOfTwo(exponent: bigint): bigint {
  let result = 1n;
  const digits = exponent.toString(16);
  for (const [position, powers] of powersOfTwo().entries()) {
    const digit = Number.parseInt(digits.at(-1 - position) ?? '0', 16);
    result = (result * (powers[digit] ?? 1n)) % N;
  }
  return result;
}

let knownPowers: readonly (readonly bigint[])[] | undefined;

/** `powersOfTwo()[position][digit]` is 2 to the power of a hexadecimal digit at a position. */
function powersOfTwo() {
  let base = 2n;
  knownPowers ??= Array.from({ length: 256 / 4 }, () => {
    const powers: bigint[] = [];
    let next = 1n;
    for (let digit = 0; digit < 16; digit += 1) {
      powers.push(next);
      next = (next * base) % N;
    }
    base = next;
    return powers;
  });
  return knownPowers;
}

/** Like Java's `BigInteger.toByteArray`, which Cognito's clients imitate: never a leading 1 bit. */
function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

function number(buffer: Buffer): bigint {
  return BigInt(`0x${buffer.toString('hex')}`);
}

function sha256(...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
