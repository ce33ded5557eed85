import type { DatabaseSync } from 'node:sqlite';

export type ResourceDates = { readonly createdAt: number; readonly modifiedAt: number };

export type DeployedResourcesTable = {
  find(id: string): ResourceDates | undefined;
  /**
   * Records that a resource is deployed now.
   *
   * @param properties Its properties as text. If they differ from the last ones, the resource
   *   changed.
   */
  deploy(id: string, properties: string, now: number): void;
};

/** The times at which pools and app clients were first deployed and last changed. */
export function openDeployedResourcesTable(database: DatabaseSync): DeployedResourcesTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_deployed_resources (
      id TEXT PRIMARY KEY,
      properties TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL
    ) STRICT;
  `);
  const find = database.prepare('SELECT * FROM cognito_user_pools_deployed_resources WHERE id = ?');
  const deploy = database.prepare(
    `INSERT INTO cognito_user_pools_deployed_resources (id, properties, created_at, modified_at)
     VALUES (:id, :properties, :now, :now)
     ON CONFLICT DO UPDATE SET properties = excluded.properties, modified_at = excluded.modified_at
     WHERE properties <> excluded.properties`,
  );
  return {
    find(id) {
      const row = find.get(id);
      return row && { createdAt: Number(row.created_at), modifiedAt: Number(row.modified_at) };
    },
    deploy(id, properties, now) {
      deploy.run({ id, properties, now });
    },
  };
}
