import { createHash, createHmac } from 'node:crypto';
import { AwsError } from '../protocols/aws-error.js';
import type { Caller, ServiceRequestHead } from '../protocols/request.js';
import { type CredentialStore, type IssuedCredentials, sameText } from './credentials.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** AWS takes a request for five minutes around the time that it was signed. */
const MAXIMUM_SKEW_MS = 5 * 60 * 1000;
/** Amazon S3 takes it for a quarter of an hour. */
const MAXIMUM_S3_SKEW_MS = 15 * 60 * 1000;
/** A week. */
const MAXIMUM_EXPIRES_S = 604_800;

type Authorization = {
  readonly accessKeyId: string;
  readonly scope: readonly [date: string, region: string, service: string];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

/** The two clocks, in milliseconds since 1970. */
export type SignatureTime = {
  /** The one that clients sign with. */
  readonly signing: number;
  /** The one that credentials and presigned URLs expire by, which a test may move. */
  readonly expiry: number;
};

/**
 * Tells who signed a request.
 *
 * A request without an `Authorization` header of AWS is anonymous; one with a signature that does
 * not hold is refused, never taken as anonymous.
 *
 * @throws {AwsError} `UnrecognizedClientException`, `ExpiredTokenException`,
 *   `InvalidSignatureException`, `IncompleteSignatureException`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function authenticate(
  request: ServiceRequestHead & { readonly body: Uint8Array },
  credentials: CredentialStore,
  time: SignatureTime,
): Caller {
  const header = request.headers.authorization;
  if (!header?.startsWith('AWS4-')) return { type: 'anonymous' };
  const authorization = parseAuthorization(header);
  const issued = issuedFor(authorization, request.headers['x-amz-security-token'], credentials);
  checkExpiry(issued, time);
  const signedAt = signedAtOf(request, authorization);
  if (isSkewed(signedAt, time, MAXIMUM_SKEW_MS)) {
    throw new AwsError(
      'InvalidSignatureException',
      `Signature expired: ${signedAt} is not within five minutes of ${amzDate(time.signing)}.`,
      403,
    );
  }
  const bodyHash = sha256(request.body);
  const claimedHash = request.headers['x-amz-content-sha256'] ?? bodyHash;
  checkSignature(request, authorization, { signedAt, bodyHash: claimedHash, issued });
  if (!sameText(claimedHash, bodyHash)) throw wrongSignature();
  return issued.caller;
}

/** What a signature says of a body that is yet to be read. */
export type SignedBody = {
  /** `x-amz-content-sha256`: a digest in hexadecimal, or one of the words that stand for none. */
  readonly contentSha256: string;
  /** Signs the chunks of the body, each over the signature before it. */
  readonly chunks: ChunkSigner | undefined;
};

export type ChunkSigner = {
  /** The signature of the request, on which that of the first chunk builds. */
  readonly seed: string;
  sign(algorithm: string, parts: readonly string[]): string;
};

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Tells who signed a request whose body is a stream, as Amazon S3 takes them: by the
 * `Authorization` header, or by the query of a presigned URL.
 *
 * @throws {AwsError} as {@link authenticate}, and `AccessDenied`, `RequestTimeTooSkewed`,
 *   `InvalidRequest` and `AuthorizationQueryParametersError`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function authenticateStream(
  head: ServiceRequestHead,
  credentials: CredentialStore,
  time: SignatureTime,
): { readonly caller: Caller; readonly body: SignedBody } {
  const { headers, query } = head;
  const header = headers.authorization;
  const isPresigned = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
  if (header !== undefined && isPresigned) {
    throw new AwsError(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  // What a browser asks beforehand is not signed, also where it asks for a presigned URL.
  if (head.method === 'OPTIONS' || (header === undefined && !isPresigned)) {
    const contentSha256 = headers['x-amz-content-sha256'] ?? UNSIGNED_PAYLOAD;
    return { caller: { type: 'anonymous' }, body: { contentSha256, chunks: undefined } };
  }
  const signed = isPresigned ? presigned(head, time) : bySignedHeaders(head, header ?? '', time);
  const { authorization, signedAt, contentSha256, token } = signed;
  const issued = issuedFor(authorization, token, credentials);
  checkExpiry(issued, time);
  const key = checkSignature(head, authorization, { signedAt, bodyHash: contentSha256, issued });
  const scope = scopeOf(authorization);
  return {
    caller: issued.caller,
    body: {
      contentSha256,
      chunks: {
        seed: authorization.signature,
        sign: (algorithm, parts) =>
          hmac(key, [algorithm, signedAt, scope, ...parts].join('\n')).toString('hex'),
      },
    },
  };
}

type SignedRequest = {
  readonly authorization: Authorization;
  readonly signedAt: string;
  readonly contentSha256: string;
  readonly token: string | undefined;
};

function bySignedHeaders(
  head: ServiceRequestHead,
  header: string,
  time: SignatureTime,
): SignedRequest {
  const authorization = parseAuthorization(header);
  const signedAt = signedAtOf(head, authorization);
  if (isSkewed(signedAt, time, MAXIMUM_S3_SKEW_MS)) throw tooSkewed();
  const contentSha256 = head.headers['x-amz-content-sha256'];
  if (contentSha256 === undefined) {
    throw new AwsError(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  return {
    authorization,
    signedAt,
    contentSha256,
    token: head.headers['x-amz-security-token'],
  };
}

function presigned({ query, headers }: ServiceRequestHead, time: SignatureTime): SignedRequest {
  const parameter = (name: string) => query.get(name) ?? '';
  const [accessKeyId, date, region, service, terminator] = parameter('X-Amz-Credential').split('/');
  const signedAt = parameter('X-Amz-Date');
  const signedTime = parseAmzDate(signedAt);
  const expires = parameter('X-Amz-Expires');
  const isComplete =
    parameter('X-Amz-Algorithm') === ALGORITHM &&
    accessKeyId &&
    date &&
    region &&
    service &&
    terminator === 'aws4_request' &&
    signedTime !== undefined &&
    signedAt.startsWith(date) &&
    /^\d{1,6}$/.test(expires) &&
    parameter('X-Amz-SignedHeaders').split(';').includes('host') &&
    parameter('X-Amz-Signature') !== '';
  if (!isComplete) {
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  if (Number(expires) < 1 || Number(expires) > MAXIMUM_EXPIRES_S) {
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 1 and 604800 seconds',
    );
  }
  if (signedTime > time.signing + MAXIMUM_S3_SKEW_MS) {
    throw new AwsError('AccessDenied', 'Request is not valid yet', 403);
  }
  if (signedTime + Number(expires) * 1000 <= time.expiry) {
    throw new AwsError('AccessDenied', 'Request has expired', 403);
  }
  const signedHeaders = parameter('X-Amz-SignedHeaders').split(';');
  const hashHeader = signedHeaders.includes('x-amz-content-sha256')
    ? headers['x-amz-content-sha256']
    : undefined;
  return {
    authorization: {
      accessKeyId,
      scope: [date, region, service],
      signedHeaders,
      signature: parameter('X-Amz-Signature'),
    },
    signedAt,
    contentSha256: hashHeader ?? query.get('X-Amz-Content-Sha256') ?? UNSIGNED_PAYLOAD,
    token: query.get('X-Amz-Security-Token') ?? undefined,
  };
}

function issuedFor(
  { accessKeyId }: Authorization,
  token: string | undefined,
  credentials: CredentialStore,
): IssuedCredentials {
  const issued = credentials.find(accessKeyId, token);
  if (issued) return issued;
  throw new AwsError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    403,
  );
}

function checkExpiry({ expiresAt }: IssuedCredentials, { expiry }: SignatureTime): void {
  if (expiresAt === undefined || expiresAt > expiry) return;
  throw new AwsError(
    'ExpiredTokenException',
    'The security token included in the request is expired',
    403,
  );
}

function signedAtOf({ headers }: ServiceRequestHead, { scope }: Authorization): string {
  const signedAt = headers['x-amz-date'] ?? '';
  if (parseAmzDate(signedAt) === undefined || !signedAt.startsWith(scope[0])) {
    throw incomplete("it needs an 'X-Amz-Date' header of the day in its credential scope");
  }
  return signedAt;
}

function isSkewed(signedAt: string, { signing }: SignatureTime, maximumMs: number): boolean {
  const signedTime = parseAmzDate(signedAt);
  return signedTime === undefined || Math.abs(signing - signedTime) > maximumMs;
}

/** @returns The key that signs, for what is signed besides the request. */
function checkSignature(
  head: ServiceRequestHead,
  authorization: Authorization,
  signed: {
    readonly signedAt: string;
    readonly bodyHash: string;
    readonly issued: IssuedCredentials;
  },
): Buffer {
  const { signedHeaders, signature } = authorization;
  // Over HTTP/2 the SDK signs the host by its other name.
  if (!signedHeaders.includes('host') && !signedHeaders.includes(':authority')) {
    throw incomplete("'Host' must be a signed header");
  }
  const key = signingKey(authorization, signed.issued.secretAccessKey);
  const expected = sign(head, authorization, signed.signedAt, signed.bodyHash, key);
  if (!sameText(signature, expected)) throw wrongSignature();
  return key;
}

function wrongSignature(): AwsError {
  return new AwsError(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    403,
  );
}

function tooSkewed(): AwsError {
  return new AwsError(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
  );
}

/** The service that a request was signed for, such as `cognito-idp`, as it claims. */
export function signingNameOf(
  authorization: string | undefined,
  query: URLSearchParams,
): string | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  return /^[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request$/.exec(credential)?.[1];
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
  authorization: Authorization,
  signedAt: string,
  bodyHash: string,
  key: Buffer,
): string {
  const { scope, signedHeaders } = authorization;
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
    scopeOf(authorization),
    sha256(Buffer.from(canonicalRequest)),
  ].join('\n');
  return hmac(key, stringToSign).toString('hex');
}

function scopeOf({ scope }: Authorization): string {
  return [...scope, 'aws4_request'].join('/');
}

function signingKey({ scope: [date, region, service] }: Authorization, secret: string): Buffer {
  return [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date));
}

/** All services but S3 encode the path, which is encoded already, a second time. */
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
