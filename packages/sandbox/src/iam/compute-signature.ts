import { createHash, createHmac } from 'node:crypto';
import type { ServiceRequestHead } from '../protocols/request.js';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

/** The scope of a signature: day, region, service and `aws4_request`. */
export type Scope = readonly [date: string, region: string, service: string, terminator: string];

type Signed = { readonly scope: Scope; readonly signedHeaders: readonly string[] };

/**
 * The signature of a request (Signature Version 4).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sign(
  request: ServiceRequestHead,
  { scope, signedHeaders }: Signed,
  signedAt: string,
  bodyHash: string,
  key: Buffer,
): string {
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path, scope[2]),
    canonicalQuery(request.query),
    ...signedHeaders.map(
      (name) => `${name}:${headerOf(request, name).trim().replace(/\s+/g, ' ')}`,
    ),
    '',
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
  const stringToSign = [
    ALGORITHM,
    signedAt,
    scope.join('/'),
    sha256(Buffer.from(canonicalRequest)),
  ].join('\n');
  return hmac(key, stringToSign).toString('hex');
}

/** The value of a header, whose name may be that of a property of every object. */
function headerOf({ headers }: ServiceRequestHead, name: string): string {
  return (Object.hasOwn(headers, name) ? headers[name] : undefined) ?? '';
}

export function signingKey(
  { scope: [date, ...rest] }: Pick<Signed, 'scope'>,
  secret: string,
): Buffer {
  return rest.reduce(hmac, hmac(`AWS4${secret}`, date));
}

/** All services except S3 encode the path a second time. */
function canonicalPath(path: string, service: string): string {
  return service === 's3' ? path : path.split('/').map(encodeRfc3986).join('/');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
