import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Segment } from './blobs.js';
import type { Bucket } from './buckets.js';
import { checkWrite, type WriteCondition } from './conditions.js';
import { type NewObject, NULL_VERSION, type StoredObject } from './stored-object.js';

/** The objects of all buckets, by bucket, key and version. Their bytes are in {@link Blobs}. */
export type ObjectStore = {
  /** The latest version, or the named one. It may be a delete marker. */
  find(bucket: string, key: string, versionId?: string): StoredObject | undefined;
  /**
   * Puts an object, completely or not at all. After the commit, `onReplaced` is called with the
   * segments of the object that it replaced.
   *
   * @param alongside A change in the same transaction.
   * @throws {AwsError} `PreconditionFailed` and `NoSuchKey`, depending on the condition.
   */
  put(
    bucket: Bucket,
    object: NewObject,
    options: { readonly condition: WriteCondition; readonly alongside?: () => void },
  ): StoredObject;
  /**
   * Deletes an object: for good or, in a bucket with versions, with a delete marker.
   *
   * @returns The deleted object or the new delete marker. Undefined if there was nothing to delete.
   */
  remove(
    bucket: Bucket,
    key: string,
    options: { readonly versionId: string | undefined; readonly condition: WriteCondition },
  ): StoredObject | undefined;
  /** The next object that is not deleted, sorted by the bytes of the keys. */
  next(bucket: string, after: ListStart): StoredObject | undefined;
  /** All versions. The latest version of a key comes first. */
  listVersions(bucket: string, prefix: string): Iterable<StoredObject>;
  /** The blobs of all objects. */
  blobs(): Iterable<string>;
};

export type ListStart = {
  readonly prefix: string;
  /** Only keys after this one are returned. */
  readonly after: string;
};

export type ObjectStoreOptions = {
  readonly database: DatabaseSync;
  now(): number;
  onReplaced(segments: readonly Segment[]): void;
};

