import type { Kept } from './kept-entry.js';

/** The number of entries that are kept. */
export const KEPT_ENTRIES = 10_000;
/** The size of all inputs and outputs that are kept. The oldest are forgotten first. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** The entries that are kept, by id. */
export type KeptEntries = {
  get(id: number | undefined): Kept | undefined;
  /** All of them, the oldest first. */
  all(): readonly Kept[];
  /** The id of the next entry. */
  nextId(): number;
  /** Keeps the newest entry, and forgets the oldest ones if there are too many. */
  add(each: Kept, contentBytes: number): void;
  /** Counts content that was added to an entry, and forgets the oldest content if it is too much. */
  addContent(each: Kept, bytes: number): void;
  /** The number of entries that were forgotten because there were too many. */
  readonly forgotten: number;
  clear(): void;
};

/** @param describe Reads what an entry shows of its content, before that is forgotten. */
export function createKeptEntries(describe: (each: Kept) => void): KeptEntries {
  const kept = new Map<number, Kept>();
  let lastId = 0;
  let forgotten = 0;
  let bytes = 0;
  /** The contents of the entries before this one are forgotten. */
  let firstWithContent = 1;

  const forgetContent = (each: Kept) => {
    describe(each);
    bytes -= each.bytes;
    each.isCut ||= each.bytes > 0;
    each.bytes = 0;
    each.input = each.output = undefined;
    each.logLines = [];
  };
  const addContent = (each: Kept, added: number) => {
    each.bytes += added;
    bytes += added;
    while (bytes > KEPT_BYTES && firstWithContent < lastId) {
      const oldest = kept.get(firstWithContent);
      if (oldest) forgetContent(oldest);
      firstWithContent += 1;
    }
  };
  const forgetOldest = () => {
    for (const [id, each] of kept) {
      if (kept.size <= KEPT_ENTRIES) return;
      bytes -= each.bytes;
      kept.delete(id);
      forgotten += 1;
    }
  };

  return {
    get: (id) => (id === undefined ? undefined : kept.get(id)),
    all: () => [...kept.values()],
    nextId() {
      lastId += 1;
      return lastId;
    },
    add(each, contentBytes) {
      kept.set(each.entry.id, each);
      addContent(each, contentBytes);
      forgetOldest();
    },
    addContent,
    get forgotten() {
      return forgotten;
    },
    clear() {
      kept.clear();
      forgotten = 0;
      bytes = 0;
      firstWithContent = lastId + 1;
    },
  };
}
