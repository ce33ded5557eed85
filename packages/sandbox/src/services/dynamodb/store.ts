import type { DatabaseSync } from 'node:sqlite';
import type { Item } from '../../protocols/attribute-value.js';
import { indexKey, itemsKey, openEntries } from './entries.js';
import {
  expiryOf,
  type ItemChange,
  openSession,
  type Session,
  type SessionOptions,
} from './session.js';
import type { Place, Table } from './table.js';

export type StoreOptions = {
  readonly database: DatabaseSync;
  readonly place: Place;
  /**
   * Called with every write to every item, in the same transaction. If it throws, the write is
   * undone.
   */
  readonly onChange?: (change: ItemChange) => void;
};

/** Tables and their items, in the sandbox's database. */
export type Store = {
  tables(): readonly Table[];
  find(name: string): Table | undefined;
  save(table: Table): void;
  /** Removes a table with all its items. */
  remove(name: string): void;
  /** The items of a table. Writes meanwhile are visible. */
  items(name: string): Iterable<Item>;
  contents(name: string): { readonly items: number; readonly bytes: number };
  removeIndex(table: string, index: string): void;
  /** Computes the expiry of each item of a table again. */
  updateExpiry(table: Table): void;
  /** Items whose expiry is within a time span, in seconds since 1970. */
  expired(name: string, after: number, until: number): readonly Item[];
  /** Runs changes all or nothing. If the function throws, all of them are undone. */
  transaction<T>(run: () => T): T;
  /** The store in the form that dynalite expects, for one operation. */
  session(options: SessionOptions): Session;
};

export function openStore({ database, place, onChange = () => {} }: StoreOptions): Store {
  const tables = openTables(database);
  const entries = openEntries(database);
  const find = (name: string) => tables.known.get(name);

  return {
    tables: () => [...tables.known.values()],
    find,
    save: (table) => tables.save(table),
    remove(name) {
      for (const { IndexName } of indexesOf(find(name))) entries.clear(indexKey(name, IndexName));
      entries.clear(itemsKey(name));
      tables.remove(name);
    },
    *items(name) {
      for (const { item } of entries.range(itemsKey(name))) yield item;
    },
    contents: (name) => entries.contents(itemsKey(name)),
    removeIndex: (table, index) => entries.clear(indexKey(table, index)),
    updateExpiry(table) {
      const collection = itemsKey(table.definition.TableName);
      for (const { key, item } of entries.range(collection)) {
        entries.setExpiry(collection, key, expiryOf(item, table));
      }
    },
    expired: (name, after, until) => entries.expired(itemsKey(name), after, until),
    transaction(run) {
      const before = new Map(tables.known);
      database.exec('BEGIN');
      try {
        const result = run();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        tables.restore(before);
        throw error;
      }
    },
    session: (options) => openSession({ place, entries, find, onChange }, options),
  };
}

/** The table definitions, in the database and in memory. */
function openTables(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS dynamodb_tables (
      name TEXT PRIMARY KEY, definition TEXT NOT NULL, id TEXT NOT NULL,
      created_at INTEGER NOT NULL, time_to_live TEXT, from_template INTEGER NOT NULL
    ) STRICT`);
  const select = database.prepare('SELECT * FROM dynamodb_tables ORDER BY name');
  const upsert = database.prepare(`
    INSERT INTO dynamodb_tables (name, definition, id, created_at, time_to_live, from_template)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, id = excluded.id,
      created_at = excluded.created_at, time_to_live = excluded.time_to_live,
      from_template = excluded.from_template`);
  const remove = database.prepare('DELETE FROM dynamodb_tables WHERE name = ?');
  const known = new Map<string, Table>(
    select.all().map((row) => {
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
  return {
    known: known as ReadonlyMap<string, Table>,
    save(table: Table): void {
      const { definition, id, createdAt, timeToLive, fromTemplate } = table;
      upsert.run(
        definition.TableName,
        JSON.stringify(definition),
        id,
        createdAt,
        timeToLive ?? null,
        fromTemplate ? 1 : 0,
      );
      known.set(definition.TableName, table);
    },
    remove(name: string): void {
      remove.run(name);
      known.delete(name);
    },
    /** Restores the definitions in memory after the database has rolled back. */
    restore(before: ReadonlyMap<string, Table>): void {
      known.clear();
      for (const [name, table] of before) known.set(name, table);
    },
  };
}

export function indexesOf(table: Table | undefined) {
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table?.definition ?? {};
  return [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes];
}
