import { useSyncExternalStore } from 'react';
import { postJson } from '../api/client.ts';
import type { LiveMessage, TimelineEntry } from '../api/contract.ts';
import { queryClient } from '../api/queries.ts';
import { type KeptEntries, keepAll, keepMore, noEntries } from './kept-entries.ts';
import { type Connection, connectLive } from './live-connection.ts';

/** What the page knows of the sandbox, live. */
export type Live = {
  readonly connection: Connection;
  /** Another value after a restart of the sandbox. */
  readonly run: string | undefined;
  readonly kept: KeptEntries;
  /** Why the last change of the backend could not be deployed. */
  readonly deployFailure: string | undefined;
};

const atStart: Live = {
  connection: 'connecting',
  run: undefined,
  kept: noEntries,
  deployFailure: undefined,
};

let live = atStart;
let waiting: TimelineEntry[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let close: (() => void) | undefined;
const watchers = new Set<() => void>();

/** How often the page takes new entries, in milliseconds. */
const TAKE_EACH = 60;

/** The state of the sandbox. The first user of it opens the connection. */
export function useLive(): Live {
  return useSyncExternalStore(watch, () => live);
}

/** The state of the sandbox, outside of a component. */
export function currentLive(): Live {
  return live;
}

/** Forgets the entries here and in the sandbox. */
export async function clearTimeline(): Promise<void> {
  await postJson('timeline/clear', {});
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  close ??= connectLive({ message: receive, connection: (connection) => change({ connection }) });
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    close?.();
    close = undefined;
  };
}

function receive(message: LiveMessage): void {
  switch (message.type) {
    case 'hello':
      forgetWaiting();
      change({
        run: message.run,
        kept: keepAll(message.entries, message.forgotten),
        deployFailure: undefined,
      });
      void queryClient.invalidateQueries();
      return;
    case 'entries':
      waiting.push(...message.entries);
      timer ??= setTimeout(take, TAKE_EACH);
      return;
    case 'cleared':
      forgetWaiting();
      change({ kept: noEntries });
      return;
    case 'deployed':
      change({ deployFailure: undefined });
      void queryClient.invalidateQueries();
      return;
    case 'deploy-failed':
      change({ deployFailure: message.message });
      return;
    case 'stopping':
      change({ connection: 'stopped' });
      return;
  }
}

function take(): void {
  timer = undefined;
  const changes = waiting;
  waiting = [];
  change({ kept: keepMore(live.kept, changes) });
}

function forgetWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
  waiting = [];
}

function change(changes: Partial<Live>): void {
  live = { ...live, ...changes };
  for (const watcher of watchers) watcher();
}
