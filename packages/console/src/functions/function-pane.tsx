import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { FunctionRow } from '../api/contract.ts';
import { EmptyState, Loaded, Pane, Tabs } from '../controls/index.ts';
import { EntryRows } from '../live/entry-rows.tsx';
import { useLive } from '../live/live-store.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { FunctionConfiguration } from './function-configuration.tsx';
import { FunctionPermissions } from './function-permissions.tsx';
import { useFunction } from './function-queries.ts';
import { InvokeForm } from './invoke-form.tsx';

export type FunctionPaneProps = { readonly row: FunctionRow; readonly onClose: () => void };

const MOST_CALLS = 100;

/** One function: call it, and see what it sees and may do. */
export function FunctionPane({ row, onClose }: FunctionPaneProps) {
  const details = useFunction(row.name);
  const [search, setSearch] = useSearchParams();
  const { kept } = useLive();
  useLiveRefresh(['functions', row.name], isDenied);
  const calls = useMemo(
    () =>
      kept.entries
        .filter((entry) => entry.function === row.name)
        .slice(-MOST_CALLS)
        .toReversed(),
    [kept.entries, row.name],
  );
  const denied = details.data?.denied.length ?? 0;
  return (
    <Pane title={row.name} id={row.name} onClose={onClose}>
      <Tabs
        label="Function"
        selected={search.get('tab') ?? 'invoke'}
        onSelect={(tab) =>
          setSearch(
            (last) => {
              last.set('tab', tab);
              return last;
            },
            { replace: true },
          )
        }
        tabs={[
          { id: 'invoke', label: 'Invoke', content: () => <InvokeForm row={row} /> },
          {
            id: 'configuration',
            label: 'Configuration',
            content: () => (
              <Loaded query={details}>{(data) => <FunctionConfiguration details={data} />}</Loaded>
            ),
          },
          {
            id: 'permissions',
            label: 'Permissions',
            ...(denied === 0 ? {} : { count: denied }),
            content: () => (
              <Loaded query={details}>{(data) => <FunctionPermissions details={data} />}</Loaded>
            ),
          },
          {
            id: 'calls',
            label: 'Calls',
            count: calls.length,
            content: () =>
              calls.length === 0 ? (
                <EmptyState title="The calls of the function appear here">
                  Use your app, or invoke the function.
                </EmptyState>
              ) : (
                <EntryRows label="Calls" entries={calls} />
              ),
          },
        ]}
      />
    </Pane>
  );
}

function isDenied({ state }: { readonly state: string }): boolean {
  return state === 'denied';
}
