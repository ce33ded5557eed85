import { createHash, createHmac } from 'node:crypto';
import type { ServiceRequestHead } from '../service.js';
import { AwsError } from '../services/aws-error.js';
import { type Caller, type CredentialStore, sameText } from './credentials.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** AWS takes a request for five minutes around the time that it was signed. */
const MAXIMUM_SKEW_MS = 5 * 60 * 1000;

type Authorization = {
  readonly accessKeyId: string;
  readonly scope: readonly [date: string, region: string, service: string];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

/**
 * Tells who signed a request.
 *
 * A request without an `Authorization` header of AWS is anonymous; one with a signature that does
 * not hold is refused, never taken as anonymous.
 *
 * @param time In milliseconds since 1970, on two clocks: the one that clients sign with, and the
 *   one that credentials expire by, which a test may move.
 * @throws {AwsError} `UnrecognizedClientException`, `ExpiredTokenException`,
 *   `InvalidSignatureException`, `IncompleteSignatureException`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function authenticate(
  request: ServiceRequestHead & { readonly body: Uint8Array },
  credentials: CredentialStore,
  time: { readonly signing: number; readonly expiry: number },
): Caller {
  const header = request.headers.authorization;
  if (!header?.startsWith('AWS4-')) return { type: 'anonymous' };
  const authorization = parseAuthorization(header);
  const { accessKeyId, scope, signedHeaders, signature } = authorization;

  const issued = credentials.find(accessKeyId, request.headers['x-amz-security-token']);
  if (!issued) {
    throw new AwsError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
    );
  }
  if (issued.expiresAt !== undefined && issued.expiresAt <= time.expiry) {
    throw new AwsError(
      'ExpiredTokenException',
      'The security token included in the request is expired',
      403,
    );
  }

  const signedAt = request.headers['x-amz-date'] ?? '';
  const signedTime = parseAmzDate(signedAt);
  if (signedTime === undefined || !signedAt.startsWith(scope[0])) {
    throw incomplete("it needs an 'X-Amz-Date' header of the day in its credential scope");
  }
  if (Math.abs(time.signing - signedTime) > MAXIMUM_SKEW_MS) {
    throw new AwsError(
      'InvalidSignatureException',
      `Signature expired: ${signedAt} is not within five minutes of ${amzDate(time.signing)}.`,
      403,
    );
  }
  // Over HTTP/2 the SDK signs the host by its other name.
  if (!signedHeaders.includes('host') && !signedHeaders.includes(':authority')) {
    throw incomplete("'Host' must be a signed header");
  }
  const bodyHash = sha256(request.body);
  const claimedHash = request.headers['x-amz-content-sha256'] ?? bodyHash;
  const expected = sign(request, authorization, signedAt, claimedHash, issued.secretAccessKey);
  if (!sameText(signature, expected) || !sameText(claimedHash, bodyHash)) {
    throw new AwsError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      403,
    );
  }
  return issued.caller;
}

/** The service that a request was signed for, such as `cognito-idp`, as it claims. */
export function signingNameOf(authorization: string | undefined): string | undefined {
  return /Credential=[^/,\s]+\/\d{8}\/[^/,\s]+\/([^/,\s]+)\/aws4_request/.exec(
    authorization ?? '',
  )?.[1];
}

function parseAuthorization(header: string): Authorization {
  const [algorithm, ...rest] = header.split(' ');
  if (algorithm !== ALGORITHM) throw incomplete(`its algorithm must be ${ALGORITHM}`);
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field) => {
        const equals = field.indexOf('=');
        return [field.slice(0, equals), field.slice(equals + 1)] as const;
      }),
  );
  const [accessKeyId, date, region, service, terminator] = (fields.get('Credential') ?? '').split(
    '/',
  );
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    throw incomplete("it needs a 'Credential' of five parts");
  }
  if (!signedHeaders || !signature) {
    throw incomplete("it needs 'SignedHeaders' and 'Signature'");
  }
  return {
    accessKeyId,
    scope: [date, region, service],
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

function sign(
  request: ServiceRequestHead,
  { scope, signedHeaders }: Authorization,
  signedAt: string,
  bodyHash: string,
  secretAccessKey: string,
): string {
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path, scope[2]),
    canonicalQuery(request.query),
    ...signedHeaders.map(
      (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}`,
    ),
    '',
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
  const stringToSign = [
    ALGORITHM,
    signedAt,
    [...scope, 'aws4_request'].join('/'),
    sha256(Buffer.from(canonicalRequest)),
  ].join('\n');
  const key = [...scope, 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => hmac(previous, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, stringToSign).toString('hex');
}

/** All services but S3 encode the path, which is encoded already, a second time. */
function canonicalPath(path: string, service: string): string {
  return service === 's3' ? path : path.split('/').map(encodeRfc3986).join('/');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
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

function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
}

function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

function incomplete(what: string): AwsError {
  return new AwsError(
    'IncompleteSignatureException',
    `The Authorization header is not a complete signature: ${what}.`,
    403,
  );
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
