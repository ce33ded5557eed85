import type { LocalSandbox } from './local-sandbox.js';

/**
 * Reads from the API of the console, with the token that the page's server wrote into the page.
 *
 * @throws {Error} When the sandbox refuses or does not answer.
 */
export async function readConsole(
  sandbox: LocalSandbox,
  path: string,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(`${sandbox.url}/_console/api/${path}`, {
    headers: { authorization: `Bearer ${sandbox.console?.token ?? ''}` },
    ...(signal && { signal }),
  });
  if (response.ok) return response;
  const { message } = await response.json();
  throw new Error(message);
}
