import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import { PAGE_FOLDER } from './page-folder.ts';
import { isSource, readShown } from './shown-files.ts';

export type PageOptions = {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** The address of the sandbox's console. The page gets its token. */
  readonly consoleUrl?: string | undefined;
};

export type BuiltPageOptions = PageOptions & {
  /** Folder of the `amplify_outputs.json` that the page uses. */
  readonly outputsDir: string;
  /** Folder of the built page. */
  readonly folder?: string;
};

export type PageServer = {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  stop(): Promise<void>;
};

/** Serves the built page, the outputs of the backend, and the files that the guide shows. */
export async function servePage(options: BuiltPageOptions): Promise<PageServer> {
  const { port, consoleUrl, outputsDir, folder = PAGE_FOLDER } = options;
  const built = await readFile(join(folder, 'index.html'), 'utf8');
  const page = built.replace('</head>', `${consoleAddress(consoleUrl)}</head>`);
  const assets = sirv(folder);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Another name for 127.0.0.1 is how a foreign page would read the token of the console.
    if (!isLocal(request.headers.host)) return end(response, 403, 'This host is not served.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, '');
    const path = (request.url ?? '/').replace(/[?#].*/s, '');
    if (isSource(path)) {
      const text = await readShown(path);
      return text === undefined ? end(response, 404, '') : endText(response, text, 'text/plain');
    }
    if (path === '/amplify_outputs.json') {
      const outputs = await readFile(join(outputsDir, 'amplify_outputs.json'), 'utf8');
      return endText(response, outputs, 'application/json');
    }
    // The paths of the guide have no file name.
    if (!path.includes('.')) return endText(response, page, 'text/html');
    assets(request, response, () => end(response, 404, ''));
  }

  const server = createServer((request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    answer(request, response).catch((error: unknown) => {
      end(response, 500, error instanceof Error ? error.message : String(error));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isLocal(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host ?? '');
}

function endText(response: ServerResponse, text: string, type: string): void {
  response.setHeader('content-type', `${type}; charset=utf-8`);
  // The text is another one after a change of the backend, at the same address.
  response.setHeader('cache-control', 'no-store');
  end(response, 200, text);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.end(text);
}

/** The address of the console, for the timeline and the links to it. The page reads it. */
export function consoleAddress(consoleUrl: string | undefined): string {
  if (consoleUrl === undefined) return '';
  const content = consoleUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<meta name="sandbox-console" content="${content}">`;
}
