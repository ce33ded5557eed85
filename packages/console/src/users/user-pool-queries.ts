import { queryOptions, useQuery } from '@tanstack/react-query';
import { readService } from '../api/client.ts';
import type { TimelineEntry } from '../api/contract.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import type { Group, SchemaAttribute, User, UserDetails } from './user-pool-types.ts';

const SERVICE = 'cognito-idp';
/** `ListUsers` returns at most 60 users at once. */
const MOST_PAGES = 20;

export type Listed<Item> = {
  readonly items: readonly Item[];
  /** Whether there are more than the console reads. */
  readonly isCut: boolean;
};

function usersQuery(UserPoolId: string) {
  return queryOptions({
    queryKey: ['users', UserPoolId, 'list'],
    enabled: UserPoolId !== '',
    queryFn: async (): Promise<Listed<User>> => {
      const items: User[] = [];
      let PaginationToken: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const found = await readService<{ Users?: User[]; PaginationToken?: string }>(
          SERVICE,
          'ListUsers',
          { UserPoolId, Limit: 60, PaginationToken },
        );
        items.push(...(found.Users ?? []));
        PaginationToken = found.PaginationToken;
        if (PaginationToken === undefined) break;
      }
      return { items, isCut: PaginationToken !== undefined };
    },
  });
}

/** The users of a pool. Those who sign up appear by themselves. */
export function useUsers(poolId: string) {
  const query = usersQuery(poolId);
  useLiveRefresh(['users', poolId], changesUsers);
  return useQuery(query);
}

const READS = /^(?:Get|List|Describe|AdminGet|AdminList|GlobalSignOut|RevokeToken)/;

function changesUsers({ service, kind, name, state }: TimelineEntry): boolean {
  return (
    service === 'cognito-idp' && kind === 'request' && state !== 'running' && !READS.test(name)
  );
}

export function useUser(UserPoolId: string, Username: string) {
  return useQuery({
    queryKey: ['users', UserPoolId, 'user', Username],
    queryFn: () => readService<UserDetails>(SERVICE, 'AdminGetUser', { UserPoolId, Username }),
  });
}

export function useGroups(UserPoolId: string) {
  return useQuery({
    queryKey: ['users', UserPoolId, 'groups'],
    enabled: UserPoolId !== '',
    queryFn: () => listGroups('ListGroups', { UserPoolId }),
  });
}

export function useGroupsOfUser(UserPoolId: string, Username: string) {
  return useQuery({
    queryKey: ['users', UserPoolId, 'user', Username, 'groups'],
    queryFn: () => listGroups('AdminListGroupsForUser', { UserPoolId, Username }),
  });
}

async function listGroups(operation: string, input: object): Promise<readonly Group[]> {
  const items: Group[] = [];
  let NextToken: string | undefined;
  do {
    const found = await readService<{ Groups?: Group[]; NextToken?: string }>(SERVICE, operation, {
      ...input,
      Limit: 60,
      NextToken,
    });
    items.push(...(found.Groups ?? []));
    NextToken = found.NextToken;
  } while (NextToken !== undefined && items.length < 1200);
  return items;
}

export function useGroupMembers(UserPoolId: string, GroupName: string) {
  return useQuery({
    queryKey: ['users', UserPoolId, 'group', GroupName],
    queryFn: async () => {
      const { Users = [] } = await readService<{ Users?: User[] }>(SERVICE, 'ListUsersInGroup', {
        UserPoolId,
        GroupName,
        Limit: 60,
      });
      return Users;
    },
  });
}

type PoolDescription = {
  readonly UserPool: {
    readonly SchemaAttributes?: readonly SchemaAttribute[];
    readonly UsernameAttributes?: readonly string[];
  };
};

/** What a pool lets its users have. */
export function usePoolDescription(UserPoolId: string) {
  return useQuery({
    queryKey: ['users', UserPoolId, 'pool'],
    enabled: UserPoolId !== '',
    staleTime: 60_000,
    queryFn: async () => {
      const { UserPool } = await readService<PoolDescription>(SERVICE, 'DescribeUserPool', {
        UserPoolId,
      });
      return UserPool;
    },
  });
}
