import { SandboxError } from '../../errors.js';
import { AwsError } from '../../protocols/aws-error.js';
import { type JsonObject, parseJsonInput } from '../../protocols/json.js';
import type { ServiceRequestHead, ServiceResponse } from '../../protocols/request.js';
import type { StreamRequest, StreamResponse } from '../service.js';

/** A request to the console's API. */
export type ApiRequest = {
  readonly query: URLSearchParams;
  readonly headers: ServiceRequestHead['headers'];
  /** The last part of the path, decoded, for a route that ends with `*`. */
  readonly name: string;
  /**
   * The members of a JSON body.
   *
   * @throws {AwsError} When the body is not JSON, or too long.
   */
  input(): Promise<JsonObject>;
  /** @throws {AwsError} When it is longer than the limit. */
  bytes(limit: number): Promise<Buffer>;
};

/** Routes by method and path: `GET overview`, `GET timeline/*`. Each returns a value for JSON. */
export type Routes = Readonly<Record<string, (request: ApiRequest) => unknown>>;

/** A response that is not JSON. */
export class Reply {
  readonly response: StreamResponse;

  constructor(response: StreamResponse) {
    this.response = response;
  }
}

/** The longest JSON body in bytes: an event of Lambda and the rest of the request. */
const LONGEST_INPUT = 8 * 1024 * 1024;

/**
 * Answers an authenticated request.
 *
 * @param path Without the prefix of the API.
 */
export async function answerRoute(
  routes: Routes,
  path: string,
  request: StreamRequest,
): Promise<StreamResponse> {
  try {
    const route = findRoute(routes, request.method, path);
    const result = await route.handle({
      query: request.query,
      headers: request.headers,
      name: route.name,
      bytes: (limit) => readBytes(request, limit),
      async input() {
        if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
          throw new AwsError('UnsupportedMediaType', 'Send JSON, as application/json.', 415);
        }
        return parseJsonInput(await readBytes(request, LONGEST_INPUT));
      },
    });
    return result instanceof Reply ? result.response : json(200, result ?? {});
  } catch (error) {
    return errorResponse(error);
  }
}

function findRoute(routes: Routes, method: string, path: string) {
  const slash = path.lastIndexOf('/');
  const verb = method === 'HEAD' ? 'GET' : method;
  const candidates = [
    { key: `${verb} ${path}`, name: '' },
    { key: `${verb} ${path.slice(0, slash)}/*`, name: path.slice(slash + 1) },
  ];
  for (const { key, name } of candidates) {
    const handle = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (handle) return { handle, name: decoded(name) };
  }
  throw new AwsError('NotFound', `The console has no ${method} ${path.slice(0, 200)}.`, 404);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new AwsError('NotFound', 'The path is not percent-encoded correctly.', 404);
  }
}

async function readBytes({ body }: StreamRequest, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) {
      throw new AwsError('RequestTooLong', `The body is longer than ${limit} bytes.`, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws The error, if it is an internal one. */
export function errorResponse(error: unknown): ServiceResponse {
  if (error instanceof AwsError) {
    return json(error.status, { code: error.name, message: error.message });
  }
  if (!(error instanceof SandboxError)) throw error;
  const { code, message, resolution } = error;
  return json(code.endsWith('_NOT_FOUND') ? 404 : 500, { code, message, resolution });
}

export function json(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...API_HEADERS },
    body: JSON.stringify(body),
  };
}

/** No page needs an answer in a frame, as an image or as a script. */
const API_HEADERS = {
  vary: 'Origin',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
