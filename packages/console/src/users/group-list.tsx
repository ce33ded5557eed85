import { UsersRound } from 'lucide-react';
import { type DataColumn, DataTable, EmptyState } from '../controls/index.ts';
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
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
};

export function GroupList({ groups, selected, onSelect }: GroupListProps) {
  return (
    <DataTable
      label="Groups"
      columns={columns}
      rows={groups}
      rowId={({ GroupName }) => GroupName}
      selected={selected}
      onSelect={onSelect}
      empty={
        <EmptyState icon={<UsersRound />} title="Groups of users appear here">
          Create a group here, or add <code>groups</code> to <code>defineAuth</code>.
        </EmptyState>
      }
    />
  );
}
