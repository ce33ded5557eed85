import type { DatabaseSync } from 'node:sqlite';

/** The purpose of a code. A user has at most one code for each. */
export type CodePurpose =
  | 'ConfirmSignUp'
  | 'ForgotPassword'
  | 'Verify:email'
  | 'Verify:phone_number';

export type StoredCode = {
  /** Keyed digest of the code. */
  readonly digest: string;
  readonly expiresAt: number;
  /** The attribute that the code verifies. */
  readonly attribute: string;
  /** Where the code was sent. It proves this address only. */
  readonly destination: string;
};

export type CodesTable = {
  find(sub: string, purpose: CodePurpose): StoredCode | undefined;
  /** Replaces the code of the same purpose. */
  save(sub: string, purpose: CodePurpose, code: StoredCode): void;
  remove(sub: string, purpose: CodePurpose): void;
};

export function openCodesTable(database: DatabaseSync): CodesTable {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_user_pools_codes (
      sub TEXT NOT NULL REFERENCES cognito_user_pools_users ON DELETE CASCADE,
      purpose TEXT NOT NULL,
      digest TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      attribute TEXT NOT NULL,
      destination TEXT NOT NULL,
      PRIMARY KEY (sub, purpose)
    ) STRICT;
  `);
  const find = database.prepare(
    'SELECT * FROM cognito_user_pools_codes WHERE sub = ? AND purpose = ?',
  );
  const save = database.prepare(
    `INSERT OR REPLACE INTO cognito_user_pools_codes
       (sub, purpose, digest, expires_at, attribute, destination) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare(
    'DELETE FROM cognito_user_pools_codes WHERE sub = ? AND purpose = ?',
  );
  return {
    find(sub, purpose) {
      const row = find.get(sub, purpose);
      return (
        row && {
          digest: String(row.digest),
          expiresAt: Number(row.expires_at),
          attribute: String(row.attribute),
          destination: String(row.destination),
        }
      );
    },
    save(sub, purpose, code) {
      save.run(sub, purpose, code.digest, code.expiresAt, code.attribute, code.destination);
    },
    remove(sub, purpose) {
      remove.run(sub, purpose);
    },
  };
}
