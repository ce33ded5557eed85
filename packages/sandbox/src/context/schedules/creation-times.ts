import type { DatabaseSync } from 'node:sqlite';

/** The creation times of schedules, from which rates count. */
export type CreationTimes = {
  /**
   * Returns the creation time in milliseconds since 1970, in whole seconds. A schedule that is new,
   * or has another expression than before, is created now.
   */
  of(arn: string, expression: string): { readonly createdAt: number; readonly isNew: boolean };
  /** Removes all schedules except these. */
  keep(arns: ReadonlySet<string>): void;
};

/** @param table Name of the table, which begins with the service's name. */
export function openCreationTimes(
  database: DatabaseSync,
  table: string,
  now: () => number,
): CreationTimes {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      arn TEXT PRIMARY KEY, expression TEXT NOT NULL, created_at INTEGER NOT NULL
    ) STRICT`);
  const select = database.prepare(`SELECT * FROM ${table} WHERE arn = ?`);
  const selectAll = database.prepare(`SELECT arn FROM ${table}`);
  const put = database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE arn = ?`);
  return {
    of(arn, expression) {
      const row = select.get(arn);
      if (row?.expression === expression) {
        return { createdAt: Number(row.created_at), isNew: false };
      }
      const createdAt = Math.floor(now() / 1000) * 1000;
      put.run(arn, expression, createdAt);
      return { createdAt, isNew: true };
    },
    keep(arns) {
      for (const { arn } of selectAll.all()) if (!arns.has(String(arn))) remove.run(String(arn));
    },
  };
}
