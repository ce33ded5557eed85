import type { TimelineDetails, TimelineEntry } from '@amplify-recipes/sandbox';
import { useEffect, useState } from 'react';
import { askConsole } from './console-api.js';
import type { LocalSandbox } from './local-sandbox.js';

/** The entries of the sandbox's timeline, the oldest first. */
export type Timeline = readonly TimelineEntry[];

type LiveMessage =
  | { readonly type: 'hello' | 'entries'; readonly entries: Timeline }
  | { readonly type: 'cleared' | 'deployed' | 'deploy-failed' | 'stopping' };

const RETRY_MS = 1000;
const KEPT = 2000;

/** The timeline, live. It is empty without the address of the console. */
export function useTimeline(sandbox: LocalSandbox | undefined): Timeline {
  const [timeline, setTimeline] = useState<Timeline>([]);
  const { url, console: { token } = {} } = sandbox ?? {};
  useEffect(() => {
    if (url === undefined || token === undefined) return;
    const address = new URL('/_console/api/live', url.replace(/^http/, 'ws'));
    address.searchParams.set('token', token);
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout>;
    let closed = false;
    const open = () => {
      socket = new WebSocket(address);
      socket.addEventListener('message', ({ data }) => {
        const message = JSON.parse(String(data)) as LiveMessage;
        if (message.type === 'hello') setTimeline(withEntries([], message.entries));
        if (message.type === 'cleared') setTimeline([]);
        if (message.type === 'entries') {
          const { entries } = message;
          setTimeline((last) => withEntries(last, entries));
        }
      });
      socket.addEventListener('close', () => {
        if (!closed) timer = setTimeout(open, RETRY_MS);
      });
    };
    open();
    return () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, [url, token]);
  return timeline;
}

/** Adds entries and replaces those that changed, by their ids. */
function withEntries(last: Timeline, changes: Timeline): Timeline {
  const byId = new Map(last.map((entry) => [entry.id, entry]));
  for (const entry of changes) byId.set(entry.id, entry);
  return [...byId.values()].sort((a, b) => a.id - b.id).slice(-KEPT);
}

/**
 * Reads the input, the output and the logs of an entry.
 *
 * @throws {Error} When the sandbox does not answer, or no longer keeps the entry.
 */
export async function readDetails(
  sandbox: LocalSandbox,
  id: number,
  signal: AbortSignal,
): Promise<TimelineDetails> {
  const response = await askConsole(sandbox, `timeline/${id}`, { signal });
  return (await response.json()) as TimelineDetails;
}
