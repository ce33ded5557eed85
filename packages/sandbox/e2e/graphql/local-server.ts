import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/**
 * Chooses the address of the server that the app's template contains, before the modules that read
 * it. An assembly of an earlier run has another address.
 */
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
await new Promise((resolve) => server.close(resolve));
process.env.GRAPHQL_APP_SERVER = `http://127.0.0.1:${port}`;
rmSync(join(import.meta.dirname, '../graphql-app/.amplify/local-assembly'), {
  recursive: true,
  force: true,
});
