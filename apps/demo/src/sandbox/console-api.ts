import type { LocalSandbox } from './local-sandbox.js';

export type ConsoleRequest = {
  /** The value to post. Without it, the request reads. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

/**
 * Sends a request to the API of the console, with the token that the page's server wrote into the
 * page.
 *
 * @throws {Error} When the sandbox refuses or does not answer.
 */
export async function askConsole(
  sandbox: LocalSandbox,
  path: string,
  { body, signal }: ConsoleRequest = {},
): Promise<Response> {
  const response = await fetch(`${sandbox.url}/_console/api/${path}`, {
    headers: {
      authorization: `Bearer ${sandbox.console?.token ?? ''}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  if (response.ok) return response;
  const { message } = await response.json();
  throw new Error(message);
}
