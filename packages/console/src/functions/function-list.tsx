import { useMemo } from 'react';
import type { FunctionRow, TimelineEntry } from '../api/contract.ts';
import { Chip, type DataColumn, DataTable, EmptyState, MiddleCut } from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';

type Row = FunctionRow & { readonly last?: TimelineEntry; readonly calls: number };

const columns: readonly DataColumn<Row>[] = [
  {
    id: 'name',
    header: 'Function',
    width: 'minmax(0, 1.3fr)',
    value: ({ name }) => name,
    cell: ({ name }) => <MiddleCut text={name} />,
  },
  {
    id: 'triggers',
    header: 'Called by',
    width: 'minmax(0, 1.4fr)',
    wideOnly: true,
    value: ({ triggers }) => triggers.join(', '),
    cell: ({ triggers }) => <span className="soft">{triggers.join(', ')}</span>,
  },
  {
    id: 'runtime',
    header: 'Runtime',
    width: '92px',
    wideOnly: true,
    value: ({ runtime }) => runtime,
    cell: ({ runtime }) => <code className="soft">{runtime}</code>,
  },
  {
    id: 'calls',
    header: 'Calls',
    width: '48px',
    align: 'end',
    value: ({ calls }) => calls,
  },
  {
    id: 'last',
    header: 'Last',
    width: '88px',
    value: ({ last }) => last?.id,
    cell: ({ last }) =>
      last === undefined ? null : (
        <Chip
          tone={last.state === 'succeeded' ? 'ok' : last.state === 'running' ? 'neutral' : 'bad'}
        >
          {last.outcome ?? last.state}
        </Chip>
      ),
  },
];

export type FunctionListProps = {
  readonly functions: readonly FunctionRow[];
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
};

/** The functions with their calls since the timeline was cleared. */
export function FunctionList({ functions, selected, onSelect }: FunctionListProps) {
  const { kept } = useLive();
  const rows = useMemo(() => {
    const last = new Map<string, TimelineEntry>();
    const calls = new Map<string, number>();
    for (const entry of kept.entries) {
      if (entry.function === undefined) continue;
      last.set(entry.function, entry);
      calls.set(entry.function, (calls.get(entry.function) ?? 0) + 1);
    }
    return functions.map((row): Row => {
      const latest = last.get(row.name);
      return {
        ...row,
        calls: calls.get(row.name) ?? 0,
        ...(latest === undefined ? {} : { last: latest }),
      };
    });
  }, [functions, kept.entries]);
  return (
    <DataTable
      label="Functions"
      columns={columns}
      rows={rows}
      rowId={({ name }) => name}
      selected={selected}
      onSelect={onSelect}
      empty={<EmptyState title="No function matches">Empty the search.</EmptyState>}
    />
  );
}