export function openObjectStore({ database, now, onReplaced }: ObjectStoreOptions): ObjectStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_sequence (value INTEGER NOT NULL) STRICT;
    INSERT INTO s3_sequence SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM s3_sequence);
    CREATE TABLE IF NOT EXISTS s3_objects (
      bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
      sequence INTEGER NOT NULL, is_latest INTEGER NOT NULL, is_delete_marker INTEGER NOT NULL,
      size INTEGER NOT NULL, etag TEXT NOT NULL, last_modified INTEGER NOT NULL,
      segments TEXT NOT NULL, headers TEXT NOT NULL, checksum TEXT NOT NULL,
      PRIMARY KEY (bucket, key, version_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS s3_latest ON s3_objects (bucket, key) WHERE is_latest = 1;
  `);
  const nextSequence = database.prepare('UPDATE s3_sequence SET value = value + 1 RETURNING value');
  const selectLatest = database.prepare(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key = ? AND is_latest = 1',
  );
  const selectVersion = database.prepare(
    'SELECT * FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?',
  );
  const selectNext = database.prepare(`
    SELECT * FROM s3_objects
    WHERE bucket = ? AND key > ? AND key >= ? AND is_latest = 1 AND is_delete_marker = 0
    ORDER BY key LIMIT 1`);
  const selectVersions = database.prepare(`
    SELECT * FROM s3_objects WHERE bucket = ? AND key >= ? ORDER BY key, sequence DESC`);
  const deleteVersion = database.prepare(
    'DELETE FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?',
  );
  const clearLatest = database.prepare(
    'UPDATE s3_objects SET is_latest = 0 WHERE bucket = ? AND key = ?',
  );
  const markLatest = database.prepare(`
    UPDATE s3_objects SET is_latest = 1 WHERE bucket = ?1 AND key = ?2 AND sequence =
      (SELECT max(sequence) FROM s3_objects WHERE bucket = ?1 AND key = ?2)`);
  const insert = database.prepare(`
    INSERT INTO s3_objects (bucket, key, version_id, sequence, is_latest, is_delete_marker, size,
      etag, last_modified, segments, headers, checksum)
    VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`);
  const selectSegments = database.prepare('SELECT segments FROM s3_objects');

  const find = (bucket: string, key: string, versionId?: string) => {
    const row =
      versionId === undefined
        ? selectLatest.get(bucket, key)
        : selectVersion.get(bucket, key, versionId);
    return row && readRow(row);
  };

  const existing = (bucket: string, key: string) => {
    const latest = find(bucket, key);
    return latest?.isDeleteMarker ? undefined : latest;
  };

  /** Adds a version. It replaces the version with the same id. */
  const add = (
    bucket: Bucket,
    object: NewObject & { readonly isDeleteMarker: boolean },
  ): { readonly added: StoredObject; readonly replaced: readonly Segment[] } => {
    const { key, size, etag, segments, headers, checksum, isDeleteMarker } = object;
    const versionId =
      bucket.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : NULL_VERSION;
    const replaced = find(bucket.name, key, versionId);
    const sequence = Number(nextSequence.get()?.value);
    const lastModified = now();
    deleteVersion.run(bucket.name, key, versionId);
    clearLatest.run(bucket.name, key);
    insert.run(
      bucket.name,
      key,
      versionId,
      sequence,
      isDeleteMarker ? 1 : 0,
      size,
      etag,
      lastModified,
      JSON.stringify(segments),
      JSON.stringify(headers),
      JSON.stringify(checksum ?? null),
    );
    return {
      added: { ...object, versionId, isLatest: true, lastModified, sequence },
      replaced: replaced?.segments ?? [],
    };
  };

  return {
    find,
    put(bucket, object, { condition, alongside }) {
      const { added, replaced } = inTransaction(database, () => {
        checkWrite(condition, object.key, existing(bucket.name, object.key));
        alongside?.();
        return add(bucket, { ...object, isDeleteMarker: false });
      });
      onReplaced(replaced);
      return added;
    },
    remove(bucket, key, { versionId, condition }) {
      const { removed, gone } = inTransaction(database, () => {
        checkWrite(condition, key, existing(bucket.name, key));
        if (versionId === undefined && bucket.versioning !== undefined) {
          const marker = add(bucket, {
            key,
            size: 0,
            etag: '',
            segments: [],
            headers: {},
            checksum: undefined,
            isDeleteMarker: true,
          });
          return { removed: marker.added, gone: marker.replaced };
        }
        const found = find(bucket.name, key, versionId ?? NULL_VERSION);
        if (!found) return { removed: undefined, gone: [] };
        deleteVersion.run(bucket.name, key, found.versionId);
        markLatest.run(bucket.name, key);
        const sequence = Number(nextSequence.get()?.value);
        return { removed: { ...found, sequence }, gone: found.segments };
      });
      onReplaced(gone);
      return removed;
    },
    next(bucket, { prefix, after }) {
      const row = selectNext.get(bucket, after, prefix);
      return row && readRow(row);
    },
    *listVersions(bucket, prefix) {
      for (const row of selectVersions.all(bucket, prefix)) {
        const object = readRow(row);
        if (!object.key.startsWith(prefix)) return;
        yield object;
      }
    },
    *blobs() {
      for (const { segments } of selectSegments.iterate()) {
        for (const { blob } of JSON.parse(String(segments)) as Segment[]) yield blob;
      }
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

function readRow(row: Row): StoredObject {
  return {
    key: String(row.key),
    versionId: String(row.version_id),
    isLatest: row.is_latest === 1,
    isDeleteMarker: row.is_delete_marker === 1,
    size: Number(row.size),
    etag: String(row.etag),
    lastModified: Number(row.last_modified),
    segments: JSON.parse(String(row.segments)),
    headers: JSON.parse(String(row.headers)),
    checksum: JSON.parse(String(row.checksum)) ?? undefined,
    sequence: Number(row.sequence),
  };
}

/** Runs work in a transaction. It must be synchronous: other requests use the same database. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
