import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  build,
  createServer as createViteServer,
  type InlineConfig,
  type Plugin,
  preview,
} from 'vite';

export type PageOptions = {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** The address of the sandbox's console. The page gets its token. */
  readonly consoleUrl?: string | undefined;
};

export type BuiltPageOptions = Pick<PageOptions, 'consoleUrl'> & {
  /** Folder of the `amplify_outputs.json` that the page uses. */
  readonly outputsDir: string;
  /** Folder for the built page. */
  readonly outDir: string;
};

export type PageServer = {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  stop(): Promise<void>;
};

/**
 * Serves the page with Vite's development server.
 *
 * Vite runs behind a server that this function creates. With a server of its own, Vite would end
 * the process on SIGTERM before the caller has cleaned up.
 */
export async function startPage({ port, consoleUrl }: PageOptions): Promise<PageServer> {
  const server = createServer();
  const vite = await createViteServer({
    ...configOf(consoleUrl),
    // The page contains the console's token, which the pages of other ports must not read.
    server: { middlewareMode: true, ws: { server }, cors: false },
  });
  server.on('request', vite.middlewares);
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await vite.close();
    throw error;
  }
  return {
    url: urlOf(server),
    async stop() {
      await vite.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Builds the page, and serves it on a free port. It loads faster, which suits tests. */
export async function startBuiltPage(options: BuiltPageOptions): Promise<PageServer> {
  const { outputsDir, outDir, consoleUrl } = options;
  const outputs = join(outputsDir, 'amplify_outputs.json');
  const config: InlineConfig = {
    ...configOf(consoleUrl),
    resolve: { alias: { '../amplify_outputs.json': outputs } },
    build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 2000 },
  };
  await build(config);
  const { httpServer } = await preview({
    ...config,
    preview: { host: '127.0.0.1', port: 0, cors: false },
  });
  const server = httpServer as Server;
  return {
    url: urlOf(server),
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function configOf(consoleUrl: string | undefined): InlineConfig {
  return {
    root: import.meta.dirname,
    logLevel: 'warn',
    clearScreen: false,
    plugins: [consoleAddress(consoleUrl)],
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Writes the address of the console into the page, for the timeline and the links to it. */
function consoleAddress(consoleUrl: string | undefined): Plugin {
  return {
    name: 'sandbox-console',
    transformIndexHtml: () =>
      consoleUrl === undefined
        ? []
        : [{ tag: 'meta', attrs: { name: 'sandbox-console', content: consoleUrl } }],
  };
}
