import { SearchX, Users } from 'lucide-react';
import {
  Button,
  Chip,
  type DataColumn,
  DataTable,
  EmptyState,
  MiddleCut,
  Notice,
  Time,
} from '../controls/index.ts';
import { nameOf, statusWords, timeOf, type User } from './user-pool-types.ts';
import styles from './users.module.css';

const columns: readonly DataColumn<User>[] = [
  {
    id: 'name',
    header: 'User',
    width: 'minmax(0, 1.4fr)',
    value: nameOf,
    cell: (user) => <MiddleCut text={nameOf(user)} end={12} />,
  },
  {
    id: 'status',
    header: 'Status',
    width: 'minmax(0, 0.9fr)',
    value: ({ UserStatus, Enabled }) => (Enabled ? statusWords(UserStatus) : 'Disabled'),
    cell: (user) => <UserStatus user={user} />,
  },
  {
    id: 'id',
    header: 'User name',
    wideOnly: true,
    value: ({ Username }) => Username,
    cell: ({ Username }) => (
      <code className="soft">
        <MiddleCut text={Username} />
      </code>
    ),
  },
  {
    id: 'created',
    header: 'Created',
    width: '104px',
    align: 'end',
    wideOnly: true,
    value: ({ UserCreateDate }) => UserCreateDate,
    cell: ({ UserCreateDate }) => <Time at={timeOf(UserCreateDate)} style="day" />,
  },
];

export function UserStatus({ user }: { readonly user: Pick<User, 'UserStatus' | 'Enabled'> }) {
  if (!user.Enabled) return <Chip tone="bad">Disabled</Chip>;
  const tone = user.UserStatus === 'CONFIRMED' ? 'ok' : 'warn';
  return (
    <Chip tone={tone} title={user.UserStatus}>
      {statusWords(user.UserStatus)}
    </Chip>
  );
}

export type UserListProps = {
  readonly users: readonly User[];
  readonly isFiltered: boolean;
  readonly isCut: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (username: string) => void;
  readonly onShowAll: () => void;
};

export function UserList({ users, isFiltered, isCut, ...props }: UserListProps) {
  return (
    <>
      <DataTable
        label="Users"
        columns={columns}
        rows={users}
        rowId={({ Username }) => Username}
        selected={props.selected}
        onSelect={props.onSelect}
        empty={
          isFiltered ? (
            <EmptyState
              icon={<SearchX />}
              title="No user matches"
              action={<Button onPress={props.onShowAll}>Show all users</Button>}
            />
          ) : (
            <EmptyState icon={<Users />} title="The users of the app appear here">
              Sign up in your app, or create a user here.
            </EmptyState>
          )
        }
      />
      {isCut ? (
        <div className={styles.foot}>
          <Notice>The first {users.length.toLocaleString('en')} users are shown.</Notice>
        </div>
      ) : null}
    </>
  );
}
