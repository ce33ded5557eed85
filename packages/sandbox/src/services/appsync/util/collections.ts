import { requireList, requireMap, requireString } from './arguments.js';
import {
  isEqual,
  isMap,
  isNumber,
  isString,
  type MapValue,
  type TypeName,
  typeOf,
} from './value-types.js';

/** `$util.list.copyAndRetainAll(list, items)`. */
export function copyAndRetainAll(list: unknown, items: unknown): unknown[] {
  const kept = requireList('util.list.copyAndRetainAll', items);
  return requireList('util.list.copyAndRetainAll', list).filter((item) => includes(kept, item));
}

/** `$util.list.copyAndRemoveAll(list, items)`. */
export function copyAndRemoveAll(list: unknown, items: unknown): unknown[] {
  const removed = requireList('util.list.copyAndRemoveAll', items);
  return requireList('util.list.copyAndRemoveAll', list).filter((item) => !includes(removed, item));
}

function includes(list: readonly unknown[], item: unknown): boolean {
  return list.some((other) => isEqual(other, item));
}

/** `$util.map.copyAndRetainAllKeys(map, names)`. */
export function copyAndRetainAllKeys(map: unknown, names: unknown): MapValue {
  const kept = requireList('util.map.copyAndRetainAllKeys', names);
  const entries = Object.entries(requireMap('util.map.copyAndRetainAllKeys', map));
  return Object.fromEntries(entries.filter(([name]) => kept.includes(name)));
}

/** `$util.map.copyAndRemoveAllKeys(map, names)`. */
export function copyAndRemoveAllKeys(map: unknown, names: unknown): MapValue {
  const removed = requireList('util.map.copyAndRemoveAllKeys', names);
  const entries = Object.entries(requireMap('util.map.copyAndRemoveAllKeys', map));
  return Object.fromEntries(entries.filter(([name]) => !removed.includes(name)));
}

const MAXIMUM_SORTED_ITEMS = 1000;

/**
 * `$util.list.sortList(list, descending, property)`: a sorted copy of a list of strings, of numbers,
 * or of maps by one property. Other lists, and those of more than 1,000 items, are not sorted.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/list-helpers-in-utils-list.html
 */
export function sortList(list: unknown, descending: unknown, property: unknown): unknown[] {
  const items = [...requireList('util.list.sortList', list)];
  const name = requireString('util.list.sortList', property);
  const keys = items.map((item) => (isMap(item) ? ownProperty(item, name) : item));
  const sortable =
    items.length <= MAXIMUM_SORTED_ITEMS && haveOneType(items) && haveOneType(keys, SORTED_TYPES);
  if (!sortable) return items;
  const direction = descending === true ? -1 : 1;
  return keys
    .map((key, index) => ({ key, item: items[index] }))
    .sort((left, right) => direction * compare(left.key, right.key))
    .map(({ item }) => item);
}

const SORTED_TYPES: readonly TypeName[] = ['String', 'Number'];

function haveOneType(values: readonly unknown[], allowed?: readonly TypeName[]): boolean {
  const types = new Set(values.map(typeOf));
  return types.size <= 1 && [...types].every((type) => allowed?.includes(type) ?? true);
}

function ownProperty(map: MapValue, name: string): unknown {
  return Object.hasOwn(map, name) ? map[name] : null;
}

function compare(left: unknown, right: unknown): number {
  if (isNumber(left) && isNumber(right)) return left - right;
  if (!isString(left) || !isString(right) || left === right) return 0;
  return left < right ? -1 : 1;
}
