import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { TimelineEntry } from '../api/contract.ts';
import { useLive } from './live-store.ts';

/**
 * Reads a query again after something happened that concerns it.
 *
 * @param concerns Keep it stable. It must not accept what the query itself causes.
 */
export function useLiveRefresh(
  queryKey: QueryKey,
  concerns: (entry: TimelineEntry) => boolean,
): void {
  const client = useQueryClient();
  const { kept } = useLive();
  const version = useMemo(() => {
    const latest = kept.entries.findLast(concerns);
    return latest === undefined ? '' : `${latest.id} ${latest.state}`;
  }, [kept.entries, concerns]);
  const seen = useRef(version);
  const key = useRef(queryKey);
  key.current = queryKey;
  useEffect(() => {
    if (seen.current === version) return;
    seen.current = version;
    void client.invalidateQueries({ queryKey: key.current });
  }, [client, version]);
}
