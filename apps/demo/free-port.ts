import { once } from 'node:events';
import { createServer } from 'node:net';

/** The port where it is free on 127.0.0.1, and otherwise 0, for any free one. */
export async function preferPort(port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return port;
  } catch {
    return 0;
  } finally {
    server.close();
  }
}
