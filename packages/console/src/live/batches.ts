import { useMemo } from 'react';
import type { FunctionRow, TimelineEntry } from '../api/contract.ts';
import { useLive } from './live-store.ts';

const MOST_SHOWN = 100;

/**
 * The names of the functions that a stream or a queue calls.
 *
 * @param triggers How the overview names the source: `stream of Todo`, `queue orders`.
 */
export function consumersOf(
  functions: readonly FunctionRow[],
  triggers: readonly string[],
): readonly string[] {
  return functions
    .filter((row) => row.triggers.some((trigger) => triggers.includes(trigger)))
    .map(({ name }) => name);
}

/** The batches that functions got from a service, the latest first. */
export function useBatches(
  service: string,
  consumers: readonly string[],
): readonly TimelineEntry[] {
  const { kept } = useLive();
  const names = consumers.join('\n');
  return useMemo(() => {
    const wanted = new Set(names.split('\n'));
    return kept.entries
      .filter(
        (entry) => entry.kind === 'batch' && entry.service === service && wanted.has(entry.name),
      )
      .slice(-MOST_SHOWN)
      .toReversed();
  }, [kept.entries, service, names]);
}
