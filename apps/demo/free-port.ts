import { once } from 'node:events';
import { createServer } from 'node:net';

/** Returns the port if it is free on 127.0.0.1, and 0, which means any free port, otherwise. */
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
