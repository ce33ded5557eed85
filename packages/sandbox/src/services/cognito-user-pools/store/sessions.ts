import type { DatabaseSync } from 'node:sqlite';

/** A sign-in that waits for the answer to a challenge. */
type StoredSession = {
  /** Digest of the token that the client holds. */
  readonly digest: string;
  readonly poolId: string;
  readonly clientId: string;
  /** JSON: the user who signs in, and the data with which the answer is checked. */
  readonly state: string;
  readonly expiresAt: number;
};

export type SessionsTable = {
  save(session: StoredSession): void;
  /** @returns `used` when the session has been answered. */
  find(digest: string): StoredSession | 'used' | undefined;
  /** Marks the session as used and deletes its state. */
  use(digest: string): void;
  removeExpired(now: number): void;
};

export function openSessionsTable(database: DatabaseSync): SessionsTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_sessions (
      digest TEXT PRIMARY KEY,
      pool_id TEXT NOT NULL,
      client_id TEXT NOT NULL,
      state TEXT,
      expires_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_user_pools_sessions_by_expiry
      ON cognito_user_pools_sessions (expires_at);
  `);
  const save = database.prepare(
    `INSERT INTO cognito_user_pools_sessions (digest, pool_id, client_id, state, expires_at)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const find = database.prepare('SELECT * FROM cognito_user_pools_sessions WHERE digest = ?');
  const use = database.prepare(
    'UPDATE cognito_user_pools_sessions SET state = NULL WHERE digest = ?',
  );
  const removeExpired = database.prepare(
    'DELETE FROM cognito_user_pools_sessions WHERE expires_at <= ?',
  );
  return {
    save(session) {
      save.run(session.digest, session.poolId, session.clientId, session.state, session.expiresAt);
    },
    find(digest) {
      const row = find.get(digest);
      if (!row) return undefined;
      if (row.state === null) return 'used';
      return {
        digest,
        poolId: String(row.pool_id),
        clientId: String(row.client_id),
        state: String(row.state),
        expiresAt: Number(row.expires_at),
      };
    },
    use(digest) {
      use.run(digest);
    },
    removeExpired(now) {
      removeExpired.run(now);
    },
  };
}
