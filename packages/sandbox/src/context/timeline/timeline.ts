import { AsyncLocalStorage } from 'node:async_hooks';
import { type Causes, createCauses } from './causes.js';
import type { Content } from './content.js';
import { createDescriptions } from './descriptions.js';
import type { TimelineDenial, TimelineDetails, TimelineEntry } from './entry.js';
import { createFunctionSessions, type FunctionSessions } from './function-sessions.js';
import { createKeptEntries } from './kept-entries.js';
import { detailsOf, type EntryDescription, type Kept, shortError, shorten } from './kept-entry.js';

export { KEPT_ENTRIES } from './kept-entries.js';
export type { EntryDescription } from './kept-entry.js';

/** What happened in the backend, in the order in which it began. */
export type Timeline = {
  /** Adds an entry that runs until it is ended. */
  begin(start: EntryStart): OpenEntry;
  /** Runs work as the effect of an entry: what begins in it has the entry as its parent. */
  runAs<Result>(cause: number | undefined, work: () => Result): Result;
  /** Runs work that somebody started, such as the console. What begins in it comes from there. */
  runFrom<Result>(from: string, work: () => Result): Result;
  /** Runs work that adds nothing, such as the lists that the console shows. */
  runUnrecorded<Result>(work: () => Result): Result;
  /** The entry whose work runs now. */
  readonly current: number | undefined;
  /** Who started the work that runs now, if it is not an entry's. */
  readonly from: string | undefined;
  /** Adds to the entry whose work runs now. */
  changeCurrent(change: EntryChange): void;
  /**
   * Shows the developer's names of resources in names and details.
   *
   * @param names By physical name.
   */
  showNames(names: ReadonlyMap<string, string>): void;
  find(id: number): TimelineEntry | undefined;
  /** All entries that are kept, the oldest first. */
  entries(): readonly TimelineEntry[];
  /** The number of entries that were forgotten because there were too many. */
  readonly forgotten: number;
  details(id: number): TimelineDetails | undefined;
  clear(): void;
  /**
   * Calls a listener with the id of each entry that begins or changes.
   *
   * @returns A function that removes the listener.
   */
  onChange(listener: (id: number) => void): () => void;
  readonly causes: Causes;
  readonly functionSessions: FunctionSessions;
};

export type EntryStart = Pick<TimelineEntry, 'kind' | 'service' | 'name'> &
  Partial<Omit<TimelineEntry, 'id' | 'flow' | 'at'>> & {
    readonly input?: Content | undefined;
    /** Describes the entry when somebody looks at it, because it costs time. */
    describe?(): EntryDescription;
    readonly headers?: Readonly<Record<string, string>>;
    /** The size of what its description needs. */
    readonly headBytes?: number;
  };

export type OpenEntry = {
  readonly id: number;
  change(change: EntryChange): void;
  end(ending: EntryEnding): void;
};

export type EntryChange = Partial<Omit<TimelineEntry, 'id' | 'flow' | 'at' | 'kind'>> & {
  readonly input?: Content | undefined;
  describe?(): EntryDescription;
  readonly denial?: TimelineDenial;
};

export type EntryEnding = EntryChange &
  Pick<TimelineEntry, 'state'> & {
    readonly output?: Content | undefined;
    readonly error?: TimelineDetails['error'];
    readonly logLines?: readonly string[];
  };

type Running = {
  readonly cause?: number | undefined;
  readonly from?: string | undefined;
  readonly isUnrecorded?: boolean;
};

const UNRECORDED: OpenEntry = { id: 0, change: () => {}, end: () => {} };

export type TimelineOptions = {
  /** The clock of the services, in milliseconds since 1970. */
  now(): number;
  /** A name that people know, for a user's `sub`. */
  contactOf?(sub: string): string | undefined;
};

export function createTimeline({ now, contactOf }: TimelineOptions): Timeline {
  const running = new AsyncLocalStorage<Running>();
  const descriptions = createDescriptions(contactOf);
  const kept = createKeptEntries(descriptions.entryOf);
  const listeners = new Set<(id: number) => void>();
  const changed = (id: number) => {
    for (const listener of listeners) listener(id);
  };

  const apply = (each: Kept, { input, describe, denial, ...members }: EntryChange) => {
    Object.assign(each.entry, members);
    shorten(each.entry);
    const cause = kept.get(members.parent);
    if (cause) each.entry.flow = cause.entry.flow;
    if (describe) each.descriptions.push(describe);
    if (denial) each.rest = { ...each.rest, denial };
    if (!input) return;
    each.input = input;
    kept.addContent(each, input.bytes);
  };
  const openEntry = (each: Kept): OpenEntry => {
    const { id } = each.entry;
    /** An entry may be forgotten while it runs. */
    const isKept = () => kept.get(id) === each;
    return {
      id,
      change(change) {
        if (!isKept()) return;
        apply(each, change);
        changed(id);
      },
      end({ output, error, logLines = [], ...change }) {
        if (!isKept()) return;
        const durationMs = Math.round((performance.now() - each.begunAt) * 10) / 10;
        apply(each, { durationMs, ...change });
        each.output = output;
        each.logLines = logLines;
        if (error) each.rest = { ...each.rest, error: shortError(error) };
        const logged = logLines.reduce((sum, line) => sum + line.length, 0);
        kept.addContent(each, (output?.bytes ?? 0) + logged);
        changed(id);
      },
    };
  };

  return {
    begin({
      input,
      describe,
      headers,
      headBytes = 0,
      parent = running.getStore()?.cause,
      ...members
    }) {
      if (running.getStore()?.isUnrecorded) return UNRECORDED;
      const id = kept.nextId();
      const cause = kept.get(parent)?.entry;
      const each: Kept = {
        entry: {
          id,
          ...(cause && { parent: cause.id }),
          flow: cause?.flow ?? id,
          at: new Date(now()).toISOString(),
          from: running.getStore()?.from ?? cause?.service ?? 'sdk',
          state: 'running',
          ...members,
        },
        begunAt: performance.now(),
        isDescribed: false,
        descriptions: describe ? [describe] : [],
        input,
        output: undefined,
        logLines: [],
        rest: headers ? { headers } : {},
        bytes: 0,
        isCut: false,
      };
      kept.add(each, headBytes + (input?.bytes ?? 0));
      changed(id);
      return openEntry(each);
    },
    runAs: (cause, work) =>
      running.getStore()?.isUnrecorded ? work() : running.run({ cause }, work),
    runFrom: (from, work) => running.run({ from }, work),
    runUnrecorded: (work) => running.run({ isUnrecorded: true }, work),
    get current() {
      return running.getStore()?.cause;
    },
    get from() {
      return running.getStore()?.from;
    },
    changeCurrent(change) {
      const each = kept.get(running.getStore()?.cause);
      if (!each) return;
      apply(each, change);
      changed(each.entry.id);
    },
    showNames: descriptions.showNames,
    find(id) {
      const each = kept.get(id);
      return each && descriptions.entryOf(each);
    },
    entries: () => kept.all().map(descriptions.entryOf),
    get forgotten() {
      return kept.forgotten;
    },
    details(id) {
      const each = kept.get(id);
      return each && detailsOf(each, descriptions.entryOf(each));
    },
    clear: kept.clear,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    causes: createCauses(),
    functionSessions: createFunctionSessions(),
  };
}
