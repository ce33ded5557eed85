import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** The user that a code belongs to. The code is valid for this user, pool and app client only. */
export type CodeHolder = {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userName: string;
};

/** The user whose sign-in an event belongs to. */
export function holderOf({
  userPoolId,
  callerContext,
  userName,
}: {
  readonly userPoolId: string;
  readonly callerContext: { readonly clientId: string };
  readonly userName: string;
}): CodeHolder {
  return { userPoolId, clientId: callerContext.clientId, userName };
}

/** A record of a code that was sent. It does not contain the code. */
export type IssuedCode = {
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** 32 bytes in base64url. */
  readonly digest: string;
};

/** Milliseconds by which the clocks of the machines that issue and check a code may differ. */
const CLOCK_TOLERANCE = 5000;

export function newCode(digits: number): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0');
}

export function issue(key: string, holder: CodeHolder, code: string, issuedAt: number): IssuedCode {
  return { issuedAt, digest: digestOf(key, holder, code, issuedAt).toString('base64url') };
}

/** A record that looks like any other, but that no code matches. */
export function issueToNobody(issuedAt: number): IssuedCode {
  return { issuedAt, digest: randomBytes(32).toString('base64url') };
}

export function isRightCode(
  key: string,
  holder: CodeHolder,
  code: string,
  { issuedAt, digest }: IssuedCode,
): boolean {
  // In constant time: the time must not reveal how much of a guess is correct.
  return timingSafeEqual(Buffer.from(digest, 'base64url'), digestOf(key, holder, code, issuedAt));
}

export function isInForce({ issuedAt }: IssuedCode, expiresInSeconds: number): boolean {
  const age = Date.now() - issuedAt;
  return age >= -CLOCK_TOLERANCE && age < expiresInSeconds * 1000;
}

/** A keyed digest. Without the key, nobody can try all codes against it. */
function digestOf(
  key: string,
  { userPoolId, clientId, userName }: CodeHolder,
  code: string,
  issuedAt: number,
): Buffer {
  return keyed(key, ['code', userPoolId, clientId, userName, String(issuedAt), code]);
}

/** HMAC-SHA-256 of a list of texts. Different lists have different inputs. */
export function keyed(key: string, texts: readonly string[]): Buffer {
  return createHmac('sha256', key).update(JSON.stringify(texts)).digest();
}

/** The form that the metadata and the private parameters of the challenge hold. */
export function writeIssued({ issuedAt, digest }: IssuedCode): string {
  return `${issuedAt}.${digest}`;
}

export function readIssued(text: string | undefined): IssuedCode | undefined {
  const match = text?.match(/^(0|[1-9]\d{0,14})\.([\w-]{43})$/);
  return match ? { issuedAt: Number(match[1]), digest: String(match[2]) } : undefined;
}
