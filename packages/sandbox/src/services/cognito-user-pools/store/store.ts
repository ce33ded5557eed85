import type { DatabaseSync } from 'node:sqlite';
import {
  type AttemptsTable,
  openAttemptsTable,
  openPasswordFailuresTable,
  type PasswordFailuresTable,
} from './attempts.js';
import { type CodesTable, openCodesTable } from './codes.js';
import { type DeployedResourcesTable, openDeployedResourcesTable } from './deployed-resources.js';
import { type GroupsTable, openGroupsTable } from './groups.js';
import { type IdentitiesTable, openIdentitiesTable } from './identities.js';
import { type KeysTable, openKeysTable } from './keys.js';
import { type MfaTable, openMfaTable } from './mfa.js';
import { openRefreshTokensTable, type RefreshTokensTable } from './refresh-tokens.js';
import { openSessionsTable, type SessionsTable } from './sessions.js';
import { openUsersTable, type UsersTable } from './users.js';

/** The stored state of all user pools. */
export type Store = {
  readonly users: UsersTable;
  readonly groups: GroupsTable;
  readonly codes: CodesTable;
  readonly mfa: MfaTable;
  readonly sessions: SessionsTable;
  readonly refreshTokens: RefreshTokensTable;
  readonly attempts: AttemptsTable;
  readonly passwordFailures: PasswordFailuresTable;
  readonly keys: KeysTable;
  readonly identities: IdentitiesTable;
  readonly deployedResources: DeployedResourcesTable;
  /** Saves all changes or, when it throws, none. A nested call joins the outer transaction. */
  transaction<T>(change: () => T): T;
  /** Runs an action that cannot be undone: when the transaction is committed, or at once. */
  afterCommit(action: () => void): void;
  removeExpired(now: number): void;
};

const LONGEST_LIMIT = 60 * 60 * 1000;
/** An access token may outlive its refresh token but is still checked against it. */
const LONGEST_ACCESS_TOKEN = 24 * 60 * 60 * 1000;

export function openStore(database: DatabaseSync): Store {
  const store = {
    users: openUsersTable(database),
    groups: openGroupsTable(database),
    codes: openCodesTable(database),
    mfa: openMfaTable(database),
    sessions: openSessionsTable(database),
    refreshTokens: openRefreshTokensTable(database),
    attempts: openAttemptsTable(database),
    passwordFailures: openPasswordFailuresTable(database),
    keys: openKeysTable(database),
    identities: openIdentitiesTable(database),
    deployedResources: openDeployedResourcesTable(database),
  };
  let inTransaction = false;
  let actions: (() => void)[] = [];
  return {
    ...store,
    transaction(change) {
      if (inTransaction) return change();
      database.exec('BEGIN IMMEDIATE');
      inTransaction = true;
      actions = [];
      let result: ReturnType<typeof change>;
      try {
        result = change();
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        inTransaction = false;
      }
      for (const action of actions) action();
      return result;
    },
    afterCommit(action) {
      if (inTransaction) actions.push(action);
      else action();
    },
    removeExpired(now) {
      store.sessions.removeExpired(now);
      store.refreshTokens.removeExpired(now - LONGEST_ACCESS_TOKEN);
      store.attempts.removeBefore(now - LONGEST_LIMIT);
    },
  };
}
