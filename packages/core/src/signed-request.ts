import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { signedHeaders } from './aws-signature.js';

/** A request to an AWS API, and the name that the service has in signatures. */
export type SignedRequest = {
  readonly service: string;
  readonly url: URL;
  /** All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type SignedResponse = {
  /** The HTTP status. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether the body is longer than 1 MB. The rest of it is not read. */
  readonly isCut: boolean;
};

/** Bytes of a body. */
const LONGEST = 1_000_000;

/**
 * Loads TLS and the root certificates of Node.js, which is about 8 ms of work. Call it while the
 * function starts: Lambda gives a function a whole processor until its handler is loaded, and then
 * a share that depends on its memory. With 512 MB the share is 0.29, and the same work takes more
 * than three times as long. With an HTTP endpoint, such as that of a sandbox, it loads nothing.
 *
 * @see https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting
 */
export function prepareRequests(): void {
  if (process.env.AWS_ENDPOINT_URL?.startsWith('http:')) return;
  process.getBuiltinModule('node:tls').createSecureContext();
}

/**
 * Sends a `POST` request that is signed with the credentials and for the region of the function. It
 * neither retries nor follows a redirect. It uses `node:https`: the first `fetch` of an execution
 * environment takes 10 ms longer.
 *
 * @throws {Error} The error of Node.js when the connection fails, or the signal aborts.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 * @example
 * const url = new URL('https://dynamodb.eu-west-1.amazonaws.com');
 * const response = await signedRequest({ service: 'dynamodb', url, headers, body }, signal);
 */
export async function signedRequest(
  { service, url, headers, body }: SignedRequest,
  signal: AbortSignal,
): Promise<SignedResponse> {
  const {
    AWS_REGION: region = '',
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  const method = 'POST';
  const signed = signedHeaders(
    { method, url, headers, body, service, region },
    { accessKeyId, secretAccessKey, sessionToken },
  );
  // An import would evaluate all exports of the module, and one of them loads an HTTP client.
  const { request } = process.getBuiltinModule(
    url.protocol === 'http:' ? 'node:http' : 'node:https',
  );
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = { ...signed, 'content-length': Buffer.byteLength(body) };
    request(url, { method, headers: sent, signal }, resolve).on('error', reject).end(body);
  });
  const { statusCode: status = 0, headers: received } = message;
  return { status, headers: received, ...(await bodyOf(message)) };
}

async function bodyOf(message: IncomingMessage): Promise<{ text: string; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    chunks.push(chunk);
    length += chunk.length;
    // The end of the loop closes the connection.
    if (length > LONGEST) break;
  }
  return { text: Buffer.concat(chunks).toString(), isCut: length > LONGEST };
}
