import type { TimelineEntry } from '../api/contract.ts';

/** Another text when an entry changes, so that its details are read again. */
export function versionOf({ state, durationMs, outcome, logs, from }: TimelineEntry): string {
  return [state, durationMs, outcome, logs, from].join('|');
}
