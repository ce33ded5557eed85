import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { DataSourceError } from './data-source.js';

export type HttpRequest = {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** `ctx.result` of an HTTP data source. */
export type HttpResponse = {
  readonly statusCode: number;
  /** Names as the server sent them: templates look for `Content-Type`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type HttpLimits = {
  /** In milliseconds. Default: 30 seconds, the execution time of a GraphQL request. */
  readonly timeoutMs?: number;
  /** In bytes. Default: 5 MB, the longest response of a GraphQL request. */
  readonly maximumBytes?: number;
};

/**
 * Sends a request to a server that is not AWS, and returns its response. Redirects are not followed:
 * `fetch` would, and it changes the case of header names.
 *
 * @throws {DataSourceError} `HTTP` when the server does not answer, or answers too much.
 */
export async function sendRequest(
  { method, url, headers, body }: HttpRequest,
  { timeoutMs = 30_000, maximumBytes = 5 * 1024 * 1024 }: HttpLimits = {},
): Promise<HttpResponse> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send(url, { method, headers, signal }, resolve).on('error', reject);
      // Node sends the body of a DELETE without its length, and the server reads a second request.
      if (body !== undefined) request.setHeader('content-length', Buffer.byteLength(body));
      request.end(body);
    });
    const content = await readAll(response, maximumBytes);
    return {
      statusCode: response.statusCode ?? 0,
      headers: headersOf(response),
      body: content.toString(),
    };
  } catch (error) {
    throw error instanceof DataSourceError ? error : httpError(url, describe(error, signal));
  }
}

async function readAll(response: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    // Leaving the loop destroys the response.
    if (length > maximumBytes) throw new Error(`its response is longer than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(headers);
}

function describe(error: unknown, { aborted }: AbortSignal): string {
  if (aborted) return 'it did not answer in time';
  const { code, message } = error as NodeJS.ErrnoException;
  // An error of several addresses has a code and no message.
  return message || (code ?? String(error));
}

function httpError({ origin }: URL, reason: string): DataSourceError {
  return new DataSourceError('HTTP', `The request to ${origin} failed: ${reason}.`);
}
