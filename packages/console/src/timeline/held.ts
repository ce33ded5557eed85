import type { TimelineEntry } from '../api/contract.ts';
import { indexOf } from '../live/kept-entries.ts';
import { entryTest, type TimelineFilter } from './filter.ts';

/** The entries that a list shows while new ones wait. */
export type HeldEntries = {
  readonly shown: readonly TimelineEntry[];
  /** How many entries wait that the filter matches. */
  readonly waiting: number;
};

/**
 * Holds new entries back while somebody reads. Entries that are shown still change in place.
 *
 * @param lastShown The id of the newest entry that is shown. Undefined if nothing is held.
 */
export function holdEntries(
  entries: readonly TimelineEntry[],
  lastShown: number | undefined,
  filter: TimelineFilter,
): HeldEntries {
  if (lastShown === undefined) return { shown: entries, waiting: 0 };
  const at = indexOf(entries, lastShown + 1);
  if (at === entries.length) return { shown: entries, waiting: 0 };
  return {
    shown: entries.slice(0, at),
    waiting: entries.slice(at).filter(entryTest(filter)).length,
  };
}
