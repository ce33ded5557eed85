import type { ArrayElement, Field } from './event-fields.js';
import { ABSENT, type ValueRule } from './filter-rules.js';

/** The values that a pattern lists for a field: one of them must match. */
export type FieldRules = readonly (ValueRule | typeof ABSENT)[];

/** The element that was chosen from each array. */
type Chosen = ReadonlyMap<number, number>;

/**
 * Whether every field of a pattern matches, with all values from the same elements of arrays:
 * `{ a: { b: [1], c: [2] } }` does not match `{ a: [{ b: 1 }, { c: 2 }] }`.
 *
 * Fields are decided in the order of their names, as in event-ruler. The order has an effect when a
 * field must be absent. Choices that make no difference to the following fields are merged, so no
 * combination is tried twice.
 *
 * @see https://github.com/aws/event-ruler#and-and-or-relationship-among-fields-with-ruler
 */
export function matchesTogether(
  rulesByName: ReadonlyMap<string, FieldRules>,
  fields: ReadonlyMap<string, readonly Field[]>,
): boolean {
  const names = [...rulesByName.keys()].sort();
  const arraysAfter = namesToArraysAfter(names, fields);
  let states: ReadonlyMap<string, Chosen> = new Map([['', new Map()]]);
  for (const [position, name] of names.entries()) {
    const rules = rulesByName.get(name) ?? [];
    const all = fields.get(name) ?? [];
    const matching = all.filter(({ value }) =>
      rules.some((rule) => rule !== ABSENT && rule(value)),
    );
    const places = placesOf(matching);
    const everyPlace = rules.includes(ABSENT) ? placesOf(all) : undefined;
    const next = new Map<string, Chosen>();
    const wanted = arraysAfter[position] ?? new Set();
    const keep = (chosen: Chosen) => {
      const relevant = [...chosen].filter(([array]) => wanted.has(array));
      const key = relevant
        .map(([array, index]) => `${array}:${index}`)
        .sort()
        .join(' ');
      if (!next.has(key)) next.set(key, new Map(relevant));
    };
    for (const chosen of states.values()) {
      if (everyPlace && waysThrough(everyPlace, chosen, wanted).next().done) keep(chosen);
      for (const way of waysThrough(places, chosen, wanted)) keep(way);
    }
    if (next.size === 0) return false;
    states = next;
  }
  return true;
}

/** For each name, the arrays that contain fields of the names after it. */
function namesToArraysAfter(
  names: readonly string[],
  fields: ReadonlyMap<string, readonly Field[]>,
): readonly ReadonlySet<number>[] {
  const after: ReadonlySet<number>[] = [];
  let arrays: ReadonlySet<number> = new Set();
  for (const [position, name] of [...names.entries()].reverse()) {
    after[position] = arrays;
    const own = new Set(arrays);
    for (const field of fields.get(name) ?? []) {
      for (let { element } = field; element; element = element.outer) own.add(element.array);
    }
    arrays = own;
  }
  return after;
}

/** Fields by the elements around them, from the outermost array inwards. */
type Places = {
  isField: boolean;
  readonly within: Map<number, Map<number, Places>>;
};

function placesOf(fields: readonly Field[]): Places {
  const root: Places = { isField: false, within: new Map() };
  for (const field of fields) {
    const inwards: ArrayElement[] = [];
    for (let { element } = field; element; element = element.outer) inwards.push(element);
    let place = root;
    for (const element of inwards.reverse()) place = placeIn(place, element);
    place.isField = true;
  }
  return root;
}

function placeIn({ within }: Places, { array, index }: ArrayElement): Places {
  const elements = within.get(array) ?? new Map<number, Places>();
  within.set(array, elements);
  const place = elements.get(index) ?? { isField: false, within: new Map() };
  elements.set(index, place);
  return place;
}

/**
 * The choices after one more field: one for each value that agrees with the earlier choices.
 *
 * @param wanted The arrays whose choice has to be kept.
 */
function* waysThrough(
  places: Places,
  chosen: Chosen,
  wanted: ReadonlySet<number>,
): Generator<Chosen> {
  const open: { place: Places; chosen: Chosen }[] = [{ place: places, chosen }];
  for (let top = open.pop(); top; top = open.pop()) {
    const { place, chosen: soFar } = top;
    if (place.isField) yield soFar;
    for (const [array, elements] of place.within) {
      const index = soFar.get(array);
      const only = index === undefined ? undefined : elements.get(index);
      if (only) open.push({ place: only, chosen: soFar });
      if (index !== undefined) continue;
      for (const [each, inner] of elements) {
        const next = wanted.has(array) ? new Map([...soFar, [array, each]]) : soFar;
        open.push({ place: inner, chosen: next });
      }
    }
  }
}
