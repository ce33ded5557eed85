import type { TimelineDetails } from '../api/contract.ts';
import { isSame } from '../changes/change-lines.ts';

/** The event of a function, and what the function made of it. */
export type EventChange = { readonly before: object; readonly after: object };

/** What a trigger changed in its event. Undefined if it is no trigger, or changed nothing. */
export function changeOf({ entry, input, output }: TimelineDetails): EventChange | undefined {
  if (entry.function === undefined || !isObject(input) || !('triggerSource' in input))
    return undefined;
  if (!isObject(output) || isSame(input, output)) return undefined;
  return { before: input, after: output };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
