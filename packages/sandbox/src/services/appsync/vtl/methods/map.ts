import type { MutableObject } from '../../resolvers/resolver-context.js';
import type { Budget } from '../budget.js';
import { getKey, isEqual, MapEntry, setKey, textOf } from '../values.js';
import { method, methodTable } from './method.js';

type Call = { readonly receiver: MutableObject; readonly budget: Budget };

/** The methods of `java.util.Map`. Key sets and entry sets are copies, not views of the map. */
export const MAP_METHODS = methodTable<MutableObject>([
  method('get', ['any'], ({ receiver }: Call, key) => getKey(receiver, key)),
  method('getOrDefault', ['any', 'any'], ({ receiver }: Call, key, value) =>
    Object.hasOwn(receiver, String(key)) ? getKey(receiver, key) : value,
  ),
  method('put', ['any', 'any'], ({ receiver }: Call, key, value) => put(receiver, key, value)),
  method('putIfAbsent', ['any', 'any'], ({ receiver }: Call, key, value) => {
    const present = getKey(receiver, key);
    return present === null ? put(receiver, key, value) : present;
  }),
  method('putAll', ['map'], ({ receiver, budget }: Call, other) => {
    for (const key of keysOf(other, budget)) setKey(receiver, key, other[key]);
    return undefined;
  }),
  method('remove', ['any'], ({ receiver }: Call, key) => {
    const previous = getKey(receiver, key);
    delete receiver[String(key)];
    return previous;
  }),
  method('clear', [], ({ receiver, budget }: Call) => {
    for (const key of keysOf(receiver, budget)) delete receiver[key];
    return undefined;
  }),
  method('containsKey', ['any'], ({ receiver }: Call, key) => Object.hasOwn(receiver, String(key))),
  method('containsValue', ['any'], ({ receiver, budget }: Call, value) =>
    keysOf(receiver, budget).some((key) => isEqual(receiver[key], value, budget)),
  ),
  method('keySet', [], ({ receiver, budget }: Call) => keysOf(receiver, budget)),
  method('values', [], ({ receiver, budget }: Call) =>
    keysOf(receiver, budget).map((key) => receiver[key] ?? null),
  ),
  method('entrySet', [], ({ receiver, budget }: Call) =>
    keysOf(receiver, budget).map((key) => new MapEntry(key, receiver[key] ?? null)),
  ),
  method('size', [], ({ receiver, budget }: Call) => keysOf(receiver, budget).length),
  method('isEmpty', [], ({ receiver, budget }: Call) => keysOf(receiver, budget).length === 0),
  method('equals', ['any'], ({ receiver, budget }: Call, other) =>
    isEqual(receiver, other, budget),
  ),
  method('toString', [], ({ receiver, budget }: Call) => textOf(receiver, budget)),
]);

/** The methods of an entry of `$map.entrySet()`. */
export const ENTRY_METHODS = methodTable<MapEntry>([
  method('getKey', [], ({ receiver }: { receiver: MapEntry }) => receiver.key),
  method('getValue', [], ({ receiver }: { receiver: MapEntry }) => receiver.value),
]);

function keysOf(map: MutableObject, budget: Budget): string[] {
  const keys = Object.keys(map);
  budget.spend(keys.length * 4);
  return keys;
}

function put(map: MutableObject, key: unknown, value: unknown): unknown {
  const previous = getKey(map, key);
  setKey(map, key, value);
  return previous;
}
