import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';
import { sameText } from '../../iam/credentials.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import type { StreamResponse } from '../service.js';
import { hasCookie } from './authentication.js';
import { CONSOLE_PATH, cookieName } from './token.js';

/** The built page of the console. */
export type Page = {
  answer(request: ServiceRequestHead): Promise<StreamResponse>;
};

/**
 * Serves the files of a folder to browsers that have the token.
 *
 * @param folder Undefined if the console has no page. Its API works without it.
 */
export function createPage(folder: string | undefined, token: string): Page {
  return {
    async answer(request) {
      const { method, path, query } = request;
      if (method !== 'GET' && method !== 'HEAD') {
        return plainPage(405, 'The console answers only GET here.', { allow: 'GET, HEAD' });
      }
      if (!path.startsWith(CONSOLE_PATH)) return redirect(CONSOLE_PATH);
      const given = query.get('token');
      if (given !== null) {
        return sameText(given, token) ? openingRedirect(request, token) : locked();
      }
      if (!hasCookie(request, token)) return locked();
      return fileResponse(folder, request);
    },
  };
}

/** Keeps the token in a cookie, and removes it from the address. */
function openingRedirect({ path, query }: ServiceRequestHead, token: string): StreamResponse {
  const rest = new URLSearchParams(query);
  rest.delete('token');
  const response = redirect(rest.size > 0 ? `${path}?${rest}` : path);
  const cookie = `${cookieName(token)}=${token}; HttpOnly; SameSite=Strict; Path=/_console`;
  return { ...response, headers: { ...response.headers, 'set-cookie': cookie } };
}

function redirect(location: string): StreamResponse {
  return { status: 302, headers: { location, ...NEVER_KEPT }, body: '' };
}

function locked(): StreamResponse {
  return plainPage(
    401,
    'Open the address of the console that the terminal of the sandbox prints. It contains a token.',
  );
}

async function fileResponse(
  folder: string | undefined,
  request: ServiceRequestHead,
): Promise<StreamResponse> {
  if (folder === undefined) {
    return plainPage(404, 'This sandbox was started without the page of the console.');
  }
  const name = fileNameOf(request.path);
  const file = name === undefined ? undefined : (await filesOf(folder)).get(name);
  if (name === undefined || file === undefined) {
    return plainPage(404, 'The console has no such file.');
  }
  const isHashed = name.startsWith('assets/');
  return {
    status: 200,
    headers: {
      'content-type': contentTypeOf(name),
      'cache-control': isHashed ? 'private, max-age=31536000, immutable' : 'no-store',
      ...pageHeaders(request),
    },
    body: await readFile(file),
  };
}

/** A path without an extension is a view of the page. */
function fileNameOf(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path.slice(CONSOLE_PATH.length));
    return /\.\w+$/.test(name) ? name : 'index.html';
  } catch {
    return undefined;
  }
}

/**
 * The files of a folder by their path in a URL. Only these can be read, so no path leads out of the
 * folder. A symbolic link is not a file.
 */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [relative(folder, file).split(sep).join('/'), file];
      }),
  );
}

function contentTypeOf(name: string): string {
  const type = lookup(name) ?? 'application/octet-stream';
  return /^text\/|javascript$|json$/.test(type) ? `${type}; charset=utf-8` : type;
}

const NEVER_KEPT = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** No script from elsewhere runs in the page, and no other page can show it in a frame. */
function pageHeaders({ headers }: ServiceRequestHead): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self' data:",
      // Safari does not count a WebSocket to the same port as 'self'.
      `connect-src 'self' ws://${headers.host}`,
      "worker-src 'self' blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** @param text Plain text: it never contains a part of the request. */
function plainPage(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): StreamResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...NEVER_KEPT,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Console</title><h1>Amplify Recipes Sandbox</h1><p>${text}</p></html>\n`,
  };
}
