import type { ProviderFailure } from '../refusal.js';

/** Milliseconds for the whole answer: Cognito waits 5 s for the function and its cold start. */
const TIMEOUT = 2000;

/** In bytes. The longest answer of a provider has about 2 kB. */
const LONGEST_ANSWER = 16 * 1024;

export type ProviderRequest = {
  readonly url: string;
  /** A form, or JSON. JSON needs a content type in `headers`. */
  readonly body: URLSearchParams | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

export type ProviderAnswer =
  | { readonly answer: string; readonly refusal?: never }
  | { readonly refusal: ProviderFailure; readonly answer?: never };

/**
 * Sends a request to a provider and reads the text of its answer. Every failure is a refusal: while
 * the provider is down, nobody signs in.
 *
 * @param statuses The statuses of answers in JSON.
 */
export async function ask(
  { url, body, headers = {}, signal }: ProviderRequest,
  statuses: readonly number[] = [200],
): Promise<ProviderAnswer> {
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, {
      // The secret key and the token are in the body: proxies log URLs.
      method: 'POST',
      body,
      headers,
      // Following a redirect could send the secret key and the token to another server.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    if (!statuses.includes(response.status)) {
      await response.body?.cancel();
      const isOurs = response.status >= 400 && response.status < 500;
      return { refusal: isOurs ? 'PROVIDER_REFUSED_REQUEST' : 'PROVIDER_STATUS_NOT_EXPECTED' };
    }
    const answer = await readAtMost(LONGEST_ANSWER, response);
    return answer === undefined ? { refusal: 'PROVIDER_ANSWER_TOO_LONG' } : { answer };
  } catch {
    // The error is not logged: it may hold the URL, and its cause may hold the answer.
    const isLate = timeout.aborted || signal.aborted;
    return { refusal: isLate ? 'PROVIDER_TIMEOUT' : 'PROVIDER_UNREACHABLE' };
  }
}

/** Reads the text of a response. Returns undefined, and stops reading, beyond the limit. */
async function readAtMost(limit: number, response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Stryker disable next-line ArrayDeclaration: only rejected statuses come without a body.
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
