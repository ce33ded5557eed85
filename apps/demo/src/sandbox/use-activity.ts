import type { OutboxMessage, ScheduleSummary } from '@amplify-recipes/sandbox';
import { useEffect, useRef, useState } from 'react';

/** The messages and schedules of the sandbox, oldest first, and its status. */
export type Activity = {
  readonly status: 'connecting' | 'running' | 'stopped';
  readonly outbox: readonly OutboxMessage[];
  readonly schedules: readonly ScheduleSummary[];
};

const POLL_MS = 1000;
const TIMEOUT_MS = 5000;

/** The activity of a backend in AWS, which sends its messages to their addresses. */
const NONE: Activity = { status: 'running', outbox: [], schedules: [] };

/**
 * Polls the sandbox once a second while the page is visible.
 *
 * @param news Another value when a message was sent, so that the page does not wait a second.
 */
export function useActivity(sandboxUrl: string | undefined, news: unknown): Activity {
  const [activity, setActivity] = useState<Activity>({ ...NONE, status: 'connecting' });
  const pollNow = useRef<() => unknown>(() => {});

  useEffect(() => {
    if (sandboxUrl === undefined) return;
    const stopped = new AbortController();
    const readOutbox = createReader<OutboxMessage>(`${sandboxUrl}/_sandbox/outbox`);
    const readSchedules = createReader<ScheduleSummary>(`${sandboxUrl}/_sandbox/schedules`);
    let polling = false;
    let isDeployed = false;

    const poll = async () => {
      if (polling || document.hidden) return;
      polling = true;
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      try {
        // While it starts, the sandbox answers, but as a backend without users.
        if (!isDeployed) await checkAnswer(`${sandboxUrl}/_sandbox/amplify_outputs.json`, signal);
        isDeployed = true;
        const [outbox, schedules] = await Promise.all([readOutbox(signal), readSchedules(signal)]);
        setActivity((last) => sameOr(last, { status: 'running', outbox, schedules }));
      } catch {
        if (stopped.signal.aborted) return;
        isDeployed = false;
        // The last messages stay: what the visitor reads does not vanish.
        setActivity((last) => sameOr(last, { ...last, status: 'stopped' }));
      } finally {
        polling = false;
      }
    };

    pollNow.current = poll;
    void poll();
    const timer = setInterval(poll, POLL_MS);
    document.addEventListener('visibilitychange', poll);
    return () => {
      stopped.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', poll);
    };
  }, [sandboxUrl]);

  useEffect(() => void pollNow.current(), [news]);
  return sandboxUrl === undefined ? NONE : activity;
}

/** @throws {Error} When there is no answer, or an error. */
async function checkAnswer(address: string, signal: AbortSignal): Promise<void> {
  const { ok, status } = await fetch(address, { signal });
  if (!ok) throw new Error(`${address} answered ${status}.`);
}

/** Creates a function that reads a list. It returns the same array until the list changes. */
function createReader<Entry>(address: string): (signal: AbortSignal) => Promise<readonly Entry[]> {
  let text = '';
  let entries: readonly Entry[] = [];
  return async (signal) => {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
    const latest = await response.text();
    if (latest !== text) {
      entries = JSON.parse(latest) as readonly Entry[];
      text = latest;
    }
    return entries;
  };
}

/** Returns the last activity if the next is equal, so that React renders nothing again. */
function sameOr(last: Activity, next: Activity): Activity {
  const same =
    last.status === next.status && last.outbox === next.outbox && last.schedules === next.schedules;
  return same ? last : next;
}
