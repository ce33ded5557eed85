import { UserPlus, Users, UsersRound } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import {
  Button,
  Count,
  EmptyState,
  Loaded,
  SearchField,
  Segments,
  Select,
  SplitPane,
  Toolbar,
} from '../controls/index.ts';
import { ViewActions } from '../shell/view-frame.tsx';
import { CreateGroupDialog } from './create-group-dialog.tsx';
import { CreateUserDialog } from './create-user-dialog.tsx';
import { GroupList } from './group-list.tsx';
import { GroupPane } from './group-pane.tsx';
import { UserList } from './user-list.tsx';
import { UserPane } from './user-pane.tsx';
import { useGroups, useUsers } from './user-pool-queries.ts';
import type { User } from './user-pool-types.ts';

/** The users and the groups of the user pools. */
export function UsersView() {
  const overview = useOverview();
  return (
    <Loaded query={overview}>
      {({ userPools }) =>
        userPools.length === 0 ? (
          <EmptyState icon={<Users />} title="The users of the app appear here">
            The backend has no user pool. Add <code>defineAuth</code> to{' '}
            <code>amplify/backend.ts</code>.
          </EmptyState>
        ) : (
          <UserPools pools={userPools} />
        )
      }
    </Loaded>
  );
}

type Pools = Overview['userPools'];

function UserPools({ pools }: { readonly pools: Pools }) {
  const [, parameters] = useRoute('/users/:pool?/:part?');
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const pool = pools.find(({ id }) => id === parameters?.pool) ?? pools[0];
  const [isAdding, setAdding] = useState(false);
  if (pool === undefined) return null;
  const part = parameters?.part === 'groups' ? 'groups' : 'users';
  const name = part === 'groups' ? 'group' : 'user';
  const selected = search.get(name) ?? undefined;
  const words = search.get('search') ?? '';
  function change(key: string, value: string | undefined, replace: boolean) {
    setSearch(
      (last) => {
        if (value === undefined || value === '') last.delete(key);
        else last.set(key, value);
        return last;
      },
      { replace },
    );
  }
  const select = (id: string) => change(name, id, selected !== undefined);
  const close = () => change(name, undefined, false);
  const dialog = { poolId: pool.id, isOpen: isAdding, onClose: () => setAdding(false) };
  const Part = part === 'groups' ? Groups : PoolUsers;
  return (
    <>
      <ViewActions>
        <Button look="primary" onPress={() => setAdding(true)}>
          {part === 'groups' ? <UsersRound /> : <UserPlus />}
          {part === 'groups' ? 'Create group' : 'Create user'}
        </Button>
      </ViewActions>
      <Part
        pool={pool}
        words={words}
        selected={selected}
        onSelect={select}
        onClose={close}
        onSearch={(text) => change('search', text, true)}
      >
        {pools.length > 1 ? (
          <Select
            label="User pool"
            hideLabel
            choices={pools.map(({ id, name: label }) => ({ id, label, note: id }))}
            selected={pool.id}
            onSelect={(id) => navigate(`/users/${id}/${part}`)}
          />
        ) : null}
        <Segments
          label="Part"
          segments={[
            { id: 'users', label: 'Users' },
            { id: 'groups', label: 'Groups' },
          ]}
          selected={part}
          onSelect={(next) => navigate(`/users/${pool.id}/${next}`)}
        />
      </Part>
      {part === 'groups' ? (
        <CreateGroupDialog {...dialog} onCreated={select} />
      ) : (
        <CreateUserDialog {...dialog} onCreated={select} />
      )}
    </>
  );
}

type PartProps = {
  readonly pool: Pools[number];
  readonly words: string;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onClose: () => void;
  readonly onSearch: (text: string) => void;
  readonly children: React.ReactNode;
};

function PoolUsers({ pool, words, selected, children, ...actions }: PartProps) {
  const users = useUsers(pool.id);
  const shown = useMemo(
    () => users.data?.items.filter((user) => hasWords(user, words)) ?? [],
    [users.data, words],
  );
  const all = users.data?.items.length;
  return (
    <SplitPane
      list={
        <>
          <Toolbar
            label="Filter"
            end={all === undefined ? null : <Count shown={shown.length} all={all} />}
          >
            {children}
            <SearchField label="Search users" value={words} onChange={actions.onSearch} />
          </Toolbar>
          <Loaded query={users}>
            {({ isCut }) => (
              <UserList
                users={shown}
                isFiltered={words !== ''}
                isCut={isCut}
                selected={selected}
                onSelect={actions.onSelect}
                onShowAll={() => actions.onSearch('')}
              />
            )}
          </Loaded>
        </>
      }
      details={
        selected === undefined ? undefined : (
          <UserPane key={selected} pool={pool} username={selected} onClose={actions.onClose} />
        )
      }
    />
  );
}

function Groups({ pool, words, selected, children, ...actions }: PartProps) {
  const groups = useGroups(pool.id);
  const shown = useMemo(
    () =>
      groups.data?.filter(({ GroupName, Description = '' }) =>
        `${GroupName} ${Description}`.toLowerCase().includes(words.trim().toLowerCase()),
      ) ?? [],
    [groups.data, words],
  );
  const all = groups.data?.length;
  return (
    <SplitPane
      list={
        <>
          <Toolbar
            label="Filter"
            end={all === undefined ? null : <Count shown={shown.length} all={all} />}
          >
            {children}
            <SearchField label="Search groups" value={words} onChange={actions.onSearch} />
          </Toolbar>
          <Loaded query={groups}>
            {(list) => (
              <GroupList
                groups={shown}
                isFiltered={list.length > 0}
                selected={selected}
                onSelect={actions.onSelect}
                onShowAll={() => actions.onSearch('')}
              />
            )}
          </Loaded>
        </>
      }
      details={
        selected === undefined ? undefined : (
          <GroupPane
            key={selected}
            poolId={pool.id}
            groupName={selected}
            group={groups.data?.find(({ GroupName }) => GroupName === selected)}
            onClose={actions.onClose}
          />
        )
      }
    />
  );
}

function hasWords({ Username, Attributes = [] }: User, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  return [Username, ...Attributes.map(({ Value }) => Value)].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}
