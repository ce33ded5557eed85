import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { getJson } from './client.ts';
import type { Overview, TimelineDetails } from './contract.ts';

/** The cache of what the sandbox answered. The live connection says when it is old. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
    },
  },
});

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => getJson<Overview>('overview', {}, signal),
});

/** What runs, what does not, and what to fix. */
export function useOverview() {
  return useQuery(overviewQuery);
}

/** One entry of the timeline with its input and output. `version` changes when the entry does. */
export function detailsQuery(id: number, version: string) {
  return queryOptions({
    queryKey: ['timeline', id, version],
    queryFn: ({ signal }) => getJson<TimelineDetails>(`timeline/${id}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
