import type { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { type Item, itemBytes, MAXIMUM_ITEM_BYTES } from '../../protocols/attribute-value.js';
import type { DynaliteCollection, DynaliteStore, Range } from './dynalite.js';
import { tableNotFound, validationError } from './errors.js';
import { describeTable, type Place, type Table } from './table.js';

/** A write to one item, as it is about to be kept. */
export type ItemChange = {
  readonly table: Table;
  readonly oldItem: Item | undefined;
  readonly newItem: Item | undefined;
  /** Who writes: somebody who calls DynamoDB, or DynamoDB itself when an item expires. */
  readonly by: 'caller' | 'time-to-live';
};

export type StoreOptions = {
  readonly database: DatabaseSync;
  readonly place: Place;
  /**
   * Sees every write to every item, in the transaction that makes it. What it throws undoes the
   * write.
   */
  readonly onChange?: (change: ItemChange) => void;
};

/** Tables and their items, in the sandbox's database. */
export type Store = {
  tables(): readonly Table[];
  find(name: string): Table | undefined;
  save(table: Table): void;
  /** Removes a table with all that is in it. */
  remove(name: string): void;
  /** Items of a table, as they are now. */
  items(name: string): Iterable<Item>;
  contents(name: string): { readonly items: number; readonly bytes: number };
  removeIndex(table: string, index: string): void;
  /** Works out anew when each item of a table expires. */
  updateExpiry(table: Table): void;
  /** Items that expired within a span of time, in seconds since 1970. */
  expired(name: string, after: number, until: number): readonly Item[];
  /** All or nothing: what throws undoes everything in it. */
  transaction<T>(run: () => T): T;
  /** The store as dynalite takes it, for one operation. */
  session(options: SessionOptions): Session;
};

export type SessionOptions = {
  /** Whether a table is there for this operation. */
  readonly serves: (table: Table) => boolean;
  readonly by?: ItemChange['by'];
  /** What an item over 400 KB is told. */
  readonly tooLarge?: string;
};

export type Session = DynaliteStore & {
  /** The item that was read last. */
  readonly lastRead: Item | undefined;
};

const PAGE_SIZE = 100;

export function openStore({ database, place, onChange }: StoreOptions): Store {
  database.exec(`
    CREATE TABLE IF NOT EXISTS dynamodb_tables (
      name TEXT PRIMARY KEY, definition TEXT NOT NULL, id TEXT NOT NULL,
      created_at INTEGER NOT NULL, time_to_live TEXT, from_template INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS dynamodb_entries (
      collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at REAL,
      PRIMARY KEY (collection, key)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS dynamodb_expiry ON dynamodb_entries (collection, expires_at)
      WHERE expires_at IS NOT NULL;
  `);
  const selectTables = database.prepare('SELECT * FROM dynamodb_tables ORDER BY name');
  const upsertTable = database.prepare(`
    INSERT INTO dynamodb_tables (name, definition, id, created_at, time_to_live, from_template)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, id = excluded.id,
      created_at = excluded.created_at, time_to_live = excluded.time_to_live,
      from_template = excluded.from_template`);
  const deleteTable = database.prepare('DELETE FROM dynamodb_tables WHERE name = ?');
  const get = database.prepare(
    'SELECT value FROM dynamodb_entries WHERE collection = ? AND key = ?',
  );
  const put = database.prepare(`
    INSERT INTO dynamodb_entries (collection, key, value, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (collection, key) DO UPDATE
      SET value = excluded.value, expires_at = excluded.expires_at`);
  const del = database.prepare('DELETE FROM dynamodb_entries WHERE collection = ? AND key = ?');
  const clear = database.prepare('DELETE FROM dynamodb_entries WHERE collection = ?');
  const contents = database.prepare(
    'SELECT count(*) AS items, coalesce(sum(length(value)), 0) AS bytes FROM dynamodb_entries WHERE collection = ?',
  );
  const setExpiry = database.prepare(
    'UPDATE dynamodb_entries SET expires_at = ? WHERE collection = ? AND key = ?',
  );
  const selectExpired = database.prepare(
    'SELECT value FROM dynamodb_entries WHERE collection = ? AND expires_at > ? AND expires_at <= ? LIMIT ?',
  );
  const pages = {
    forward: database.prepare(
      `SELECT key, value FROM dynamodb_entries
       WHERE collection = ? AND key >= ? AND key < ? ORDER BY key LIMIT ${PAGE_SIZE}`,
    ),
    backward: database.prepare(
      `SELECT key, value FROM dynamodb_entries
       WHERE collection = ? AND key >= ? AND key < ? ORDER BY key DESC LIMIT ${PAGE_SIZE}`,
    ),
  };

  const cached = new Map<string, Table>(
    selectTables.all().map((row) => {
      const table: Table = {
        definition: JSON.parse(String(row.definition)),
        id: String(row.id),
        createdAt: Number(row.created_at),
        timeToLive: row.time_to_live === null ? undefined : String(row.time_to_live),
        fromTemplate: row.from_template === 1,
      };
      return [String(row.name), table];
    }),
  );

  /** Entries between two keys, a page at a time: who writes meanwhile disturbs nobody. */
  function* entries(collection: string, range: Range = {}) {
    let low = range.gt === undefined ? (range.gte ?? '') : after(range.gt);
    let high = range.lte === undefined ? (range.lt ?? LAST) : after(range.lte);
    const page = range.reverse ? pages.backward : pages.forward;
    for (;;) {
      const rows = page.all(collection, low, high);
      for (const row of rows) {
        const key = String(row.key);
        yield { key, item: JSON.parse(String(row.value)) as Item };
        if (range.reverse) high = key;
        else low = after(key);
      }
      if (rows.length < PAGE_SIZE) return;
    }
  }

  function* items(collection: string) {
    for (const { item } of entries(collection)) yield item;
  }

  return {
    tables: () => [...cached.values()],
    find: (name) => cached.get(name),
    save(table) {
      const { definition, id, createdAt, timeToLive, fromTemplate } = table;
      upsertTable.run(
        definition.TableName,
        JSON.stringify(definition),
        id,
        createdAt,
        timeToLive ?? null,
        fromTemplate ? 1 : 0,
      );
      cached.set(definition.TableName, table);
    },
    remove(name) {
      for (const { IndexName } of indexesOf(cached.get(name))) clear.run(indexKey(name, IndexName));
      clear.run(itemsKey(name));
      deleteTable.run(name);
      cached.delete(name);
    },
    items: (name) => items(itemsKey(name)),
    contents(name) {
      const row = contents.get(itemsKey(name));
      return { items: Number(row?.items), bytes: Number(row?.bytes) };
    },
    removeIndex: (table, index) => void clear.run(indexKey(table, index)),
    updateExpiry(table) {
      const collection = itemsKey(table.definition.TableName);
      for (const { key, item } of entries(collection)) {
        setExpiry.run(expiryOf(item, table), collection, key);
      }
    },
    expired: (name, after, until) =>
      selectExpired
        .all(itemsKey(name), after, until, PAGE_SIZE)
        .map(({ value }) => JSON.parse(String(value)) as Item),
    transaction(run) {
      const before = [...cached];
      database.exec('BEGIN');
      try {
        const result = run();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        cached.clear();
        for (const [name, table] of before) cached.set(name, table);
        throw error;
      }
    },

    session({
      serves,
      by = 'caller',
      tooLarge = 'Item size has exceeded the maximum allowed size',
    }) {
      let lastRead: Item | undefined;

      const read = (collection: string, key: string): Item | undefined => {
        const row = get.get(collection, key);
        return row ? (JSON.parse(String(row.value)) as Item) : undefined;
      };
      const collectionOf = (collection: string): DynaliteCollection => ({
        get: (key, callback) => callback(null, read(collection, key)),
        put(key, item, callback) {
          put.run(collection, key, JSON.stringify(item), null);
          callback(null);
        },
        del(key, callback) {
          del.run(collection, key);
          callback(null);
        },
        createValueStream: (range) =>
          Readable.from(
            (function* () {
              for (const { item } of entries(collection, range)) yield item;
            })(),
          ),
        lock: (_, run) => run((callback) => callback),
      });

      return {
        get lastRead() {
          return lastRead;
        },
        options: { maxItemSize: MAXIMUM_ITEM_BYTES },
        getTable(name, ...rest) {
          const callback = rest.at(-1) as Parameters<DynaliteCollection['get']>[1];
          const table = cached.get(name);
          if (!table || !serves(table)) return callback(tableNotFound());
          (callback as (error: null, table: unknown) => void)(null, describeTable(table, place));
        },
        getItemDb(name) {
          const collection = itemsKey(name);
          const table = cached.get(name);
          const change = (oldItem: Item | undefined, newItem: Item | undefined) => {
            if (table) onChange?.({ table, oldItem, newItem, by });
          };
          return {
            ...collectionOf(collection),
            get(key, callback) {
              lastRead = read(collection, key);
              callback(null, lastRead);
            },
            put(key, item, callback) {
              if (itemBytes(item) > MAXIMUM_ITEM_BYTES) return callback(validationError(tooLarge));
              change(read(collection, key), item);
              put.run(collection, key, JSON.stringify(item), expiryOf(item, table));
              callback(null);
            },
            del(key, callback) {
              const oldItem = read(collection, key);
              if (oldItem) change(oldItem, undefined);
              del.run(collection, key);
              callback(null);
            },
          };
        },
        getIndexDb: (_, table, index) => collectionOf(indexKey(table, index)),
      };
    },
  };
}

/** Table names hold no slash. */
const itemsKey = (table: string) => `item/${table}`;
const indexKey = (table: string, index: string) => `index/${table}/${index}`;

/** After every key. */
const LAST = '\uffff';

/** The first key that can come after this one: keys hold no NUL. */
function after(key: string): string {
  return `${key}\u0000`;
}

export function indexesOf(table: Table | undefined) {
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table?.definition ?? {};
  return [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes];
}

/** When an item expires, in seconds since 1970; what is no number does not. */
function expiryOf(item: Item, table: Table | undefined): number | null {
  const value = table?.timeToLive === undefined ? undefined : item[table.timeToLive]?.N;
  return typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : null;
}
