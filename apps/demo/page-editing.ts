import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createViteServer } from 'vite';
import { consoleAddress, type PageOptions, type PageServer } from './page-server.ts';

/**
 * Serves the page with Vite's development server, for those who edit the page.
 *
 * Vite runs behind a server that this function creates. With a server of its own, Vite would end
 * the process on SIGTERM before the caller has cleaned up.
 */
export async function serveEditablePage({ port, consoleUrl }: PageOptions): Promise<PageServer> {
  const server = createServer();
  const vite = await createViteServer({
    root: import.meta.dirname,
    logLevel: 'warn',
    clearScreen: false,
    plugins: [
      {
        name: 'sandbox-console',
        transformIndexHtml: (html) =>
          html.replace('</head>', `${consoleAddress(consoleUrl)}</head>`),
      },
    ],
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
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      await vite.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
