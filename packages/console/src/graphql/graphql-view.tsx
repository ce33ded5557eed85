import { useQuery } from '@tanstack/react-query';
import { Braces } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import { getJson } from '../api/client.ts';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import { CopyButton, EmptyState, Loaded, Select, Toolbar, WaitingRows } from '../controls/index.ts';
import { useGroups, useUsers } from '../users/user-pool-queries.ts';
import { nameOf } from '../users/user-pool-types.ts';
import { type CallerType, callerIn, callersOf, firstCaller } from './callers.ts';
import styles from './graphql-view.module.css';

const LazyEditor = lazy(async () => ({
  default: (await import('./graphiql-editor.tsx')).GraphiqlEditor,
}));

/** GraphQL as any user, group, API key or role. */
export function GraphqlView() {
  const overview = useOverview();
  return (
    <Loaded query={overview}>
      {(pools) =>
        pools.apis.length === 0 ? (
          <EmptyState icon={<Braces />} title="Queries to the GraphQL API run here">
            The backend has no API. Add <code>defineData</code> to <code>amplify/backend.ts</code>.
          </EmptyState>
        ) : (
          <Apis apis={pools.apis} pools={pools} />
        )
      }
    </Loaded>
  );
}

type ApisProps = {
  readonly apis: Overview['apis'];
  readonly pools: Pick<Overview, 'userPools' | 'identityPools'>;
};

function Apis({ apis, pools }: ApisProps) {
  const [, parameters] = useRoute('/graphql/:api?');
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const api = apis.find(({ id }) => id === parameters?.api) ?? apis[0];
  const schema = useQuery({
    queryKey: ['graphql', api?.id, 'schema'],
    enabled: api !== undefined,
    staleTime: 60_000,
    queryFn: () => getJson<{ readonly sdl: string }>('graphql/schema', { apiId: api?.id }),
  });
  if (api === undefined) return null;
  const choices = callersOf(api, pools);
  const poolId = search.get('pool') ?? pools.userPools[0]?.id ?? '';
  const isKnown = choices.some(({ id }) => id === search.get('as'));
  const wanted = isKnown ? search : new URLSearchParams({ as: firstCaller(api, pools) });
  const type = wanted.get('as') ?? '';
  const caller = callerIn(wanted, poolId);
  const change = (next: Record<string, string>) => setSearch(next, { replace: true });
  return (
    <>
      <Toolbar label="Caller" end={<CopyButton text={api.url} label="Copy the address" small />}>
        {apis.length > 1 ? (
          <Select
            label="API"
            hideLabel
            choices={apis.map(({ id, name }) => ({ id, label: name }))}
            selected={api.id}
            onSelect={(id) => navigate(`/graphql/${id}`)}
          />
        ) : null}
        <span className={styles.as}>Run as</span>
        <Select
          label="Run as"
          hideLabel
          choices={choices}
          selected={type === '' ? null : type}
          onSelect={(as) => change({ as, pool: poolId })}
        />
        {type === 'user' || type === 'group' ? (
          <NameSelect
            key={`${type} ${poolId}`}
            type={type}
            poolId={poolId}
            selected={search.get('name')}
            onSelect={(name) => change({ as: type, pool: poolId, name })}
          />
        ) : null}
      </Toolbar>
      <Loaded query={schema}>
        {({ sdl }) => (
          <Suspense fallback={<WaitingRows />}>
            <LazyEditor key={api.id} apiId={api.id} sdl={sdl} caller={caller} />
          </Suspense>
        )}
      </Loaded>
    </>
  );
}

type NameSelectProps = {
  readonly type: Extract<CallerType, 'user' | 'group'>;
  readonly poolId: string;
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
};

function NameSelect({ type, poolId, selected, onSelect }: NameSelectProps) {
  const users = useUsers(type === 'user' ? poolId : '');
  const groups = useGroups(type === 'group' ? poolId : '');
  const choices =
    type === 'user'
      ? (users.data?.items ?? []).map((user) => ({ id: user.Username, label: nameOf(user) }))
      : (groups.data ?? []).map(({ GroupName }) => ({ id: GroupName, label: GroupName }));
  const isEmpty = choices.length === 0;
  return (
    <Select
      label={type === 'user' ? 'User' : 'Group'}
      hideLabel
      choices={choices}
      selected={selected}
      onSelect={onSelect}
      placeholder={isEmpty ? `There is no ${type} yet` : `Choose a ${type}`}
      isDisabled={isEmpty}
    />
  );
}
