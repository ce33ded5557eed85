import { type Content, shown } from './content.js';
import type { TimelineDetails, TimelineEntry } from './entry.js';
import { withoutSecrets } from './redaction.js';

type Mutable<Shape> = { -readonly [Member in keyof Shape]: Shape[Member] };

/** The members of an entry that come from a body. */
export type EntryDescription = Partial<
  Pick<TimelineEntry, 'name' | 'detail' | 'user' | 'state' | 'outcome' | 'reason'>
>;

/** An entry with what belongs to it. */
export type Kept = {
  readonly entry: Mutable<TimelineEntry>;
  readonly begunAt: number;
  isDescribed: boolean;
  /** Descriptions that nobody has read yet. */
  descriptions: (() => EntryDescription)[];
  input: Content | undefined;
  output: Content | undefined;
  logLines: readonly string[];
  rest: Pick<TimelineDetails, 'error' | 'headers' | 'denial'>;
  bytes: number;
  isCut: boolean;
};

const LONGEST_TEXT = 300;
const LONGEST_ERROR = 4000;
const TRACE_LINES = 50;

/** Every page of the console gets all entries, so their texts are short. */
export function shorten(entry: Mutable<TimelineEntry>): void {
  for (const member of ['name', 'detail', 'user', 'reason', 'from'] as const) {
    const text = entry[member];
    if (text !== undefined && text.length > LONGEST_TEXT) {
      entry[member] = `${text.slice(0, LONGEST_TEXT)}…`;
    }
  }
}

export function shortError({ name, message, trace }: NonNullable<TimelineDetails['error']>) {
  const short = (text: string) => String(withoutSecrets(text.slice(0, LONGEST_ERROR)));
  return {
    name: short(name),
    message: short(message),
    ...(trace && { trace: trace.slice(0, TRACE_LINES).map(short) }),
  };
}

export function detailsOf(each: Kept, entry: TimelineEntry): TimelineDetails {
  const input = each.input?.show();
  const output = each.output?.show();
  const logs = shown(withoutSecrets(each.logLines));
  const isCut = each.isCut || input?.truncated || output?.truncated || logs.truncated;
  return {
    entry,
    ...(input && { input: input.value }),
    ...(output && { output: output.value }),
    ...(each.logLines.length > 0 && { logs: logs.value as readonly string[] }),
    ...each.rest,
    ...(isCut && { truncated: true }),
  };
}
