import { useQueries } from '@tanstack/react-query';
import type { TimelineEntry } from '../api/contract.ts';
import { detailsQuery } from '../api/queries.ts';
import { changedPaths } from '../changes/change-lines.ts';
import { versionOf } from './entry-version.ts';
import { changeOf, type EventChange } from './event-change.ts';

/** A function of a flow that changed its event. */
export type FlowChange = EventChange & { readonly entry: TimelineEntry };

/** The most functions of a flow whose events are read. */
const MOST = 12;

/** What the triggers of a flow changed in their events. */
export function useFlowChanges(flow: readonly TimelineEntry[]): readonly FlowChange[] {
  const invocations = flow
    .filter(({ kind, state }) => kind === 'invocation' && state === 'succeeded')
    .slice(0, MOST);
  return useQueries({
    queries: invocations.map((entry) => detailsQuery(entry.id, versionOf(entry))),
    combine: (results) =>
      results.flatMap(({ data }) => {
        const change = data === undefined ? undefined : changeOf(data);
        return data === undefined || change === undefined ? [] : [{ entry: data.entry, ...change }];
      }),
  });
}

/** What the answers say in the diagram: the names of what changed. */
export function notesOf(changes: readonly FlowChange[]): ReadonlyMap<number, string> {
  return new Map(
    changes.map(({ entry, before, after }) => {
      const names = changedPaths(before, after).map((path) =>
        path.slice(path.lastIndexOf('.') + 1),
      );
      const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
      return [entry.id, `${names.slice(0, 3).join(', ')}${more}`];
    }),
  );
}
