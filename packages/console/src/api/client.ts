import { errorIn, stopped } from './api-error.ts';

const ROOT = '/_console/api/';

/** The address of an endpoint, with a query. Undefined values are left out. */
export function apiAddress(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return `${ROOT}${path}${text === '' ? '' : `?${text}`}`;
}

/**
 * Calls the sandbox.
 *
 * @throws {ApiError} When the sandbox refuses or does not answer.
 */
export async function request(address: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(address, init).catch((error: unknown) => {
    // A query that is not needed any more is no failure of the sandbox.
    throw init?.signal?.aborted ? error : stopped();
  });
  if (!response.ok) throw await errorIn(response);
  return response;
}

/** Reads JSON from the sandbox. The caller names the type that the contract gives. */
export async function getJson<Result>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
  signal?: AbortSignal,
): Promise<Result> {
  const response = await request(apiAddress(path, query), signal === undefined ? {} : { signal });
  return (await response.json()) as Result;
}

/** Sends JSON to the sandbox, and reads JSON back. */
export async function postJson<Result>(path: string, body: unknown): Promise<Result> {
  const response = await request(apiAddress(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Result;
}

/**
 * Calls an operation of an AWS service, as the developer.
 *
 * @param service The signing name: `cognito-idp`, `dynamodb`.
 * @throws {ApiError} With the code and the message of AWS.
 */
export function callService<Result>(
  service: string,
  operation: string,
  input: unknown,
): Promise<Result> {
  return postJson('call', { service, operation, input });
}

/**
 * Reads with an operation of an AWS service, as the developer. The timeline does not show it, because
 * the page does it by itself.
 *
 * @throws {ApiError} With the code and the message of AWS.
 */
export function readService<Result>(
  service: string,
  operation: string,
  input: unknown,
): Promise<Result> {
  return postJson('call', { service, operation, input, record: false });
}
