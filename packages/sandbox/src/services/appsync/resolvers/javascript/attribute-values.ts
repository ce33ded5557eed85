import type { AttributeValue, Item } from '../../../../protocols/attribute-value.js';
import { isJsonObject } from '../../../../protocols/json-value.js';

const SET_TYPES: ReadonlySet<string> = new Set(['SS', 'NS', 'BS']);

/**
 * Converts a value to DynamoDB's JSON. Numbers stay numbers and null is `{ "NULL": null }`, as in
 * AppSync's requests. The result of `toStringSet` and the like is a set already.
 */
export function toAttributeValue(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: value };
    case 'boolean':
      return { BOOL: value };
    default:
      if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
      if (!isJsonObject(value)) return { NULL: null };
      return isSet(value) ? value : { M: toItem(value) };
  }
}

/** Converts each member of an object to DynamoDB's JSON. */
export function toItem(members: { readonly [name: string]: unknown }): Item {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, toAttributeValue(value)]),
  );
}

/** Whether it is `{ "SS": [...] }`, `{ "NS": [...] }` or `{ "BS": [...] }`. */
export function isSet(value: { readonly [name: string]: unknown }): boolean {
  const [[type, members] = [], ...others] = Object.entries(value);
  return type !== undefined && SET_TYPES.has(type) && Array.isArray(members) && others.length === 0;
}
