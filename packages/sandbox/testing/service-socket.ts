import type { ServiceSocket } from '../src/services/service.js';

/** A socket of a service without a WebSocket. */
export type TestSocket = {
  readonly socket: ServiceSocket;
  /** The messages that the service sent, parsed. */
  readonly sent: unknown[];
  /** The codes with which the service closed it. */
  readonly closes: (number | undefined)[];
  /** The client sends a text, or any other value as JSON. */
  receive(message: unknown): void;
  /** The client disconnects. */
  disconnect(): void;
};

export function createTestSocket(): TestSocket {
  const sent: unknown[] = [];
  const closes: (number | undefined)[] = [];
  const onMessage: ((text: string) => void)[] = [];
  const onClose: (() => void)[] = [];
  let isOpen = true;
  const disconnect = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of onClose) listener();
  };
  return {
    socket: {
      send(text) {
        if (isOpen) sent.push(JSON.parse(text));
      },
      close(code) {
        closes.push(code);
        disconnect();
      },
      onMessage: (listener) => onMessage.push(listener),
      onClose: (listener) => onClose.push(listener),
    },
    sent,
    closes,
    receive(message) {
      const text = typeof message === 'string' ? message : JSON.stringify(message);
      for (const listener of onMessage) listener(text);
    },
    disconnect,
  };
}
