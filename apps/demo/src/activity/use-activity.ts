import type { Invocation, OutboxMessage, ScheduleSummary } from '@amplify-recipes/sandbox';
import { useEffect, useState } from 'react';

/** The messages, invocations and schedules of the sandbox, oldest first, and its status. */
export type Activity = {
  /** `lost` when the sandbox answered before and no longer does. */
  readonly status: 'connecting' | 'live' | 'unreachable' | 'lost';
  readonly outbox: readonly OutboxMessage[];
  readonly invocations: readonly Invocation[];
  readonly schedules: readonly ScheduleSummary[];
};

const POLL_MS = 1000;
const TIMEOUT_MS = 5000;

/** Polls the sandbox once a second while the page is visible. */
export function useActivity(sandboxUrl: string): Activity {
  const [activity, setActivity] = useState<Activity>({
    status: 'connecting',
    outbox: [],
    invocations: [],
    schedules: [],
  });

  useEffect(() => {
    const stopped = new AbortController();
    const readOutbox = createReader<OutboxMessage>(`${sandboxUrl}/_sandbox/outbox`);
    const readInvocations = createReader<Invocation>(`${sandboxUrl}/_sandbox/invocations`);
    const readSchedules = createReader<ScheduleSummary>(`${sandboxUrl}/_sandbox/schedules`);
    let polling = false;

    const poll = async () => {
      if (polling || document.hidden) return;
      polling = true;
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      try {
        const [outbox, invocations, schedules] = await Promise.all([
          readOutbox(signal),
          readInvocations(signal),
          readSchedules(signal),
        ]);
        setActivity((last) => sameOr(last, { status: 'live', outbox, invocations, schedules }));
      } catch {
        if (stopped.signal.aborted) return;
        setActivity((last) => {
          const answeredBefore = last.status === 'live' || last.status === 'lost';
          return sameOr(last, { ...last, status: answeredBefore ? 'lost' : 'unreachable' });
        });
      } finally {
        polling = false;
      }
    };

    void poll();
    const timer = setInterval(poll, POLL_MS);
    document.addEventListener('visibilitychange', poll);
    return () => {
      stopped.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', poll);
    };
  }, [sandboxUrl]);

  return activity;
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
    last.status === next.status &&
    last.outbox === next.outbox &&
    last.invocations === next.invocations &&
    last.schedules === next.schedules;
  return same ? last : next;
}
