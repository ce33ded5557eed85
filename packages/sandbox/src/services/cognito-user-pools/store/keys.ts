import type { DatabaseSync } from 'node:sqlite';

/** The secrets of one pool. */
type PoolKeys = {
  readonly kid: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** SPKI, PEM. */
  readonly publicKey: string;
  /** The key of digests that nobody can compute without the database. */
  readonly digestKey: Uint8Array;
};

export type KeysTable = {
  find(poolId: string): PoolKeys | undefined;
  save(poolId: string, keys: PoolKeys): void;
};

export function openKeysTable(database: DatabaseSync): KeysTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_keys (
      pool_id TEXT PRIMARY KEY,
      kid TEXT NOT NULL,
      private_key TEXT NOT NULL,
      public_key TEXT NOT NULL,
      digest_key BLOB NOT NULL
    ) STRICT;
  `);
  const find = database.prepare('SELECT * FROM cognito_user_pools_keys WHERE pool_id = ?');
  const save = database.prepare(
    `INSERT OR IGNORE INTO cognito_user_pools_keys
       (pool_id, kid, private_key, public_key, digest_key) VALUES (?, ?, ?, ?, ?)`,
  );
  return {
    find(poolId) {
      const row = find.get(poolId);
      return (
        row && {
          kid: String(row.kid),
          privateKey: String(row.private_key),
          publicKey: String(row.public_key),
          digestKey: row.digest_key as Uint8Array,
        }
      );
    },
    save(poolId, keys) {
      save.run(poolId, keys.kid, keys.privateKey, keys.publicKey, keys.digestKey);
    },
  };
}
