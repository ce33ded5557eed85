import { queryOptions, useQuery } from '@tanstack/react-query';
import { getJson, postJson } from '../api/client.ts';
import type { Invocation, ScheduleSummary, TimelineEntry } from '../api/contract.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';

const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: ({ signal }) => getJson<readonly ScheduleSummary[]>('schedules', {}, signal),
});

/** The schedules. The next run changes when one has run. */
export function useSchedules() {
  useLiveRefresh(schedulesQuery.queryKey, isRun);
  return useQuery(schedulesQuery);
}

export function isRun({ kind }: TimelineEntry): boolean {
  return kind === 'schedule';
}

export type ScheduleRun = {
  /** ISO 8601. */
  readonly scheduledTime: string;
  readonly results: readonly {
    readonly targetArn: string;
    readonly outcome: Invocation['outcome'];
  }[];
  readonly entry?: number;
};

/** Runs a schedule now, for the time that its event names. */
export function runSchedule(name: string, scheduledTime?: string): Promise<ScheduleRun> {
  return postJson('schedules/run', {
    name,
    ...(scheduledTime === undefined ? {} : { scheduledTime }),
  });
}
