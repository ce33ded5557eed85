import { AwsError } from '../protocols/aws-error.js';
import type { Caller, ServiceRequestHead } from '../protocols/request.js';
import {
  ALGORITHM,
  amzDate,
  hmac,
  type Scope,
  sha256,
  sign,
  signingKey,
  TERMINATOR,
} from './compute-signature.js';
import { type CredentialStore, type IssuedCredentials, sameText } from './credentials.js';

/** AWS accepts a request for five minutes before and after it was signed. */
const MAXIMUM_SKEW_MS = 5 * 60 * 1000;
/** Amazon S3 accepts it for a quarter of an hour. */
const MAXIMUM_S3_SKEW_MS = 15 * 60 * 1000;
/** A week. */
const MAXIMUM_EXPIRES_S = 604_800;

type Authorization = {
  readonly accessKeyId: string;
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

/** The destination of a request. A signature for another destination is refused. */
export type Endpoint = {
  /** The region. Without it, any region is accepted. */
  readonly region?: string | undefined;
  /** The service's signing name, such as `cognito-idp`. Without it, any service is accepted. */
  readonly service?: string | undefined;
};

/** The two clocks, in milliseconds since 1970. */
export type SignatureTime = {
  /** The clock with which clients sign. */
  readonly signing: number;
  /** The clock for the expiry of credentials and presigned URLs, which a test may move. */
  readonly expiry: number;
};

/**
 * Identifies the caller that signed a request.
 *
 * A request without an `Authorization` header of AWS is anonymous. A request with a wrong signature
 * is refused and never counts as anonymous.
 *
 * @throws {AwsError} `UnrecognizedClientException`, `ExpiredTokenException`,
 *   `InvalidSignatureException`, `IncompleteSignatureException`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function authenticate(
  request: ServiceRequestHead & { readonly body: Uint8Array },
  credentials: CredentialStore,
  time: SignatureTime,
  endpoint: Endpoint = {},
): Caller {
  const header = request.headers.authorization;
  if (!header?.startsWith('AWS4-')) return { type: 'anonymous' };
  const authorization = parseAuthorization(header);
  const issued = issuedFor(authorization, request.headers['x-amz-security-token'], credentials);
  checkExpiry(issued, time);
  const signedAt = signedAtOf(request);
  const mistakes = scopeMistakes(authorization.scope, signedAt, endpoint);
  if (mistakes.length > 0) throw scopeError(mistakes);
  if (isSkewed(signedAt, time, MAXIMUM_SKEW_MS)) {
    throw new AwsError(
      'InvalidSignatureException',
      `Signature expired: ${signedAt} is not within five minutes of ${amzDate(time.signing)}.`,
      403,
    );
  }
  const [unsigned] = unsignedHeaders(request, authorization);
  if (unsigned !== undefined) {
    throw new AwsError(
      'InvalidSignatureException',
      `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`,
      403,
    );
  }
  const bodyHash = sha256(request.body);
  const claimedHash = request.headers['x-amz-content-sha256'] ?? bodyHash;
  checkSignature(request, authorization, { signedAt, bodyHash: claimedHash, issued });
  if (!sameText(claimedHash, bodyHash)) throw wrongSignature();
  return issued.caller;
}

/** The data of a signature that is needed to check a body while it is read. */
export type SignedBody = {
  /** `x-amz-content-sha256`: a hexadecimal digest, or one of the words used instead of a digest. */
  readonly contentSha256: string;
  /** Signs the chunks of the body. Each signature includes the one before it. */
  readonly chunks: ChunkSigner | undefined;
};

export type ChunkSigner = {
  /** The signature of the request. The signature of the first chunk includes it. */
  readonly seed: string;
  sign(algorithm: string, parts: readonly string[]): string;
};

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Identifies the caller that signed a request with a streamed body, as for Amazon S3. The signature
 * is in the `Authorization` header or in the query of a presigned URL.
 *
 * @throws {AwsError} Like {@link authenticate}, and `AccessDenied`, `RequestTimeTooSkewed`,
 *   `InvalidRequest` and `AuthorizationQueryParametersError`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function authenticateStream(
  head: ServiceRequestHead,
  credentials: CredentialStore,
  time: SignatureTime,
  endpoint: Endpoint = {},
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
  // A browser does not sign a CORS preflight, even for a presigned URL.
  if (head.method === 'OPTIONS' || (header === undefined && !isPresigned)) {
    const contentSha256 = headers['x-amz-content-sha256'] ?? UNSIGNED_PAYLOAD;
    return { caller: { type: 'anonymous' }, body: { contentSha256, chunks: undefined } };
  }
  const signed = isPresigned ? presigned(head, time) : bySignedHeaders(head, header ?? '', time);
  const { authorization, signedAt, contentSha256, token } = signed;
  const [mistake] = scopeMistakes(authorization.scope, signedAt, endpoint);
  if (mistake) throw streamScopeError(mistake, isPresigned);
  const issued = issuedFor(authorization, token, credentials);
  checkExpiry(issued, time);
  const unsigned = unsignedHeaders(head, authorization);
  if (unsigned.length > 0) {
    throw new AwsError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
      { HeadersNotSigned: unsigned.join(', ') },
    );
  }
  const key = checkSignature(head, authorization, { signedAt, bodyHash: contentSha256, issued });
  const scope = authorization.scope.join('/');
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
  const signedAt = signedAtOf(head);
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
  const credential = parseCredential(parameter('X-Amz-Credential'));
  const signedAt = parameter('X-Amz-Date');
  const signedTime = parseAmzDate(signedAt);
  const expires = parameter('X-Amz-Expires');
  const isComplete =
    parameter('X-Amz-Algorithm') === ALGORITHM &&
    credential !== undefined &&
    signedTime !== undefined &&
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
      ...credential,
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

function signedAtOf({ headers }: ServiceRequestHead): string {
  const signedAt = headers['x-amz-date'] ?? '';
  if (parseAmzDate(signedAt) === undefined) {
    throw incomplete("it needs an 'X-Amz-Date' header, such as 20260501T120000Z");
  }
  return signedAt;
}

type ScopeMistake = {
  readonly part: 'region' | 'service' | 'terminator' | 'date';
  readonly given: string;
  readonly expected: string;
  /** `X-Amz-Date` */
  readonly signedAt: string;
};

/** The parts of a signature's scope that do not fit the request, in the order of AWS's checks. */
function scopeMistakes(
  [date, region, service, terminator]: Scope,
  signedAt: string,
  endpoint: Endpoint,
): readonly ScopeMistake[] {
  const parts: readonly (readonly [ScopeMistake['part'], string, string])[] = [
    ['region', region, endpoint.region ?? region],
    ['service', service, endpoint.service ?? service],
    ['terminator', terminator, TERMINATOR],
    ['date', date, signedAt.slice(0, 8)],
  ];
  return parts
    .filter(([, given, expected]) => given !== expected)
    .map(([part, given, expected]) => ({ part, given, expected, signedAt }));
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
function scopeError(mistakes: readonly ScopeMistake[]): AwsError {
  const words = mistakes.map(({ part, given, expected, signedAt }) => {
    switch (part) {
      case 'region':
        return `Credential should be scoped to a valid region, not '${given}'. The sandbox runs in ${expected}: leave the region out, or take it from AWS_REGION.`;
      case 'service':
        return `Credential should be scoped to correct service: '${expected}'.`;
      case 'terminator':
        return `Credential should be scoped with a valid terminator: '${expected}', not '${given}'.`;
      case 'date':
        return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}' != '${expected}', from '${signedAt}'.`;
    }
    return part;
  });
  return new AwsError('InvalidSignatureException', words.join(' '), 403);
}

/** The same error in the words of Amazon S3, which names only the first mistake. */
function streamScopeError(mistake: ScopeMistake, isPresigned: boolean): AwsError {
  const { part, given, expected } = mistake;
  const words = {
    region: `the region '${given}' is wrong; expecting '${expected}'`,
    service: `incorrect service "${given}". This endpoint belongs to "${expected}".`,
    terminator: `incorrect terminal "${given}". This endpoint uses "${expected}".`,
    date: `Invalid credential date "${given}". This date is not the same as X-Amz-Date: "${expected}".`,
  }[part];
  return new AwsError(
    isPresigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed',
    isPresigned
      ? `Error parsing the X-Amz-Credential parameter; ${words}`
      : `The authorization header is malformed; ${words}`,
    400,
    part === 'region' ? { Region: expected } : {},
  );
}

/**
 * The headers of AWS that a signature does not cover: anybody who saw the request could have added
 * them. The digest of the body is not one of them, because it is signed in a different place.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
function unsignedHeaders(
  { headers }: ServiceRequestHead,
  { signedHeaders }: Authorization,
): readonly string[] {
  return Object.keys(headers).filter(
    (name) =>
      name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );
}

function isSkewed(signedAt: string, { signing }: SignatureTime, maximumMs: number): boolean {
  const signedTime = parseAmzDate(signedAt);
  return signedTime === undefined || Math.abs(signing - signedTime) > maximumMs;
}

/** @returns The signing key, for the parts that are signed separately. */
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
  // Over HTTP/2 the SDK signs the host as `:authority`, which HTTP/1.1 does not have.
  const isHostSigned = ['host', ':authority'].some(
    (name) => signedHeaders.includes(name) && Object.hasOwn(head.headers, name),
  );
  if (!isHostSigned) {
    throw incomplete("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization");
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
  return parseCredential(credential)?.scope[2];
}

/** Parses a `Credential` of five parts. It does not check their values. */
function parseCredential(
  credential: string,
): { readonly accessKeyId: string; readonly scope: Scope } | undefined {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || !terminator || more.length > 0) {
    return undefined;
  }
  return { accessKeyId, scope: [date, region, service, terminator] };
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
  const credential = parseCredential(fields.get('Credential') ?? '');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (!credential) {
    throw incomplete("it needs a 'Credential' of five parts");
  }
  if (!signedHeaders || !signature) {
    throw incomplete("it needs 'SignedHeaders' and 'Signature'");
  }
  return {
    ...credential,
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
}

function incomplete(what: string): AwsError {
  return new AwsError(
    'IncompleteSignatureException',
    `The Authorization header is not a complete signature: ${what}.`,
    403,
  );
}
