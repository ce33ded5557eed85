import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer as createViteServer, type Plugin } from 'vite';

export type PageOptions = {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Folder of the `amplify_outputs.json` that the page uses. The default is the app's own. */
  readonly outputsDir?: string;
  /** Folder of Vite's cache. The default is Vite's own. */
  readonly cacheDir?: string;
  /** The address of the sandbox's console. The page gets its token. */
  readonly consoleUrl?: string | undefined;
  /** Whether the page reloads when one of its files changes. The default is true. */
  readonly reload?: boolean;
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
export async function startPage(options: PageOptions): Promise<PageServer> {
  const { port, outputsDir, cacheDir, consoleUrl, reload = true } = options;
  const server = createServer();
  const vite = await createViteServer({
    root: import.meta.dirname,
    logLevel: 'warn',
    clearScreen: false,
    plugins: [consoleAddress(consoleUrl)],
    server: {
      middlewareMode: true,
      ws: { server },
      // The page contains the console's token, which the pages of other ports must not read.
      cors: false,
      ...(!reload && { watch: null }),
    },
    ...(cacheDir && { cacheDir }),
    ...(outputsDir && {
      resolve: {
        alias: { '../amplify_outputs.json': join(outputsDir, 'amplify_outputs.json') },
      },
    }),
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
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      await vite.close();
      server.close();
      server.closeAllConnections();
    },
  };
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
