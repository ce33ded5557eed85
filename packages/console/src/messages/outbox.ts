import { queryOptions, useQuery } from '@tanstack/react-query';
import { getJson } from '../api/client.ts';
import type { OutboxMessage, TimelineEntry } from '../api/contract.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';

const outboxQuery = queryOptions({
  queryKey: ['outbox'],
  queryFn: async ({ signal }) => {
    const messages = await getJson<readonly OutboxMessage[]>('outbox', {}, signal);
    return messages.toReversed();
  },
});

/** All messages that the backend sent, the latest first. New ones appear by themselves. */
export function useOutbox() {
  useLiveRefresh(outboxQuery.queryKey, isMessage);
  return useQuery(outboxQuery);
}

function isMessage({ messageId }: TimelineEntry): boolean {
  return messageId !== undefined;
}
