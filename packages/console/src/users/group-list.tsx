import { SearchX, UsersRound } from 'lucide-react';
import { Button, type DataColumn, DataTable, EmptyState } from '../controls/index.ts';
import type { Group } from './user-pool-types.ts';

const columns: readonly DataColumn<Group>[] = [
  {
    id: 'name',
    header: 'Group',
    value: ({ GroupName }) => GroupName,
  },
  {
    id: 'precedence',
    header: 'Precedence',
    width: '92px',
    align: 'end',
    value: ({ Precedence }) => Precedence,
  },
  {
    id: 'description',
    header: 'Description',
    width: 'minmax(0, 1.6fr)',
    wideOnly: true,
    value: ({ Description }) => Description,
  },
];

export type GroupListProps = {
  readonly groups: readonly Group[];
  /** Whether a search hides groups. */
  readonly isFiltered: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
  readonly onShowAll: () => void;
};

export function GroupList({ groups, isFiltered, selected, ...actions }: GroupListProps) {
  return (
    <DataTable
      label="Groups"
      columns={columns}
      rows={groups}
      rowId={({ GroupName }) => GroupName}
      selected={selected}
      onSelect={actions.onSelect}
      empty={
        isFiltered ? (
          <EmptyState
            icon={<SearchX />}
            title="No group matches"
            action={<Button onPress={actions.onShowAll}>Show all groups</Button>}
          />
        ) : (
          <EmptyState icon={<UsersRound />} title="Groups of users appear here">
            Create a group here, or add <code>groups</code> to <code>defineAuth</code>.
          </EmptyState>
        )
      }
    />
  );
}
