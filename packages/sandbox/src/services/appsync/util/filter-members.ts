import { UnreadableFilterError } from './unreadable-filter.js';
import { isList, isMap, type MapValue } from './value-types.js';

/** @throws {UnreadableFilterError} The value at the place is not a map. */
export function mapAt(place: string, value: unknown): MapValue {
  if (!isMap(value)) throw new UnreadableFilterError(`${place} is not a map.`);
  return value;
}

/** @throws {UnreadableFilterError} The value at the place is not a list. */
export function listAt(place: string, value: unknown): readonly unknown[] {
  if (!isList(value)) throw new UnreadableFilterError(`${place} is not a list.`);
  return value;
}

/** @throws {UnreadableFilterError} The value at the place is not a list of two values or more. */
export function rangeAt(place: string, value: unknown): readonly [unknown, unknown] {
  const [first, last, ...others] = listAt(place, value);
  if (last === undefined && others.length === 0) {
    throw new UnreadableFilterError(`${place} has fewer than two values.`);
  }
  return [first, last];
}
