import type { TimelineEntry } from '../api/contract.ts';

/** The entries that the page keeps, the oldest first. */
export type KeptEntries = {
  readonly entries: readonly TimelineEntry[];
  /** How many older entries are forgotten, here or in the sandbox. */
  readonly forgotten: number;
};

/** The most entries that are kept, here as in the sandbox. */
export const MOST_ENTRIES = 10_000;

export const noEntries: KeptEntries = { entries: [], forgotten: 0 };

/** Keeps the newest of the entries that the sandbox sent at the beginning. */
export function keepAll(
  entries: readonly TimelineEntry[],
  forgotten: number,
  most = MOST_ENTRIES,
): KeptEntries {
  return trim({ entries: [...entries].sort((a, b) => a.id - b.id), forgotten }, most);
}

/**
 * Adds new entries, and replaces those that changed. A changed entry that is forgotten stays so.
 */
export function keepMore(
  kept: KeptEntries,
  changes: readonly TimelineEntry[],
  most = MOST_ENTRIES,
): KeptEntries {
  if (changes.length === 0) return kept;
  const entries = [...kept.entries];
  for (const change of [...changes].sort((a, b) => a.id - b.id)) {
    const last = entries.at(-1);
    if (last === undefined || change.id > last.id) {
      entries.push(change);
      continue;
    }
    const at = indexOf(entries, change.id);
    if (entries[at]?.id === change.id) entries[at] = change;
    else if (at > 0 || kept.forgotten === 0) entries.splice(at, 0, change);
  }
  return trim({ entries, forgotten: kept.forgotten }, most);
}

/** The entry with an id, if it is kept. */
export function findEntry(
  entries: readonly TimelineEntry[],
  id: number | undefined,
): TimelineEntry | undefined {
  if (id === undefined) return undefined;
  const entry = entries[indexOf(entries, id)];
  return entry?.id === id ? entry : undefined;
}

/** The index of the first entry whose id is not below the given one. */
export function indexOf(entries: readonly TimelineEntry[], id: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function trim({ entries, forgotten }: KeptEntries, most: number): KeptEntries {
  const extra = entries.length - most;
  if (extra <= 0) return { entries, forgotten };
  return { entries: entries.slice(extra), forgotten: forgotten + extra };
}
