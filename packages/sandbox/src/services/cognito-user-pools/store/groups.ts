import type { DatabaseSync } from 'node:sqlite';
import type { User } from './users.js';

export type Group = {
  readonly poolId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly precedence: number | undefined;
  readonly roleArn: string | undefined;
  /** Whether the template defines the group. Then it is removed with its definition. */
  readonly fromTemplate: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
};

export type GroupsTable = {
  find(poolId: string, name: string): Group | undefined;
  ofPool(poolId: string): readonly Group[];
  /** Sorted by precedence. Groups without one are last. */
  ofUser(user: User): readonly Group[];
  /** Inserts or replaces a group. Its members are kept. */
  save(group: Group): void;
  remove(poolId: string, name: string): void;
  addMember(group: Group, user: User): void;
  removeMember(group: Group, user: User): void;
  /** The `sub` of each member, in the order in which they were added. */
  members(group: Group): readonly string[];
};

export function openGroupsTable(database: DatabaseSync): GroupsTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_groups (
      pool_id TEXT NOT NULL,
      name TEXT NOT NULL,
      description TEXT,
      precedence INTEGER,
      role_arn TEXT,
      from_template INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL,
      PRIMARY KEY (pool_id, name)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_user_pools_group_members (
      pool_id TEXT NOT NULL,
      group_name TEXT NOT NULL,
      sub TEXT NOT NULL REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      PRIMARY KEY (pool_id, group_name, sub),
      FOREIGN KEY (pool_id, group_name) REFERENCES cognito_user_pools_groups ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_user_pools_group_members_of_user
      ON cognito_user_pools_group_members (sub);
  `);
  const find = database.prepare(
    'SELECT * FROM cognito_user_pools_groups WHERE pool_id = ? AND name = ?',
  );
  const ofPool = database.prepare(
    'SELECT * FROM cognito_user_pools_groups WHERE pool_id = ? ORDER BY name',
  );
  const ofUser = database.prepare(
    `SELECT groups.* FROM cognito_user_pools_groups AS groups
     JOIN cognito_user_pools_group_members AS members
       ON members.pool_id = groups.pool_id AND members.group_name = groups.name
     WHERE members.sub = ? ORDER BY groups.precedence IS NULL, groups.precedence, groups.name`,
  );
  const save = database.prepare(
    `INSERT INTO cognito_user_pools_groups
       (pool_id, name, description, precedence, role_arn, from_template, created_at, modified_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET description = excluded.description,
       precedence = excluded.precedence, role_arn = excluded.role_arn,
       from_template = excluded.from_template, modified_at = excluded.modified_at`,
  );
  const remove = database.prepare(
    'DELETE FROM cognito_user_pools_groups WHERE pool_id = ? AND name = ?',
  );
  const addMember = database.prepare(
    'INSERT OR IGNORE INTO cognito_user_pools_group_members (pool_id, group_name, sub) VALUES (?, ?, ?)',
  );
  const removeMember = database.prepare(
    'DELETE FROM cognito_user_pools_group_members WHERE pool_id = ? AND group_name = ? AND sub = ?',
  );
  const members = database.prepare(
    'SELECT sub FROM cognito_user_pools_group_members WHERE pool_id = ? AND group_name = ? ORDER BY rowid',
  );

  return {
    find(poolId, name) {
      const row = find.get(poolId, name);
      return row && readGroup(row);
    },
    ofPool: (poolId) => ofPool.all(poolId).map(readGroup),
    ofUser: (user) => ofUser.all(user.sub).map(readGroup),
    save(group) {
      save.run(
        group.poolId,
        group.name,
        group.description ?? null,
        group.precedence ?? null,
        group.roleArn ?? null,
        Number(group.fromTemplate),
        group.createdAt,
        group.modifiedAt,
      );
    },
    remove(poolId, name) {
      remove.run(poolId, name);
    },
    addMember(group, user) {
      addMember.run(group.poolId, group.name, user.sub);
    },
    removeMember(group, user) {
      removeMember.run(group.poolId, group.name, user.sub);
    },
    members: (group) => members.all(group.poolId, group.name).map((row) => String(row.sub)),
  };
}

function readGroup(row: Record<string, unknown>): Group {
  return {
    poolId: String(row.pool_id),
    name: String(row.name),
    description: row.description === null ? undefined : String(row.description),
    precedence: row.precedence === null ? undefined : Number(row.precedence),
    roleArn: row.role_arn === null ? undefined : String(row.role_arn),
    fromTemplate: row.from_template === 1,
    createdAt: Number(row.created_at),
    modifiedAt: Number(row.modified_at),
  };
}
