import type { TimelineEntry } from '../api/contract.ts';
import { entryTest, isEmpty, type TimelineFilter } from './filter.ts';

/** A line of the timeline. */
export type TimelineRow = {
  readonly entry: TimelineEntry;
  /** 0 for the first entry of a flow, 1 for what it caused, and so on. */
  readonly depth: number;
  /** Milliseconds since the start of the flow. */
  readonly sinceStart: number;
  readonly hasChildren: boolean;
};

/**
 * The rows of a timeline: the newest flow first, and in a flow each entry below the one that
 * caused it. An entry that the filter matches brings what caused it, and what it caused.
 *
 * @param entries In the order of their ids.
 */
export function timelineRows(
  entries: readonly TimelineEntry[],
  filter: TimelineFilter,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const matches = isEmpty(filter) ? undefined : entryTest(filter);
  for (const flow of [...flowsOf(entries)].reverse()) {
    if (filter.user !== undefined && !flow.some(({ user }) => user === filter.user)) continue;
    addFlow(rows, flow, matches);
  }
  return rows;
}

/** The entries of one flow, in the order of their ids. */
export function entriesOfFlow(
  entries: readonly TimelineEntry[],
  flow: number,
): readonly TimelineEntry[] {
  return entries.filter((entry) => entry.flow === flow);
}

function flowsOf(entries: readonly TimelineEntry[]): Iterable<readonly TimelineEntry[]> {
  const flows = new Map<number, TimelineEntry[]>();
  for (const entry of entries) {
    const flow = flows.get(entry.flow);
    if (flow === undefined) flows.set(entry.flow, [entry]);
    else flow.push(entry);
  }
  return flows.values();
}

type Test = (entry: TimelineEntry) => boolean;

function addFlow(rows: TimelineRow[], flow: readonly TimelineEntry[], matches: Test | undefined) {
  const [first] = flow;
  if (first === undefined) return;
  const shown = matches === undefined ? undefined : shownIds(flow, matches);
  if (shown?.size === 0) return;
  const started = Date.parse(first.at);
  const { roots, children } = familyOf(flow);

  function add(entry: TimelineEntry, depth: number) {
    if (shown !== undefined && !shown.has(entry.id)) return;
    const caused = children.get(entry.id);
    rows.push({
      entry,
      depth,
      sinceStart: Date.parse(entry.at) - started,
      hasChildren: caused !== undefined,
    });
    for (const child of caused ?? []) add(child, depth + 1);
  }
  for (const root of roots) add(root, 0);
}

type Family = {
  /** Entries whose cause is unknown or forgotten. */
  readonly roots: readonly TimelineEntry[];
  readonly children: ReadonlyMap<number, readonly TimelineEntry[]>;
};

/** Who caused whom. An entry that names itself or a later one as its cause has none. */
export function familyOf(flow: readonly TimelineEntry[]): Family {
  const ids = new Set(flow.map(({ id }) => id));
  const roots: TimelineEntry[] = [];
  const children = new Map<number, TimelineEntry[]>();
  for (const entry of flow) {
    const { parent } = entry;
    if (parent === undefined || parent >= entry.id || !ids.has(parent)) {
      roots.push(entry);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [entry]);
    else siblings.push(entry);
  }
  return { roots, children };
}

function shownIds(flow: readonly TimelineEntry[], matches: Test): ReadonlySet<number> {
  const { roots, children } = familyOf(flow);
  const shown = new Set<number>();
  /** Returns true if the entry or one that it caused is shown. */
  function visit(entry: TimelineEntry, isBelowMatch: boolean): boolean {
    const isMatch = isBelowMatch || matches(entry);
    let isShown = isMatch;
    for (const child of children.get(entry.id) ?? []) {
      isShown = visit(child, isMatch) || isShown;
    }
    if (isShown) shown.add(entry.id);
    return isShown;
  }
  for (const root of roots) visit(root, false);
  return shown;
}
