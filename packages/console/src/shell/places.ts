import {
  Activity,
  Braces,
  CalendarClock,
  Cylinder,
  House,
  Inbox,
  type LucideIcon,
  Mail,
  SquareFunction,
  Table2,
  Users,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Overview } from '../api/contract.ts';

/** A place of the console: a line of the rail, an address and a view. */
export type Place = {
  /** Its address under `/_console`. The view reads what follows it. */
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly group?: 'Backend' | 'Events';
  readonly count?: (overview: Overview) => number;
  readonly view: LazyExoticComponent<ComponentType>;
};

/** In the order of the rail. */
export const places: readonly Place[] = [
  {
    path: '/',
    label: 'Overview',
    icon: House,
    view: lazy(async () => ({
      default: (await import('../overview/overview-view.tsx')).OverviewView,
    })),
  },
  {
    path: '/timeline',
    label: 'Timeline',
    icon: Activity,
    view: lazy(async () => ({
      default: (await import('../timeline/timeline-view.tsx')).TimelineView,
    })),
  },
  {
    path: '/functions',
    label: 'Functions',
    icon: SquareFunction,
    group: 'Backend',
    count: ({ functions }) => functions.length,
    view: lazy(async () => ({
      default: (await import('../functions/functions-view.tsx')).FunctionsView,
    })),
  },
  {
    path: '/users',
    label: 'Users',
    icon: Users,
    group: 'Backend',
    view: lazy(async () => ({ default: (await import('../users/users-view.tsx')).UsersView })),
  },
  {
    path: '/graphql',
    label: 'GraphQL',
    icon: Braces,
    group: 'Backend',
    view: lazy(async () => ({
      default: (await import('../graphql/graphql-view.tsx')).GraphqlView,
    })),
  },
  {
    path: '/tables',
    label: 'Tables',
    icon: Table2,
    group: 'Backend',
    count: ({ tables }) => tables.length,
    view: lazy(async () => ({ default: (await import('../tables/tables-view.tsx')).TablesView })),
  },
  {
    path: '/objects',
    label: 'Objects',
    icon: Cylinder,
    group: 'Backend',
    count: ({ buckets }) => buckets.length,
    view: lazy(async () => ({
      default: (await import('../objects/objects-view.tsx')).ObjectsView,
    })),
  },
  {
    path: '/messages',
    label: 'Messages',
    icon: Mail,
    group: 'Events',
    view: lazy(async () => ({
      default: (await import('../messages/messages-view.tsx')).MessagesView,
    })),
  },
  {
    path: '/streams',
    label: 'Streams and queues',
    icon: Inbox,
    group: 'Events',
    count: ({ queues, streams, topics }) => queues.length + streams.length + topics.length,
    view: lazy(async () => ({
      default: (await import('../streams/streams-view.tsx')).StreamsView,
    })),
  },
  {
    path: '/schedules',
    label: 'Schedules',
    icon: CalendarClock,
    group: 'Events',
    count: ({ schedules }) => schedules.length,
    view: lazy(async () => ({
      default: (await import('../schedules/schedules-view.tsx')).SchedulesView,
    })),
  },
];

/** The place that an address belongs to. Undefined if there is none. */
export function placeAt(path: string): Place | undefined {
  return places.find((place) =>
    place.path === '/' ? path === '/' : path === place.path || path.startsWith(`${place.path}/`),
  );
}
