import type { DatabaseSync } from 'node:sqlite';
import type { Item } from '../../protocols/attribute-value.js';
import type { Range } from './dynalite.js';

export type Entry = { readonly key: string; readonly item: Item };

/** Items by collection and key, sorted by key. */
export type Entries = {
  get(collection: string, key: string): Item | undefined;
  /** @param expiresAt Seconds since 1970, or `null` for an item that does not expire. */
  put(collection: string, key: string, item: Item, expiresAt: number | null): void;
  remove(collection: string, key: string): void;
  clear(collection: string): void;
  /** Entries between two keys. They are read page by page, so that writes meanwhile are safe. */
  range(collection: string, range?: Range): Iterable<Entry>;
  contents(collection: string): { readonly items: number; readonly bytes: number };
  setExpiry(collection: string, key: string, expiresAt: number | null): void;
  /** Items whose expiry is within a time span, in seconds since 1970. */
  expired(collection: string, after: number, until: number): readonly Item[];
};

const PAGE_SIZE = 100;

export function openEntries(database: DatabaseSync): Entries {
  database.exec(`
    CREATE TABLE IF NOT EXISTS dynamodb_entries (
      collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at REAL,
      PRIMARY KEY (collection, key)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS dynamodb_expiry ON dynamodb_entries (collection, expires_at)
      WHERE expires_at IS NOT NULL;
  `);
  const get = database.prepare(
    'SELECT value FROM dynamodb_entries WHERE collection = ? AND key = ?',
  );
  const put = database.prepare(`
    INSERT INTO dynamodb_entries (collection, key, value, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (collection, key) DO UPDATE
      SET value = excluded.value, expires_at = excluded.expires_at`);
  const remove = database.prepare('DELETE FROM dynamodb_entries WHERE collection = ? AND key = ?');
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
  const pageIn = (direction: 'ASC' | 'DESC') =>
    database.prepare(
      `SELECT key, value FROM dynamodb_entries
       WHERE collection = ? AND key >= ? AND key < ? ORDER BY key ${direction} LIMIT ${PAGE_SIZE}`,
    );
  const pages = { forward: pageIn('ASC'), backward: pageIn('DESC') };

  return {
    get(collection, key) {
      const row = get.get(collection, key);
      return row && itemOf(row);
    },
    put: (collection, key, item, expiresAt) =>
      void put.run(collection, key, JSON.stringify(item), expiresAt),
    remove: (collection, key) => void remove.run(collection, key),
    clear: (collection) => void clear.run(collection),
    *range(collection, range = {}) {
      let low = range.gt === undefined ? (range.gte ?? '') : after(range.gt);
      let high = range.lte === undefined ? (range.lt ?? LAST) : after(range.lte);
      const page = range.reverse ? pages.backward : pages.forward;
      for (;;) {
        const rows = page.all(collection, low, high);
        for (const row of rows) {
          const key = String(row.key);
          yield { key, item: itemOf(row) };
          if (range.reverse) high = key;
          else low = after(key);
        }
        if (rows.length < PAGE_SIZE) return;
      }
    },
    contents(collection) {
      const row = contents.get(collection);
      return { items: Number(row?.items), bytes: Number(row?.bytes) };
    },
    setExpiry: (collection, key, expiresAt) => void setExpiry.run(expiresAt, collection, key),
    expired: (collection, after, until) =>
      selectExpired.all(collection, after, until, PAGE_SIZE).map(itemOf),
  };
}

function itemOf({ value }: { readonly value?: unknown }): Item {
  return JSON.parse(String(value)) as Item;
}

/** Sorts after every key. */
const LAST = '\uffff';

/** The first key that can follow this one: keys never contain NUL. */
function after(key: string): string {
  return `${key}\u0000`;
}

/** The collection of a table's items. Table names never contain a slash. */
export const itemsKey = (table: string) => `item/${table}`;
/** The collection of an index. */
export const indexKey = (table: string, index: string) => `index/${table}/${index}`;
