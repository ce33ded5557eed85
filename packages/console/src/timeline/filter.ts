import type { TimelineEntry } from '../api/contract.ts';

/** What the timeline shows. It is a part of the address. */
export type TimelineFilter = {
  /** Words, which an entry has all of. */
  readonly text: string;
  readonly services: readonly string[];
  readonly functions: readonly string[];
  readonly statuses: readonly StatusChoice[];
  readonly user: string | undefined;
};

export const statusChoices = ['failed', 'denied', 'running', 'cold', 'retried'] as const;
export type StatusChoice = (typeof statusChoices)[number];

export const noFilter: TimelineFilter = {
  text: '',
  services: [],
  functions: [],
  statuses: [],
  user: undefined,
};

export function isEmpty({ text, services, functions, statuses, user }: TimelineFilter): boolean {
  return (
    text.trim() === '' &&
    services.length === 0 &&
    functions.length === 0 &&
    statuses.length === 0 &&
    user === undefined
  );
}

/** Reads the filter in an address. Unknown statuses are ignored. */
export function readFilter(search: URLSearchParams): TimelineFilter {
  return {
    text: search.get('q') ?? '',
    services: search.getAll('service'),
    functions: search.getAll('function'),
    statuses: statusChoices.filter((choice) => search.getAll('status').includes(choice)),
    user: search.get('user') ?? undefined,
  };
}

/** Writes the filter into an address, and leaves its other parts as they are. */
export function writeFilter(filter: TimelineFilter, search: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of ['q', 'service', 'function', 'status', 'user']) next.delete(name);
  if (filter.text !== '') next.set('q', filter.text);
  for (const service of filter.services) next.append('service', service);
  for (const name of filter.functions) next.append('function', name);
  for (const status of filter.statuses) next.append('status', status);
  if (filter.user !== undefined) next.set('user', filter.user);
  return next;
}

/** A test for single entries. The user is a property of a whole flow, so it is not tested here. */
export function entryTest(filter: TimelineFilter): (entry: TimelineEntry) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const services = new Set(filter.services);
  const functions = new Set(filter.functions);
  return (entry) =>
    (services.size === 0 || services.has(entry.service)) &&
    (functions.size === 0 || (entry.function !== undefined && functions.has(entry.function))) &&
    (filter.statuses.length === 0 || filter.statuses.some((status) => hasStatus(entry, status))) &&
    (words.length === 0 || hasWords(entry, words));
}

function hasStatus(entry: TimelineEntry, status: StatusChoice): boolean {
  switch (status) {
    case 'failed':
      return entry.state === 'failed' || entry.state === 'denied';
    case 'denied':
      return entry.state === 'denied';
    case 'running':
      return entry.state === 'running';
    case 'cold':
      return entry.initDurationMs !== undefined;
    case 'retried':
      return (entry.attempt ?? 1) > 1;
  }
}

/** Made once for each entry: an entry that changes is another object. */
const texts = new WeakMap<TimelineEntry, string>();

function hasWords(entry: TimelineEntry, words: readonly string[]): boolean {
  let text = texts.get(entry);
  if (text === undefined) {
    text = [
      entry.name,
      entry.detail,
      entry.user,
      entry.reason,
      entry.outcome,
      entry.function,
      entry.service,
      entry.from,
      entry.invocationId,
      entry.messageId,
      String(entry.id),
    ]
      .filter((part) => part !== undefined)
      .join(' ')
      .toLowerCase();
    texts.set(entry, text);
  }
  return words.every((word) => text.includes(word));
}
