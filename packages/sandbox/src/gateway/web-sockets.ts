import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { ServiceRequestHead } from '../protocols/request.js';
import type { AnyService, ServiceSocket, SocketService } from '../services/service.js';
import type { Upgrade } from './listener.js';
import { refusalOf } from './local-only.js';

/** A client that reads slower than it is sent messages is disconnected at this many bytes. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** Messages of the same moment are written together, up to this size. */
const MAX_BUNDLE_BYTES = 64 * 1024;

// https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;
const INTERNAL_ERROR = 1011;

/** The WebSockets of all services. */
export type WebSockets = {
  /** False if it is not a WebSocket, or nobody serves it, or the client is not of this machine. */
  accept(upgrade: Upgrade, head: ServiceRequestHead): boolean;
  /** Closes all WebSockets. */
  stop(): void;
};

/**
 * Accepts the WebSockets that clients open to services.
 *
 * @param onError Called with an internal error of a service. The client is disconnected without its
 *   text.
 * @see https://www.rfc-editor.org/rfc/rfc6455
 */
export function createWebSockets(
  services: readonly AnyService[],
  onError: (error: unknown, request: ServiceRequestHead) => void,
): WebSockets {
  const servers = new Map<AnyService, WebSocketServer>(
    services
      .filter((service) => 'handleSocket' in service)
      .map((service) => [service, serverFor(service)]),
  );
  return {
    accept({ message, socket, start, redirectedFrom }, head) {
      if (head.headers.upgrade?.toLowerCase() !== 'websocket') return false;
      const service = services.find((candidate) => candidate.matches(head));
      if (!service || !('handleSocket' in service)) return false;
      const server = servers.get(service);
      if (!server || refusalOf(head, redirectedFrom)) return false;
      if (service.acceptsSocket?.(head) === false) return false;
      server.handleUpgrade(message, socket, start, (webSocket) => {
        const fail = (error: unknown) => {
          onError(error, head);
          webSocket.close(INTERNAL_ERROR, 'The sandbox failed; its terminal shows the error.');
        };
        guarded(fail, () =>
          service.handleSocket(
            head,
            serviceSocket(webSocket, {
              connection: socket,
              maxUnreadBytes: service.maxUnreadBytes ?? MAX_UNREAD_BYTES,
              fail,
            }),
          ),
        );
      });
      return true;
    },
    stop() {
      for (const server of servers.values()) {
        for (const client of server.clients) client.close(GOING_AWAY, 'The sandbox stopped.');
      }
    },
  };
}

function serverFor({ socketProtocol, maxMessageBytes }: SocketService): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols: (offered) =>
      socketProtocol !== undefined && offered.has(socketProtocol) && socketProtocol,
  });
}

function serviceSocket(
  webSocket: WebSocket,
  {
    connection,
    maxUnreadBytes,
    fail,
  }: {
    readonly connection: Duplex;
    readonly maxUnreadBytes: number;
    fail(error: unknown): void;
  },
): ServiceSocket {
  const bundle = bundledWrites(connection);
  // A client that breaks the protocol or sends too much: the library closes the connection.
  webSocket.on('error', () => {});
  return {
    send(text) {
      if (webSocket.readyState !== WebSocket.OPEN) return;
      bundle(() => webSocket.send(text));
      // A client that does not read would not read a close either.
      if (webSocket.bufferedAmount > maxUnreadBytes) webSocket.terminate();
    },
    close: (code, reason) => webSocket.close(code, reason),
    onMessage(listener) {
      webSocket.on('message', (data, isBinary) => {
        if (webSocket.readyState !== WebSocket.OPEN) return;
        if (isBinary) webSocket.close(UNSUPPORTED_DATA, 'Only text messages are supported.');
        else guarded(fail, () => listener(data.toString()));
      });
    },
    onClose(listener) {
      webSocket.on('close', () => guarded(fail, listener));
    },
  };
}

/**
 * Delays writes until the current microtasks have run, so that a message for each of many
 * subscriptions costs one call of the operating system and not one each.
 */
function bundledWrites(connection: Duplex): (write: () => void) => void {
  let isHeld = false;
  const release = () => {
    if (!isHeld) return;
    isHeld = false;
    connection.uncork();
  };
  return (write) => {
    if (!isHeld) {
      isHeld = true;
      connection.cork();
      process.nextTick(release);
    }
    write();
    if (connection.writableLength > MAX_BUNDLE_BYTES) release();
  };
}

function guarded(fail: (error: unknown) => void, run: () => void): void {
  try {
    run();
  } catch (error) {
    fail(error);
  }
}
