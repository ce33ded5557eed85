import type { TimelineEntry } from './entry.js';
import { type Kept, shorten } from './kept-entry.js';
import { withoutSecrets } from './redaction.js';

/** Describes entries with the names that people know. */
export type Descriptions = {
  /** The entry, with what its descriptions say. They are read only once. */
  entryOf(each: Kept): TimelineEntry;
  /** @param names The developer's names of resources, by physical name. */
  showNames(names: ReadonlyMap<string, string>): void;
};

/** @param contactOf A name that people know, for a user's `sub`. */
export function createDescriptions(contactOf?: (sub: string) => string | undefined): Descriptions {
  let names: ReadonlyMap<string, string> = new Map();
  const named = (text: string) => text.replace(/[\w.-]+/g, (word) => names.get(word) ?? word);
  return {
    entryOf(each) {
      const { descriptions, entry } = each;
      if (each.isDescribed && descriptions.length === 0) return entry;
      each.isDescribed = true;
      each.descriptions = [];
      for (const describe of descriptions) Object.assign(entry, describe());
      if (entry.reason !== undefined) entry.reason = String(withoutSecrets(entry.reason));
      entry.name = named(entry.name);
      if (entry.detail !== undefined) entry.detail = named(entry.detail);
      const contact = entry.user === undefined ? undefined : contactOf?.(entry.user);
      if (contact !== undefined) entry.user = contact;
      shorten(entry);
      return entry;
    },
    showNames(shown) {
      names = shown;
    },
  };
}
