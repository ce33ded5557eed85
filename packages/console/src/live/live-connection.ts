import { ApiError } from '../api/api-error.ts';
import { getJson } from '../api/client.ts';
import type { LiveMessage, Overview } from '../api/contract.ts';

/** How the page stands with the sandbox. */
export type Connection = 'connecting' | 'live' | 'stopped' | 'refused';

export type LiveListener = {
  message(message: LiveMessage): void;
  connection(connection: Connection): void;
};

const FIRST_WAIT = 400;
const LONGEST_WAIT = 2000;

/**
 * Keeps a socket to the sandbox open. When the sandbox stops it tries again until it is back.
 *
 * @returns Closes the socket for good.
 */
export function connectLive(listener: LiveListener): () => void {
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | undefined;
  let isClosed = false;

  function open() {
    const address = new URL('/_console/api/live', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address);
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as LiveMessage;
      if (message.type === 'hello') {
        wait = FIRST_WAIT;
        listener.connection('live');
      }
      listener.message(message);
    });
    socket.addEventListener('close', () => void retry());
  }

  async function retry() {
    if (isClosed) return;
    listener.connection((await isRefused()) ? 'refused' : 'stopped');
    if (isClosed) return;
    timer = setTimeout(open, wait);
    wait = Math.min(LONGEST_WAIT, wait * 1.5);
  }

  open();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    socket?.close();
  };
}

/** A socket does not say why it closed. A request does. */
async function isRefused(): Promise<boolean> {
  try {
    await getJson<Overview>('overview');
    return false;
  } catch (error) {
    return error instanceof ApiError && (error.status === 401 || error.status === 403);
  }
}
