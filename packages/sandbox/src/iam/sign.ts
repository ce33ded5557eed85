import type { ServiceRequestHead } from '../protocols/request.js';
import {
  ALGORITHM,
  amzDate,
  type Scope,
  sha256,
  sign,
  signingKey,
  TERMINATOR,
} from './compute-signature.js';
import type { AwsCredentials } from './credentials.js';
import { UNSIGNED_PAYLOAD } from './signature.js';

/** The parts of a signature that do not depend on the request. */
export type SigningOptions = {
  readonly credentials: AwsCredentials;
  readonly region: string;
  /** The service's signing name. */
  readonly service: string;
  /** Milliseconds since 1970. */
  readonly time: number;
};

/** Signs the headers of a request, as the AWS SDKs do. */
export function signedHeaders(
  head: ServiceRequestHead,
  body: string,
  options: SigningOptions,
): Readonly<Record<string, string>> {
  const { credentials } = options;
  const { signedAt, scope } = scopeAt(options);
  const bodyHash = sha256(Buffer.from(body));
  const headers = {
    ...head.headers,
    'x-amz-date': signedAt,
    'x-amz-content-sha256': bodyHash,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const authorization = {
    accessKeyId: credentials.accessKeyId,
    scope,
    signedHeaders: names,
    signature: '',
  };
  const key = signingKey(authorization, credentials.secretAccessKey);
  const signature = sign({ ...head, headers }, authorization, signedAt, bodyHash, key);
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/**
 * Signs a URL, which anybody can then use until it expires.
 *
 * @param expiresIn Seconds.
 * @returns The query.
 */
export function presignedQuery(
  head: ServiceRequestHead,
  expiresIn: number,
  options: SigningOptions,
): URLSearchParams {
  const { credentials } = options;
  const { signedAt, scope } = scopeAt(options);
  const query = new URLSearchParams(head.query);
  query.set('X-Amz-Algorithm', ALGORITHM);
  query.set('X-Amz-Content-Sha256', UNSIGNED_PAYLOAD);
  query.set('X-Amz-Credential', `${credentials.accessKeyId}/${scope.join('/')}`);
  query.set('X-Amz-Date', signedAt);
  query.set('X-Amz-Expires', String(expiresIn));
  query.set('X-Amz-SignedHeaders', 'host');
  if (credentials.sessionToken) query.set('X-Amz-Security-Token', credentials.sessionToken);
  const authorization = {
    accessKeyId: credentials.accessKeyId,
    scope,
    signedHeaders: ['host'],
    signature: '',
  };
  const key = signingKey(authorization, credentials.secretAccessKey);
  query.set(
    'X-Amz-Signature',
    sign({ ...head, query }, authorization, signedAt, UNSIGNED_PAYLOAD, key),
  );
  return query;
}

function scopeAt({ region, service, time }: SigningOptions) {
  const signedAt = amzDate(time);
  const scope: Scope = [signedAt.slice(0, 8), region, service, TERMINATOR];
  return { signedAt, scope };
}
