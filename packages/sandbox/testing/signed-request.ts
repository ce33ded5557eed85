import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { AwsCredentials } from '../src/iam/credentials.js';

export type RequestToSign = {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The values of a signature, some of which may differ from those of the SDK. */
export type Signing = {
  readonly credentials: AwsCredentials;
  readonly region?: string;
  readonly service: string;
  readonly terminator?: string;
  /** The day of the scope. The default is that of the signature. */
  readonly date?: string;
  /** The time of the signature. */
  readonly time?: Date;
  /** Headers that are signed though they are not sent. */
  readonly alsoSigned?: readonly string[];
  /** Headers that are sent and not signed, names in lower case. */
  readonly unsigned?: Readonly<Record<string, string>>;
};

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

/** Signs according to AWS's documentation, independently of the sandbox's own code. */
export function signedHeaders(request: RequestToSign, signing: Signing): Record<string, string> {
  const { credentials, region = 'eu-west-1', service, terminator = 'aws4_request' } = signing;
  const { method, url, body = '' } = request;
  const time = (signing.time ?? new Date()).toISOString().replace(/[-:]|\.\d+/g, '');
  const { date = time.slice(0, 8) } = signing;
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-date': time,
    'x-amz-content-sha256': sha256(body),
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
    ...request.headers,
  };
  const names = [...Object.keys(headers), ...(signing.alsoSigned ?? [])].sort();
  const sentValue = (name: string) => (Object.hasOwn(headers, name) ? headers[name] : '');
  const canonical = [
    method,
    url.pathname,
    url.search.slice(1),
    ...names.map((name) => `${name}:${sentValue(name)}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = [date, region, service, terminator];
  const key = scope.slice(1).reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, date));
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const signature = hmac(key, toSign).toString('hex');
  return {
    ...headers,
    ...signing.unsigned,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** Sends any headers. `fetch` does not allow all of them, such as `Host`. */
export function sendRaw(
  { method, url, body = '' }: RequestToSign,
  headers: Readonly<Record<string, string | string[]>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = url;
    const path = pathname + search;
    // Node.js sends the body of a DELETE without a length, as if it were another request.
    const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = { ...length, ...headers };
    const outgoing = httpRequest({ hostname, port, method, path, headers: sent }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
