import { Readable } from 'node:stream';
import { type Item, itemBytes, MAXIMUM_ITEM_BYTES } from '../../protocols/attribute-value.js';
import type { DynaliteCollection, DynaliteStore } from './dynalite.js';
import { type Entries, indexKey, itemsKey } from './entries.js';
import { tableNotFound, validationError } from './errors.js';
import { describeTable, type Place, type Table } from './table.js';

/** A write to one item, just before it is stored. */
export type ItemChange = {
  readonly table: Table;
  readonly oldItem: Item | undefined;
  readonly newItem: Item | undefined;
  /** The writer: a caller of DynamoDB, or DynamoDB itself when an item expires. */
  readonly by: 'caller' | 'time-to-live';
};

export type SessionOptions = {
  /** Whether a table exists for this operation. */
  readonly serves: (table: Table) => boolean;
  readonly by?: ItemChange['by'];
  /** The error message for an item over 400 KB. */
  readonly tooLarge?: string;
};

/** The store in the form that dynalite expects, for one operation. */
export type Session = DynaliteStore & {
  /** The item that was read last. */
  readonly lastRead: Item | undefined;
};

export type SessionStore = {
  readonly place: Place;
  readonly entries: Entries;
  find(table: string): Table | undefined;
  /** Called with every write, before it is stored. */
  onChange(change: ItemChange): void;
};

export function openSession(
  { place, entries, find, onChange }: SessionStore,
  {
    serves,
    by = 'caller',
    tooLarge = 'Item size has exceeded the maximum allowed size',
  }: SessionOptions,
): Session {
  let lastRead: Item | undefined;
  const itemsOf = (name: string): DynaliteCollection => {
    const collection = itemsKey(name);
    const table = find(name);
    const change = (oldItem: Item | undefined, newItem: Item | undefined) => {
      if (table) onChange({ table, oldItem, newItem, by });
    };
    return {
      ...collectionOf(entries, collection),
      get(key, callback) {
        lastRead = entries.get(collection, key);
        callback(null, lastRead);
      },
      put(key, item, callback) {
        if (itemBytes(item) > MAXIMUM_ITEM_BYTES) return callback(validationError(tooLarge));
        change(entries.get(collection, key), item);
        entries.put(collection, key, item, expiryOf(item, table));
        callback(null);
      },
      del(key, callback) {
        const oldItem = entries.get(collection, key);
        if (oldItem) change(oldItem, undefined);
        entries.remove(collection, key);
        callback(null);
      },
    };
  };

  return {
    get lastRead() {
      return lastRead;
    },
    options: { maxItemSize: MAXIMUM_ITEM_BYTES },
    getTable(name, ...rest) {
      const callback = rest.at(-1) as Parameters<DynaliteCollection['get']>[1];
      const table = find(name);
      if (!table || !serves(table)) return callback(tableNotFound());
      (callback as (error: null, table: unknown) => void)(null, describeTable(table, place));
    },
    getItemDb: itemsOf,
    getIndexDb: (_, table, index) => collectionOf(entries, indexKey(table, index)),
  };
}

function collectionOf(entries: Entries, collection: string): DynaliteCollection {
  return {
    get: (key, callback) => callback(null, entries.get(collection, key)),
    put(key, item, callback) {
      entries.put(collection, key, item, null);
      callback(null);
    },
    del(key, callback) {
      entries.remove(collection, key);
      callback(null);
    },
    createValueStream: (range) =>
      Readable.from(
        (function* () {
          for (const { item } of entries.range(collection, range)) yield item;
        })(),
      ),
    lock: (_, run) => run((callback) => callback),
  };
}

/** When an item expires, in seconds since 1970. A value that is no number never does. */
export function expiryOf(item: Item, table: Table | undefined): number | null {
  const value = table?.timeToLive === undefined ? undefined : item[table.timeToLive]?.N;
  return typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : null;
}
