import { type Item, typedItem } from './attribute-value.ts';
import type { TableDescription } from './table-request.ts';

/** Plain JSON, or JSON with the types of DynamoDB. */
export type Notation = 'plain' | 'typed';

/**
 * Reads an item that was written by hand.
 *
 * @param key The item's key, which must stay. Undefined for a new item.
 * @throws {Error} With what to change, in words for the page.
 */
export function itemIn(
  text: string,
  notation: Notation,
  table?: TableDescription,
  key?: Item,
): Item {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('An item is a JSON object: { "id": "1" }.');
  }
  const item = notation === 'plain' ? typedItem({ ...value }) : ({ ...value } as Item);
  for (const { AttributeName } of table?.KeySchema ?? []) {
    const given = item[AttributeName];
    const isEmpty = given === undefined || given.S === '';
    if (isEmpty) throw new Error(`Give the key ${AttributeName} a value.`);
    if (key !== undefined && JSON.stringify(given) !== JSON.stringify(key[AttributeName])) {
      throw new Error(
        `The key ${AttributeName} of an item cannot change. Add another item, and delete this one.`,
      );
    }
  }
  return item;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${error instanceof Error ? error.message : error}.`);
  }
}
