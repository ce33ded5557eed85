import type { DatabaseSync } from 'node:sqlite';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'RESET_REQUIRED' | 'FORCE_CHANGE_PASSWORD';

/** A password as the server side of SRP stores it. It can be checked but not read. */
export type PasswordVerifier = {
  /** Hexadecimal. */
  readonly salt: string;
  /** Hexadecimal. */
  readonly verifier: string;
};

export type UserAttributes = Readonly<Record<string, string>>;

export type User = {
  readonly poolId: string;
  readonly sub: string;
  readonly username: string;
  readonly status: UserStatus;
  readonly enabled: boolean;
  /** In milliseconds since 1970, like all times in the store. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Without `sub`. */
  readonly attributes: UserAttributes;
  /** New values that count once their code has been entered. */
  readonly pendingAttributes: UserAttributes;
  readonly password: PasswordVerifier | undefined;
  /** The time at which a temporary password expires. */
  readonly passwordExpiresAt: number | undefined;
};

export type UsersTable = {
  find(sub: string): User | undefined;
  /** @param key The user name in the form in which the pool compares names. */
  findByUsername(poolId: string, key: string): User | undefined;
  findByAlias(poolId: string, attribute: string, key: string): User | undefined;
  /** The users of a pool, oldest first. */
  ofPool(poolId: string): readonly User[];
  count(poolId: string): number;
  insert(user: User, usernameKey: string): void;
  update(user: User): void;
  /** Removes the user and all data of the user. */
  remove(sub: string): void;
  aliases(sub: string): ReadonlyMap<string, string>;
  /** Makes a value sign in this user. A previous owner loses it. */
  setAlias(user: User, attribute: string, key: string): void;
  removeAlias(sub: string, attribute: string): void;
};

type Row = Record<string, unknown>;

export function openUsersTable(database: DatabaseSync): UsersTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_users (
      sub TEXT PRIMARY KEY,
      pool_id TEXT NOT NULL,
      username TEXT NOT NULL,
      username_key TEXT NOT NULL,
      status TEXT NOT NULL,
      enabled INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL,
      attributes TEXT NOT NULL,
      pending_attributes TEXT NOT NULL,
      password TEXT,
      password_expires_at INTEGER,
      UNIQUE (pool_id, username_key)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_user_pools_aliases (
      pool_id TEXT NOT NULL,
      attribute TEXT NOT NULL,
      value_key TEXT NOT NULL,
      sub TEXT NOT NULL REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      PRIMARY KEY (pool_id, attribute, value_key)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_user_pools_aliases_of_user
      ON cognito_user_pools_aliases (sub);
  `);
  const find = database.prepare('SELECT * FROM cognito_user_pools_users WHERE sub = ?');
  const findByUsername = database.prepare(
    'SELECT * FROM cognito_user_pools_users WHERE pool_id = ? AND username_key = ?',
  );
  const findByAlias = database.prepare(
    `SELECT users.* FROM cognito_user_pools_users AS users
     JOIN cognito_user_pools_aliases AS aliases USING (sub)
     WHERE aliases.pool_id = ? AND aliases.attribute = ? AND aliases.value_key = ?`,
  );
  const ofPool = database.prepare(
    'SELECT * FROM cognito_user_pools_users WHERE pool_id = ? ORDER BY created_at, sub',
  );
  const count = database.prepare(
    'SELECT count(*) AS count FROM cognito_user_pools_users WHERE pool_id = ?',
  );
  const insert = database.prepare(
    `INSERT INTO cognito_user_pools_users
       (sub, pool_id, username, username_key, status, enabled, created_at, modified_at,
        attributes, pending_attributes, password, password_expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE cognito_user_pools_users SET status = ?, enabled = ?, modified_at = ?, attributes = ?,
       pending_attributes = ?, password = ?, password_expires_at = ? WHERE sub = ?`,
  );
  const remove = database.prepare('DELETE FROM cognito_user_pools_users WHERE sub = ?');
  const aliases = database.prepare(
    'SELECT attribute, value_key FROM cognito_user_pools_aliases WHERE sub = ?',
  );
  const setAlias = database.prepare(
    `INSERT INTO cognito_user_pools_aliases (pool_id, attribute, value_key, sub)
     VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET sub = excluded.sub`,
  );
  const removeAlias = database.prepare(
    'DELETE FROM cognito_user_pools_aliases WHERE sub = ? AND attribute = ?',
  );
  const password = (user: User) => (user.password ? JSON.stringify(user.password) : null);

  return {
    find: (sub) => readUser(find.get(sub)),
    findByUsername: (poolId, key) => readUser(findByUsername.get(poolId, key)),
    findByAlias: (poolId, attribute, key) => readUser(findByAlias.get(poolId, attribute, key)),
    ofPool: (poolId) => ofPool.all(poolId).flatMap((row) => readUser(row) ?? []),
    count: (poolId) => Number(count.get(poolId)?.count),
    insert(user, usernameKey) {
      insert.run(
        user.sub,
        user.poolId,
        user.username,
        usernameKey,
        user.status,
        Number(user.enabled),
        user.createdAt,
        user.modifiedAt,
        JSON.stringify(user.attributes),
        JSON.stringify(user.pendingAttributes),
        password(user),
        user.passwordExpiresAt ?? null,
      );
    },
    update(user) {
      update.run(
        user.status,
        Number(user.enabled),
        user.modifiedAt,
        JSON.stringify(user.attributes),
        JSON.stringify(user.pendingAttributes),
        password(user),
        user.passwordExpiresAt ?? null,
        user.sub,
      );
    },
    remove(sub) {
      remove.run(sub);
    },
    aliases: (sub) =>
      new Map(aliases.all(sub).map((row) => [String(row.attribute), String(row.value_key)])),
    setAlias(user, attribute, key) {
      removeAlias.run(user.sub, attribute);
      setAlias.run(user.poolId, attribute, key, user.sub);
    },
    removeAlias(sub, attribute) {
      removeAlias.run(sub, attribute);
    },
  };
}

function readUser(row: Row | undefined): User | undefined {
  if (!row) return undefined;
  return {
    poolId: String(row.pool_id),
    sub: String(row.sub),
    username: String(row.username),
    status: String(row.status) as UserStatus,
    enabled: row.enabled === 1,
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
    attributes: JSON.parse(String(row.attributes)) as UserAttributes,
    pendingAttributes: JSON.parse(String(row.pending_attributes)) as UserAttributes,
    password:
      row.password === null ? undefined : (JSON.parse(String(row.password)) as PasswordVerifier),
    passwordExpiresAt:
      row.password_expires_at === null ? undefined : Number(row.password_expires_at),
  };
}
