import { randomUUID } from 'node:crypto';
import type { TimelineEntry } from '../../context/timeline/entry.js';
import type { Timeline } from '../../context/timeline/timeline.js';
import type { ServiceSocket } from '../service.js';
import type { DeploymentNews, LiveMessage } from './api.js';

/** Changes of the timeline are sent together, so that a busy backend does not flood the page. */
const SEND_EVERY_MS = 50;

/** Sends the timeline to the open pages of the console. */
export type Live = {
  /** Identifies this run of the sandbox, in which the ids of entries count from 1. */
  readonly run: string;
  open(socket: ServiceSocket): void;
  clear(): void;
  announce(news: DeploymentNews): void;
  stop(): void;
};

export function createLive(timeline: Timeline): Live {
  const run = randomUUID();
  const sockets = new Set<ServiceSocket>();
  const changed = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  const send = (message: LiveMessage) => {
    const text = JSON.stringify(message);
    for (const socket of sockets) socket.send(text);
  };
  const sendChanges = () => {
    timer = undefined;
    const entries = [...changed]
      .map((id) => timeline.find(id))
      .filter((entry): entry is TimelineEntry => entry !== undefined);
    changed.clear();
    if (entries.length > 0) send({ type: 'entries', entries });
  };
  const stopListening = timeline.onChange((id) => {
    if (sockets.size === 0) return;
    changed.add(id);
    timer ??= setTimeout(sendChanges, SEND_EVERY_MS);
  });

  return {
    run,
    open(socket) {
      const hello: LiveMessage = {
        type: 'hello',
        run,
        entries: timeline.entries(),
        forgotten: timeline.forgotten,
      };
      socket.send(JSON.stringify(hello));
      sockets.add(socket);
      socket.onClose(() => sockets.delete(socket));
    },
    clear() {
      timeline.clear();
      changed.clear();
      send({ type: 'cleared' });
    },
    announce: send,
    stop() {
      stopListening();
      clearTimeout(timer);
      sockets.clear();
    },
  };
}
