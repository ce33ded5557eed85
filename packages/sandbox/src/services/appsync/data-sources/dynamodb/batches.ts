import type { AttributeValue, Item } from '../../../../protocols/attribute-value.js';
import { AwsError } from '../../../../protocols/aws-error.js';
import type { JsonObject } from '../../../../protocols/json.js';
import { mappingError } from '../data-source.js';
import {
  checkElements,
  flagIn,
  partOf,
  type RequestPart,
  requiredPart,
  requiredParts,
} from '../request-part.js';
import { type Expression, expressionIn, expressionInput } from './expressions.js';
import type { TableSource } from './table.js';
import { plainItem, typedItem } from './typed-values.js';

const COMMON = ['version', 'operation', 'tables'];
/** The keys of all tables together. */
const MAXIMUM_KEYS = 100;
/** The items of all tables together. */
const MAXIMUM_WRITES = 25;

type TableKeys = {
  readonly name: string;
  readonly keys: readonly Item[];
  readonly consistentRead: boolean;
  readonly projection: Expression | undefined;
};

/**
 * Gets up to 100 items by their keys, from the tables that the role may read. An item that does not
 * exist is `null`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-batch-get-item.html
 */
export async function batchGetItem(request: RequestPart, { dynamodb }: TableSource) {
  checkElements(request, COMMON);
  const lists = tablesIn(request).map(keysIn);
  checkCount(lists, MAXIMUM_KEYS, 'BatchGetItem');
  const tables = lists.map(readKeys);
  const projections = new Map(tables.map((table) => [table.name, keptKeys(table)]));
  const { Responses, UnprocessedKeys } = await dynamodb('BatchGetItem', {
    RequestItems: Object.fromEntries(
      tables.map(({ name, keys, consistentRead }) => [
        name,
        { Keys: keys, ConsistentRead: consistentRead, ...projections.get(name)?.input },
      ]),
    ),
  });
  const found = new Map(Object.entries((Responses ?? {}) as Record<string, readonly Item[]>));
  const unprocessed = new Map(
    Object.entries((UnprocessedKeys ?? {}) as Record<string, { readonly Keys?: readonly Item[] }>),
  );
  return {
    data: Object.fromEntries(
      tables.map(({ name, keys }) => {
        const byKey = new Map(
          found.get(name)?.map((item) => [keyText(item, Object.keys(keys[0] ?? {})), item]),
        );
        const dropped = projections.get(name)?.added ?? [];
        const items = keys.map((key) => byKey.get(keyText(key, Object.keys(keys[0] ?? {}))));
        return [name, items.map((item) => (item ? plainItem(without(item, dropped)) : null))];
      }),
    ),
    unprocessedKeys: Object.fromEntries(
      tables.map(({ name }) => [name, unprocessed.get(name)?.Keys?.map(plainItem) ?? []]),
    ),
  };
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-batch-put-item.html */
export async function batchPutItem(request: RequestPart, source: TableSource) {
  const { data, unprocessed } = await batchWrite(request, source, (Item) => ({
    PutRequest: { Item },
  }));
  return { data, unprocessedItems: unprocessed };
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-batch-delete-item.html */
export async function batchDeleteItem(request: RequestPart, source: TableSource) {
  const { data, unprocessed } = await batchWrite(request, source, (Key) => ({
    DeleteRequest: { Key },
  }));
  return { data, unprocessedKeys: unprocessed };
}

type WriteRequest = {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
};

async function batchWrite(
  request: RequestPart,
  { dynamodb }: TableSource,
  toWrite: (item: Item) => WriteRequest,
) {
  checkElements(request, COMMON);
  const lists = tablesIn(request).map(({ name, tables }) => ({
    name,
    parts: notEmpty(tables.place, name, requiredParts(tables, name)),
  }));
  checkCount(lists, MAXIMUM_WRITES, 'BatchWriteItem');
  const tables = lists.map(
    ({ name, parts }) => [name, parts.map((item) => typedItem(item))] as const,
  );
  const { UnprocessedItems } = await dynamodb('BatchWriteItem', {
    RequestItems: Object.fromEntries(tables.map(([name, items]) => [name, items.map(toWrite)])),
  });
  const left = new Map(
    Object.entries((UnprocessedItems ?? {}) as Record<string, readonly WriteRequest[]>).map(
      ([name, writes]) => [
        name,
        writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
      ],
    ),
  );
  const isLeft = (name: string, item: Item) =>
    left.get(name)?.some((other) => JSON.stringify(other) === JSON.stringify(item)) ?? false;
  return {
    data: Object.fromEntries(
      tables.map(([name, items]) => [
        name,
        items.map((item) => (isLeft(name, item) ? null : plainItem(item))),
      ]),
    ),
    unprocessed: Object.fromEntries(
      tables.map(([name]) => [name, left.get(name)?.map(plainItem) ?? []]),
    ),
  };
}

function tablesIn(request: RequestPart) {
  const tables = requiredPart(request, 'tables');
  const names = Object.keys(tables.members);
  if (names.length === 0) throw mappingError(`RequestItem keys '${tables.place}' can't be empty`);
  return names.map((name) => ({ name, tables }));
}

type KeyList = {
  readonly name: string;
  readonly table: RequestPart;
  readonly parts: readonly RequestPart[];
};

function keysIn({ name, tables }: { name: string; tables: RequestPart }): KeyList {
  const value = tables.members[name];
  // A list of keys stands for `{ keys }`.
  const table = partOf(`${tables.place}[${name}]`, Array.isArray(value) ? { keys: value } : value);
  checkElements(table, ['keys', 'consistentRead', 'projection']);
  return { name, table, parts: notEmpty(tables.place, name, requiredParts(table, 'keys')) };
}

function readKeys({ name, table, parts }: KeyList): TableKeys {
  return {
    name,
    keys: parts.map((key) => typedItem(key)),
    consistentRead: flagIn(table, 'consistentRead') ?? false,
    projection: expressionIn(table, 'projection'),
  };
}

/** dynalite counts the items of each table, and DynamoDB those of all tables. */
function checkCount(
  lists: readonly { readonly parts: readonly unknown[] }[],
  maximum: number,
  operation: string,
): void {
  const count = lists.reduce((sum, { parts }) => sum + parts.length, 0);
  if (count <= maximum) return;
  throw new AwsError('ValidationException', `Too many items requested for the ${operation} call`);
}

function notEmpty<T>(place: string, name: string, list: readonly T[]): readonly T[] {
  if (list.length > 0) return list;
  throw mappingError(`RequestItem keys '${place}[${name}]' can't be empty`);
}

/** The projection of a table, with the keys that are needed to put the items in order. */
function keptKeys({ keys, projection }: TableKeys): {
  readonly input: JsonObject;
  /** The keys that the request did not ask for. */
  readonly added: readonly string[];
} {
  if (!projection) return { input: {}, added: [] };
  const asked = projection.text.split(',').map((path) => {
    const name = path.trim();
    return projection.names.get(name) ?? name;
  });
  const added = Object.keys(keys[0] ?? {}).filter((name) => !asked.includes(name));
  const extended: Expression = {
    text: [projection.text, ...added.map((_, index) => `#appsync_key_${index}`)].join(', '),
    names: new Map([
      ...projection.names,
      ...added.map((name, index) => [`#appsync_key_${index}`, name] as const),
    ]),
    values: projection.values,
  };
  return { input: expressionInput({ ProjectionExpression: extended }), added };
}

function without(item: Item, names: readonly string[]): Item {
  if (names.length === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}

/** A key as a text. DynamoDB returns numbers without leading and trailing zeros. */
function keyText(item: Item, names: readonly string[]): string {
  return JSON.stringify(names.toSorted().map((name) => [name, keyValue(item[name])]));
}

function keyValue(value: AttributeValue | undefined): unknown {
  return value && 'N' in value ? Number(value.N) : value;
}
