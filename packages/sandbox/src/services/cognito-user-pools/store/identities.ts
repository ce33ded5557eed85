import type { DatabaseSync } from 'node:sqlite';
import type { User } from './users.js';

/** An identity of an external provider, named by one of the provider's attributes. */
export type ExternalIdentity = {
  /** The provider's name in the pool, such as `Google`. */
  readonly provider: string;
  /** `Cognito_Subject`, or an attribute that the provider maps. */
  readonly attribute: string;
  readonly value: string;
};

export type LinkedIdentity = ExternalIdentity & { readonly linkedAt: number };

export type IdentitiesTable = {
  /** The `sub` of the user whom the identity signs in. */
  owner(poolId: string, identity: ExternalIdentity): string | undefined;
  /** The identities of a user, oldest link first. */
  ofUser(sub: string): readonly LinkedIdentity[];
  link(user: User, identity: LinkedIdentity): void;
  unlink(poolId: string, identity: ExternalIdentity): void;
};

export function openIdentitiesTable(database: DatabaseSync): IdentitiesTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_identities (
      pool_id TEXT NOT NULL,
      provider TEXT NOT NULL,
      attribute TEXT NOT NULL,
      value TEXT NOT NULL,
      sub TEXT NOT NULL REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      linked_at INTEGER NOT NULL,
      PRIMARY KEY (pool_id, provider, attribute, value)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_user_pools_identities_of_user
      ON cognito_user_pools_identities (sub);
  `);
  const owner = database.prepare(
    `SELECT sub FROM cognito_user_pools_identities
     WHERE pool_id = ? AND provider = ? AND attribute = ? AND value = ?`,
  );
  const ofUser = database.prepare(
    'SELECT * FROM cognito_user_pools_identities WHERE sub = ? ORDER BY rowid',
  );
  const link = database.prepare(
    `INSERT INTO cognito_user_pools_identities
       (pool_id, provider, attribute, value, sub, linked_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const unlink = database.prepare(
    `DELETE FROM cognito_user_pools_identities
     WHERE pool_id = ? AND provider = ? AND attribute = ? AND value = ?`,
  );
  return {
    owner(poolId, { provider, attribute, value }) {
      const row = owner.get(poolId, provider, attribute, value);
      return row && String(row.sub);
    },
    ofUser: (sub) =>
      ofUser.all(sub).map((row) => ({
        provider: String(row.provider),
        attribute: String(row.attribute),
        value: String(row.value),
        linkedAt: Number(row.linked_at),
      })),
    link(user, { provider, attribute, value, linkedAt }) {
      link.run(user.poolId, provider, attribute, value, user.sub, linkedAt);
    },
    unlink(poolId, { provider, attribute, value }) {
      unlink.run(poolId, provider, attribute, value);
    },
  };
}
