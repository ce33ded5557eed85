import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Whose code it is. It is right for nobody else, in no other pool and for no other app. */
export type CodeHolder = {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userName: string;
};

/** What is known of a code after it was sent: not the code. */
export type IssuedCode = {
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** 32 bytes in base64url. */
  readonly digest: string;
};

/** Milliseconds that two machines may be apart: one issues a code, and another judges the answer. */
const CLOCK_TOLERANCE = 5000;

export function newCode(digits: number): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0');
}

export function issue(key: string, holder: CodeHolder, code: string, issuedAt: number): IssuedCode {
  return { issuedAt, digest: digestOf(key, holder, code, issuedAt).toString('base64url') };
}

/** Looks like any other, and no code is right for it. */
export function issueToNobody(issuedAt: number): IssuedCode {
  return { issuedAt, digest: randomBytes(32).toString('base64url') };
}

export function isRightCode(
  key: string,
  holder: CodeHolder,
  code: string,
  { issuedAt, digest }: IssuedCode,
): boolean {
  // As digests, and in constant time: how far a guess is right cannot be timed.
  return timingSafeEqual(Buffer.from(digest, 'base64url'), digestOf(key, holder, code, issuedAt));
}

export function isInForce({ issuedAt }: IssuedCode, expiresInSeconds: number): boolean {
  const age = Date.now() - issuedAt;
  return age >= -CLOCK_TOLERANCE && age < expiresInSeconds * 1000;
}

/** A keyed digest: who reads it cannot try all codes against it. */
function digestOf(
  key: string,
  { userPoolId, clientId, userName }: CodeHolder,
  code: string,
  issuedAt: number,
): Buffer {
  return keyed(key, ['code', userPoolId, clientId, userName, String(issuedAt), code]);
}

/** HMAC-SHA-256 of a list of texts, which no other list has. */
export function keyed(key: string, texts: readonly string[]): Buffer {
  return createHmac('sha256', key).update(JSON.stringify(texts)).digest();
}

/** As it travels in the challenge's metadata and private parameters. */
export function writeIssued({ issuedAt, digest }: IssuedCode): string {
  return `${issuedAt}.${digest}`;
}

export function readIssued(text: string | undefined): IssuedCode | undefined {
  const match = text?.match(/^(0|[1-9]\d{0,14})\.([\w-]{43})$/);
  return match ? { issuedAt: Number(match[1]), digest: String(match[2]) } : undefined;
}
