import type { TimelineEntry } from '@amplify-recipes/sandbox';
import type { Timeline } from '../sandbox/use-timeline.js';

/**
 * The newest flow of the timeline that is about something: its first entry, and all that it caused.
 *
 * @param names Of requests, functions or schedules.
 */
export function newestOf(timeline: Timeline, names: readonly string[]): readonly TimelineEntry[] {
  const newest = timeline.findLast(({ name }) => names.includes(name));
  return newest === undefined ? [] : timeline.filter(({ flow }) => flow === newest.flow);
}
