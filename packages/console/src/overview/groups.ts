import type { Overview } from '../api/contract.ts';

/** A thing of the backend in the overview. */
export type OverviewItem = {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  /** Where the console shows it. */
  readonly address: string;
};

export type OverviewGroup = {
  readonly title: string;
  /** The place that shows all of them. */
  readonly address: string;
  readonly items: readonly OverviewItem[];
};

/** Everything that runs, by kind. Kinds that the backend does not have are left out. */
export function overviewGroups(overview: Overview): readonly OverviewGroup[] {
  const groups: readonly OverviewGroup[] = [
    {
      title: 'Functions',
      address: '/functions',
      items: overview.functions.map(({ name, runtime, triggers }) => ({
        id: name,
        name,
        note: triggers[0] ?? runtime,
        address: address('functions', name),
      })),
    },
    {
      title: 'User pools',
      address: '/users',
      items: overview.userPools.map(({ id, name, groups }) => ({
        id,
        name,
        ...(groups.length === 0 ? {} : { note: plural(groups.length, 'group') }),
        address: address('users', id),
      })),
    },
    {
      title: 'GraphQL APIs',
      address: '/graphql',
      items: overview.apis.map(({ id, name, authModes }) => ({
        id,
        name,
        note: plural(authModes.length, 'way of access', 'ways of access'),
        address: address('graphql', id),
      })),
    },
    {
      title: 'Tables',
      address: '/tables',
      items: overview.tables.map(({ name, friendlyName, keys }) => ({
        id: name,
        name: friendlyName,
        note: keys.join(', '),
        address: address('tables', name),
      })),
    },
    {
      title: 'Buckets',
      address: '/objects',
      items: overview.buckets.map(({ name, friendlyName }) => ({
        id: name,
        name: friendlyName,
        address: address('objects', name),
      })),
    },
    {
      title: 'Streams, queues and topics',
      address: '/streams',
      items: [
        ...overview.streams.map(({ name }) => ({
          id: `stream ${name}`,
          name,
          note: 'stream',
          address: '/streams',
        })),
        ...overview.queues.map(({ name, friendlyName, deadLetterOf }) => ({
          id: `queue ${name}`,
          name: friendlyName,
          note: deadLetterOf === undefined ? 'queue' : 'dead-letter queue',
          address: '/streams',
        })),
        ...overview.topics.map(({ name, arn }) => ({
          id: `topic ${arn}`,
          name,
          note: 'topic',
          address: '/streams',
        })),
      ],
    },
    {
      title: 'Schedules',
      address: '/schedules',
      items: overview.schedules.map(({ name, expression, enabled }) => ({
        id: name,
        name,
        note: enabled ? expression : 'turned off',
        address: '/schedules',
      })),
    },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

/** Types that no service implements, the most frequent first. */
export function unservedTypes(overview: Overview): readonly (readonly [string, number])[] {
  return Object.entries(overview.unserved).sort(
    ([a, countOfA], [b, countOfB]) => countOfB - countOfA || a.localeCompare(b),
  );
}

function address(place: string, id: string): string {
  return `/${place}/${encodeURIComponent(id)}`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
