import type { MutableObject } from '../resolvers/resolver-context.js';
import type { Budget } from './budget.js';

/** An entry of `$map.entrySet()`. */
export class MapEntry {
  readonly key: string;
  readonly value: unknown;

  constructor(key: string, value: unknown) {
    this.key = key;
    this.value = value;
  }
}

/** Whether a value is a map of the template's data, not one of the evaluator's own objects. */
export function isMap(value: unknown): value is MutableObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** In Velocity, only null and false are not true. */
export function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

/** The value of `$map.key`. Properties of prototypes do not exist in a template. */
export function getKey(map: MutableObject, key: unknown): unknown {
  const name = typeof key === 'string' ? key : String(key);
  return Object.hasOwn(map, name) ? (map[name] ?? null) : null;
}

export function setKey(map: MutableObject, key: unknown, value: unknown): void {
  if (key === null || key === undefined) throw new Error('The key of a map must not be null.');
  const name = typeof key === 'string' ? key : String(key);
  if (name === '__proto__') {
    const descriptor = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(map, name, descriptor);
  } else {
    map[name] = value ?? null;
  }
}

/** `$base.name` and `$base["name"]`. */
export function getProperty(base: unknown, name: unknown): unknown {
  if (isMap(base)) return getKey(base, name);
  if (Array.isArray(base)) return getElement(base, name);
  if (typeof base === 'string') return name === 'empty' ? base === '' : null;
  if (base instanceof MapEntry && (name === 'key' || name === 'value')) return base[name];
  return null;
}

function getElement(list: readonly unknown[], name: unknown): unknown {
  if (name === 'empty') return list.length === 0;
  // A negative index counts from the end.
  return typeof name === 'number' ? (list.at(name) ?? null) : null;
}

/** `#set($base.name = $value)`. Does nothing if the base has no such property, as Velocity does. */
export function setProperty(base: unknown, name: unknown, value: unknown): void {
  if (isMap(base)) setKey(base, name, value);
  else if (Array.isArray(base) && typeof name === 'number') {
    const index = name < 0 ? name + base.length : name;
    checkIndex(index, base.length);
    base[index] = value;
  }
}

/** @throws {Error} as Java does for an index outside of a list or string. */
export function checkIndex(index: number, length: number): void {
  if (index < 0 || index >= length) {
    throw new Error(`Index ${index} is out of bounds for length ${length}.`);
  }
}

/** The text of a value in Java: `[a, b]` for lists and `{key=value}` for maps. */
export function textOf(value: unknown, budget: Budget): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    return budget.nested(() => `[${joined(value, budget, (item) => textOf(item, budget))}]`);
  }
  if (isMap(value)) {
    const entry = (key: string) => `${key}=${textOf(value[key], budget)}`;
    return budget.nested(() => `{${joined(Object.keys(value), budget, entry)}}`);
  }
  if (value instanceof MapEntry) return `${value.key}=${textOf(value.value, budget)}`;
  return isScalar(value) ? String(value) : 'null';
}

function joined<Item>(
  items: readonly Item[],
  budget: Budget,
  text: (item: Item) => string,
): string {
  const texts: string[] = [];
  let length = 0;
  for (const item of items) {
    budget.spend();
    const part = text(item);
    length += part.length + 2;
    budget.checkLength(length);
    texts.push(part);
  }
  return budget.text(texts.join(', '));
}

function isScalar(value: unknown): value is number | boolean | bigint {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
}

/** `==`: numbers, lists and maps by value, and values of different types by their texts. */
export function isLooselyEqual(left: unknown, right: unknown, budget: Budget): boolean {
  if (isNull(left) || isNull(right)) return isNull(left) && isNull(right);
  if (kindOf(left) === kindOf(right)) return isEqual(left, right, budget);
  return textOf(left, budget) === textOf(right, budget);
}

/** `equals` of Java, in which values of different types are never equal. */
export function isEqual(left: unknown, right: unknown, budget: Budget): boolean {
  budget.spend();
  if (left === right || (isNull(left) && isNull(right))) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      budget.nested(() => left.every((item, index) => isEqual(item, right[index], budget)))
    );
  }
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left);
    const hasEqual = (key: string) =>
      Object.hasOwn(right, key) && isEqual(left[key], right[key], budget);
    return keys.length === Object.keys(right).length && budget.nested(() => keys.every(hasEqual));
  }
  if (left instanceof MapEntry && right instanceof MapEntry) {
    return left.key === right.key && isEqual(left.value, right.value, budget);
  }
  return false;
}

export function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/**
 * Pays for a value that other code reads as a whole, such as the argument of `$util.toJson()`. Small
 * data can be huge as JSON when its maps contain the same map many times.
 */
export function payFor(value: unknown, budget: Budget): void {
  if (typeof value === 'string') budget.spend(1 + (value.length >> 4));
  else if (Array.isArray(value)) {
    budget.nested(() => {
      for (const item of value) payFor(item, budget);
    });
  } else if (isMap(value)) {
    budget.nested(() => {
      for (const key of Object.keys(value)) payFor(value[key], budget);
    });
  } else if (value instanceof MapEntry) payFor(value.value, budget);
  else budget.spend();
}
