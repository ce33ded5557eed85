import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fchmodSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SandboxError } from '../errors.js';
import { makePrivateFolder } from './files.js';

const DATABASE = 'state.sqlite';
/** The database and what SQLite keeps beside it. */
const STATE_FILES = ['', '-wal', '-shm', '-journal'].map((suffix) => DATABASE + suffix);
/** Kept when the state is emptied: what the developer typed in is not state. */
export const SECRETS_FILE = 'secrets.json';

/** Where the state of a sandbox lives. */
export type DataDirectory = {
  readonly database: DatabaseSync;
  /** 32 random bytes made with the directory; names and credentials are derived from it. */
  readonly key: Buffer;
  close(): void;
};

/**
 * Opens the state of a sandbox, or makes it.
 *
 * The database is in write-ahead mode: what an operation wrote is still there after `kill -9`.
 *
 * @param path A folder, or `false` to keep everything in memory.
 * @param fresh Whether to begin with an empty state; the secrets are kept, and so is whatever else
 *   is in the folder, which may be one that the developer uses for other things too.
 * @throws {SandboxError} `DATA_DIRECTORY_IN_USE` when another sandbox runs on it.
 */
export function openDataDirectory(path: string | false, fresh = false): DataDirectory {
  if (path === false) return open(new DatabaseSync(':memory:'));
  try {
    makePrivateFolder(path);
    if (fresh) lockFirst(path);
    if (fresh) empty(path);
    makePrivateFile(join(path, DATABASE));
    return open(lock(path));
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    throw new SandboxError(
      'DATA_DIRECTORY_UNUSABLE',
      `The state in ${path} cannot be opened: ${error instanceof Error ? error.message : error}`,
      'Check that the folder can be written, or start with --fresh to empty it.',
      { cause: error },
    );
  }
}

function open(database: DatabaseSync): DataDirectory {
  database.exec('CREATE TABLE IF NOT EXISTS sandbox_key (key BLOB NOT NULL) STRICT');
  let row = database.prepare('SELECT key FROM sandbox_key').get();
  if (!row) {
    row = { key: randomBytes(32) };
    database.prepare('INSERT INTO sandbox_key (key) VALUES (?)').run(row.key ?? null);
  }
  return {
    database,
    key: Buffer.from(row.key as Uint8Array),
    close: () => database.close(),
  };
}

/** Holds the lock for as long as the database is open; the system drops it with the process. */
function lock(path: string): DatabaseSync {
  const database = new DatabaseSync(join(path, DATABASE));
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
      BEGIN IMMEDIATE; COMMIT;
    `);
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) {
      throw new SandboxError(
        'DATA_DIRECTORY_IN_USE',
        `Another sandbox is running on ${path}.`,
        'Stop it first, or give this one a data directory of its own.',
      );
    }
    throw error;
  }
}

/** Emptying the state under a running sandbox would take it away from it. */
function lockFirst(path: string): void {
  if (!existsSync(join(path, DATABASE))) return;
  try {
    lock(path).close();
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    // A state that cannot be opened is what --fresh is for.
  }
}

function empty(path: string): void {
  for (const name of STATE_FILES) rmSync(join(path, name), { force: true });
}

/** Before SQLite opens it: what SQLite writes beside a file gets the permissions of that file. */
function makePrivateFile(file: string): void {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
  } finally {
    closeSync(descriptor);
  }
}
