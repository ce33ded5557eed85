import type { Overview, TimelineEntry } from '../api/contract.ts';
import { overviewGroups } from '../overview/groups.ts';

/** A thing that the palette finds. */
export type Found = {
  /** An address of the console. */
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  readonly kind: FoundKind;
};

export const foundKinds = ['place', 'resource', 'user', 'entry'] as const;
export type FoundKind = (typeof foundKinds)[number];

/** How many things of a kind are shown. */
const MOST: Record<FoundKind, number> = { place: 10, resource: 8, user: 5, entry: 12 };

/** What the palette searches in. */
export type Searched = {
  readonly places: readonly { readonly path: string; readonly label: string }[];
  readonly overview: Overview | undefined;
  readonly entries: readonly TimelineEntry[];
};

/**
 * Finds places, resources, users and entries that have all words of a text. Without a text it
 * shows the places.
 */
export function find(text: string, { places, overview, entries }: Searched): readonly Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (...parts: readonly (string | undefined)[]) => {
    const all = parts.filter(Boolean).join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const foundPlaces = places
    .filter(({ label }) => matches(label))
    .map(({ path, label }): Found => ({ id: path, label, kind: 'place' }));
  if (words.length === 0) return foundPlaces;
  return [
    ...ranked(foundPlaces, words),
    ...ranked(
      resourcesIn(overview).filter(({ label, note, id }) => matches(label, note, id)),
      words,
    ),
    ...ranked(
      usersIn(entries).filter(({ label }) => matches(label)),
      words,
    ),
    ...entriesIn(entries, matches),
  ];
}

/** Names that begin with the first word come first, then short names. */
function ranked(found: readonly Found[], [first = '']: readonly string[]): readonly Found[] {
  const rank = ({ label }: Found) => (label.toLowerCase().startsWith(first) ? 0 : 1);
  const kind = found[0]?.kind;
  return found
    .toSorted((a, b) => rank(a) - rank(b) || a.label.length - b.label.length)
    .slice(0, kind === undefined ? 0 : MOST[kind]);
}

function resourcesIn(overview: Overview | undefined): readonly Found[] {
  if (overview === undefined) return [];
  return overviewGroups(overview).flatMap(({ title, items }) =>
    items.map(
      ({ id, name, address }): Found => ({
        // Things without an address of their own still need one name each.
        id: address.split('/').length > 2 ? address : `${address}#${id}`,
        label: name,
        note: title,
        kind: 'resource',
      }),
    ),
  );
}

function usersIn(entries: readonly TimelineEntry[]): readonly Found[] {
  const users = new Set(entries.flatMap(({ user }) => user ?? []));
  return [...users].map((user) => ({
    id: `/timeline?user=${encodeURIComponent(user)}`,
    label: user,
    note: 'flows of this user',
    kind: 'user',
  }));
}

function entriesIn(
  entries: readonly TimelineEntry[],
  matches: (...parts: readonly (string | undefined)[]) => boolean,
): readonly Found[] {
  const found: Found[] = [];
  for (const entry of entries.toReversed()) {
    const { id, name, detail, user, reason, invocationId, messageId } = entry;
    if (!matches(name, detail, user, reason, invocationId, messageId, String(id))) continue;
    const about = [reason ?? detail, user].filter(Boolean).join(', ');
    found.push({
      id: `/timeline/${id}`,
      label: about === '' ? name : `${name} ${about}`,
      note: entry.at,
      kind: 'entry',
    });
    if (found.length === MOST.entry) break;
  }
  return found;
}
