import type { DatabaseSync } from 'node:sqlite';

/** The attempts of each user, from which limits are computed. */
export type AttemptsTable = {
  /** The number of attempts after `since`. */
  count(subject: string, action: string, since: number): number;
  record(subject: string, action: string, at: number): void;
  clear(subject: string, action: string): void;
  removeBefore(time: number): void;
};

type PasswordFailures = {
  readonly count: number;
  readonly lockedUntil: number;
  /** Time of the last attempt. Attempts during a lockout count, too. */
  readonly lastAttemptAt: number;
};

export type PasswordFailuresTable = {
  find(subject: string): PasswordFailures | undefined;
  save(subject: string, failures: PasswordFailures): void;
  clear(subject: string): void;
};

export function openAttemptsTable(database: DatabaseSync): AttemptsTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_attempts (
      subject TEXT NOT NULL,
      action TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_user_pools_attempts_of_subject
      ON cognito_user_pools_attempts (subject, action, at);
  `);
  const count = database.prepare(
    `SELECT count(*) AS count FROM cognito_user_pools_attempts
     WHERE subject = ? AND action = ? AND at > ?`,
  );
  const record = database.prepare(
    'INSERT INTO cognito_user_pools_attempts (subject, action, at) VALUES (?, ?, ?)',
  );
  const clear = database.prepare(
    'DELETE FROM cognito_user_pools_attempts WHERE subject = ? AND action = ?',
  );
  const removeBefore = database.prepare('DELETE FROM cognito_user_pools_attempts WHERE at <= ?');
  return {
    count: (subject, action, since) => Number(count.get(subject, action, since)?.count),
    record(subject, action, at) {
      record.run(subject, action, at);
    },
    clear(subject, action) {
      clear.run(subject, action);
    },
    removeBefore(time) {
      removeBefore.run(time);
    },
  };
}

export function openPasswordFailuresTable(database: DatabaseSync): PasswordFailuresTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_password_failures (
      subject TEXT PRIMARY KEY,
      count INTEGER NOT NULL,
      locked_until INTEGER NOT NULL,
      last_attempt_at INTEGER NOT NULL
    ) STRICT;
  `);
  const find = database.prepare(
    'SELECT * FROM cognito_user_pools_password_failures WHERE subject = ?',
  );
  const save = database.prepare(
    `INSERT OR REPLACE INTO cognito_user_pools_password_failures
       (subject, count, locked_until, last_attempt_at) VALUES (?, ?, ?, ?)`,
  );
  const clear = database.prepare(
    'DELETE FROM cognito_user_pools_password_failures WHERE subject = ?',
  );
  return {
    find(subject) {
      const row = find.get(subject);
      return (
        row && {
          count: Number(row.count),
          lockedUntil: Number(row.locked_until),
          lastAttemptAt: Number(row.last_attempt_at),
        }
      );
    },
    save(subject, failures) {
      save.run(subject, failures.count, failures.lockedUntil, failures.lastAttemptAt);
    },
    clear(subject) {
      clear.run(subject);
    },
  };
}
