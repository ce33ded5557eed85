import { createHash, createHmac } from 'node:crypto';

/** A request to an AWS API. */
export type AwsRequestToSign = {
  /** The HTTP method, in capitals. */
  readonly method: string;
  readonly url: URL;
  /** The headers to send. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The signing name of the service, such as `ses` for the host `email`. */
  readonly service: string;
  readonly region: string;
};

/** AWS credentials. Lambda provides them to a function in environment variables. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
};

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Returns the headers of a signed AWS request, in lower case: the given ones and those of Signature
 * Version 4. Use it in functions that make a few calls: a client of the SDK would be most of their
 * bundle.
 *
 * @param now Milliseconds since 1970.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @example
 * const headers = signedHeaders(request, credentials);
 * const response = await fetch(request.url, { method, headers, body });
 */
export function signedHeaders(
  { method, url, headers, body, service, region }: AwsRequestToSign,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  now: number = Date.now(),
): Record<string, string> {
  const bodyHash = sha256(body);
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const sent: Record<string, string> = {
    ...Object.fromEntries(own),
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const signed: Record<string, string> = { ...sent, host: url.host };
  const names = Object.keys(signed).sort();
  const signedNames = names.join(';');
  const canonicalRequest = [
    method,
    pathOf(url, service),
    queryOf(url),
    ...names.map((name) => `${name}:${signed[name]?.trim().replace(/\s+/g, ' ')}`),
    '',
    signedNames,
    bodyHash,
  ].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const credential = scope.join('/');
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const text = [ALGORITHM, time, credential, sha256(canonicalRequest)].join('\n');
  const signature = hmac(key, text).toString('hex');
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${credential}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}

/** The path to sign. S3 signs it as sent; the other services encode the encoded path again. */
function pathOf({ pathname }: URL, service: string): string {
  return service === 's3' ? pathname : pathname.split('/').map(percentEncode).join('/');
}

/** The query to sign, sorted by name and then by value. */
function queryOf({ searchParams }: URL): string {
  return Array.from(searchParams, (pair) => pair.map(percentEncode).join('\t'))
    .sort()
    .map((pair) => pair.replace('\t', '='))
    .join('&');
}

/**
 * Encodes a text for an AWS URL as RFC 3986 says. `encodeURIComponent` does not encode some of its
 * reserved characters, and AWS rejects a path that is sent in another form than it is signed.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
