import type { DatabaseSync } from 'node:sqlite';

export type RefreshToken = {
  /** Digest of the token that the client holds. */
  readonly digest: string;
  readonly sub: string;
  readonly clientId: string;
  /** `origin_jti` of all tokens from one sign-in. */
  readonly originJti: string;
  readonly eventId: string;
  /** In seconds since 1970. */
  readonly authTime: number;
  readonly expiresAt: number;
  /** The time at which a newer token replaced this one. From then on it no longer refreshes. */
  readonly replacedAt: number | undefined;
  readonly revoked: boolean;
};

export type RefreshTokensTable = {
  save(token: RefreshToken): void;
  find(digest: string): RefreshToken | undefined;
  replace(digest: string, at: number): void;
  /** Whether the sign-in of an access token has not been revoked. */
  isSignedIn(sub: string, eventId: string): boolean;
  /** Revokes all tokens of one sign-in. */
  revokeSignIn(sub: string, eventId: string): void;
  revokeUser(sub: string): void;
  removeExpired(now: number): void;
};

export function openRefreshTokensTable(database: DatabaseSync): RefreshTokensTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_refresh_tokens (
      digest TEXT PRIMARY KEY,
      sub TEXT NOT NULL REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      client_id TEXT NOT NULL,
      origin_jti TEXT NOT NULL,
      event_id TEXT NOT NULL,
      auth_time INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      replaced_at INTEGER,
      revoked INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_user_pools_refresh_tokens_of_sign_in
      ON cognito_user_pools_refresh_tokens (sub, event_id);
  `);
  const save = database.prepare(
    `INSERT INTO cognito_user_pools_refresh_tokens
       (digest, sub, client_id, origin_jti, event_id, auth_time, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const find = database.prepare('SELECT * FROM cognito_user_pools_refresh_tokens WHERE digest = ?');
  const replace = database.prepare(
    'UPDATE cognito_user_pools_refresh_tokens SET replaced_at = ? WHERE digest = ?',
  );
  const standing = database.prepare(
    `SELECT 1 FROM cognito_user_pools_refresh_tokens
     WHERE sub = ? AND event_id = ? AND revoked = 0 LIMIT 1`,
  );
  const revokeSignIn = database.prepare(
    'UPDATE cognito_user_pools_refresh_tokens SET revoked = 1 WHERE sub = ? AND event_id = ?',
  );
  const revokeUser = database.prepare(
    'UPDATE cognito_user_pools_refresh_tokens SET revoked = 1 WHERE sub = ?',
  );
  const removeExpired = database.prepare(
    'DELETE FROM cognito_user_pools_refresh_tokens WHERE expires_at <= ?',
  );
  return {
    save(token) {
      save.run(
        token.digest,
        token.sub,
        token.clientId,
        token.originJti,
        token.eventId,
        token.authTime,
        token.expiresAt,
      );
    },
    find(digest) {
      const row = find.get(digest);
      return (
        row && {
          digest,
          sub: String(row.sub),
          clientId: String(row.client_id),
          originJti: String(row.origin_jti),
          eventId: String(row.event_id),
          authTime: Number(row.auth_time),
          expiresAt: Number(row.expires_at),
          replacedAt: row.replaced_at === null ? undefined : Number(row.replaced_at),
          revoked: row.revoked === 1,
        }
      );
    },
    replace(digest, at) {
      replace.run(at, digest);
    },
    isSignedIn: (sub, eventId) => standing.get(sub, eventId) !== undefined,
    revokeSignIn(sub, eventId) {
      revokeSignIn.run(sub, eventId);
    },
    revokeUser(sub) {
      revokeUser.run(sub);
    },
    removeExpired(now) {
      removeExpired.run(now);
    },
  };
}
