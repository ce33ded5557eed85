import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fchmodSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SandboxError } from '../errors.js';
import { makePrivateFolder } from './files.js';

const DATABASE = 'state.sqlite';
/** The database and the files that SQLite writes beside it. */
const STATE_FILES = ['', '-wal', '-shm', '-journal'].map((suffix) => DATABASE + suffix);
/** Kept when the state is emptied: values that the developer entered are not state. */
export const SECRETS_FILE = 'secrets.json';

/** The place of a sandbox's state. */
export type DataDirectory = {
  readonly database: DatabaseSync;
  /** 32 random bytes, created with the directory. Names and credentials are derived from them. */
  readonly key: Buffer;
  close(): void;
};

/**
 * Opens the state of a sandbox, or creates it.
 *
 * The database is in write-ahead mode, so completed writes survive `kill -9`.
 *
 * @param path A folder, or `false` to keep everything in memory.
 * @param fresh Whether to start with an empty state. The secrets are kept, and so are all other
 *   files in the folder, because the developer may use it for other things too.
 * @throws {SandboxError} `DATA_DIRECTORY_IN_USE` when another sandbox uses the folder.
 *   `DATA_DIRECTORY_UNUSABLE` when the state cannot be opened.
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

/**
 * Holds the lock as long as the database is open. When the process ends, the system releases it.
 */
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
        'Stop it first, or use a different data directory for this sandbox.',
      );
    }
    throw error;
  }
}

/** Takes the lock, so that the state of a running sandbox is never emptied. */
function lockFirst(path: string): void {
  if (!existsSync(join(path, DATABASE))) return;
  try {
    lock(path).close();
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    // `--fresh` must also work for a state that cannot be opened.
  }
}

function empty(path: string): void {
  for (const name of STATE_FILES) rmSync(join(path, name), { force: true });
}

/** Creates the file before SQLite opens it. SQLite gives its permissions to the files beside it. */
function makePrivateFile(file: string): void {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
  } finally {
    closeSync(descriptor);
  }
}
