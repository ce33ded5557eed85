import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Segment } from './blobs.js';
import type { ChecksumAlgorithm, ChecksumType } from './checksums.js';
import { noSuchUpload } from './errors.js';
import { inTransaction } from './object-store.js';

/** An object that is being uploaded in parts. */
export type Upload = {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** In milliseconds since 1970. */
  readonly initiatedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly algorithm: ChecksumAlgorithm;
  readonly checksumType: ChecksumType;
  /** Whether the client chose the checksum algorithm. Then each part must have a checksum. */
  readonly isChosen: boolean;
};

export type Part = Segment & {
  readonly number: number;
  readonly etag: string;
  /** In base64, with the upload's algorithm. Undefined when the part has none. */
  readonly checksum: string | undefined;
  readonly lastModified: number;
};

export type Uploads = {
  create(upload: Omit<Upload, 'id' | 'initiatedAt'>): Upload;
  /** @throws {AwsError} `NoSuchUpload` */
  find(bucket: string, key: string, id: string): Upload;
  /**
   * Adds a part, or replaces the part with the same number.
   *
   * @throws {AwsError} `NoSuchUpload` when the upload has ended meanwhile.
   */
  putPart(upload: Upload, part: Omit<Part, 'lastModified'>): Part;
  /** Sorted by number. */
  parts(id: string): readonly Part[];
  /** Sorted by key, and for the same key by start. */
  list(bucket: string): readonly Upload[];
  /** Deletes an upload. The caller keeps or removes its bytes. */
  forget(id: string): void;
  blobs(): Iterable<string>;
};

export type UploadsOptions = {
  readonly database: DatabaseSync;
  now(): number;
  onReplaced(segments: readonly Segment[]): void;
};

export function openUploads({ database, now, onReplaced }: UploadsOptions): Uploads {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_uploads (
      id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated_at INTEGER NOT NULL,
      headers TEXT NOT NULL, algorithm TEXT NOT NULL, checksum_type TEXT NOT NULL,
      is_chosen INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS s3_parts (
      upload_id TEXT NOT NULL, number INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL,
      etag TEXT NOT NULL, checksum TEXT, last_modified INTEGER NOT NULL,
      PRIMARY KEY (upload_id, number)
    ) STRICT, WITHOUT ROWID;
  `);
  const insertUpload = database.prepare('INSERT INTO s3_uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const selectUpload = database.prepare(
    'SELECT * FROM s3_uploads WHERE id = ? AND bucket = ? AND key = ?',
  );
  const selectUploads = database.prepare(
    'SELECT * FROM s3_uploads WHERE bucket = ? ORDER BY key, initiated_at, id',
  );
  const deleteUpload = database.prepare('DELETE FROM s3_uploads WHERE id = ?');
  const deleteParts = database.prepare('DELETE FROM s3_parts WHERE upload_id = ?');
  const selectParts = database.prepare(
    'SELECT * FROM s3_parts WHERE upload_id = ? ORDER BY number',
  );
  const selectPart = database.prepare('SELECT * FROM s3_parts WHERE upload_id = ? AND number = ?');
  const replacePart = database.prepare(
    'INSERT OR REPLACE INTO s3_parts VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const selectBlobs = database.prepare('SELECT blob FROM s3_parts');

  const find = (bucket: string, key: string, id: string) => {
    const row = selectUpload.get(id, bucket, key);
    if (!row) throw noSuchUpload();
    return readUpload(row);
  };

  return {
    create(upload) {
      const id = randomBytes(48).toString('base64url');
      const initiatedAt = now();
      const { bucket, key, headers, algorithm, checksumType, isChosen } = upload;
      insertUpload.run(
        id,
        bucket,
        key,
        initiatedAt,
        JSON.stringify(headers),
        algorithm,
        checksumType,
        isChosen ? 1 : 0,
      );
      return { ...upload, id, initiatedAt };
    },
    find,
    putPart({ id, bucket, key }, part) {
      const lastModified = now();
      const replaced = inTransaction(database, () => {
        find(bucket, key, id);
        const row = selectPart.get(id, part.number);
        const { number, blob, size, etag, checksum } = part;
        replacePart.run(id, number, blob, size, etag, checksum ?? null, lastModified);
        return row ? [readPart(row)] : [];
      });
      onReplaced(replaced);
      return { ...part, lastModified };
    },
    parts: (id) => selectParts.all(id).map(readPart),
    list: (bucket) => selectUploads.all(bucket).map(readUpload),
    forget(id) {
      deleteUpload.run(id);
      deleteParts.run(id);
    },
    *blobs() {
      for (const { blob } of selectBlobs.iterate()) yield String(blob);
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

function readUpload(row: Row): Upload {
  return {
    id: String(row.id),
    bucket: String(row.bucket),
    key: String(row.key),
    initiatedAt: Number(row.initiated_at),
    headers: JSON.parse(String(row.headers)),
    algorithm: row.algorithm as ChecksumAlgorithm,
    checksumType: row.checksum_type as ChecksumType,
    isChosen: row.is_chosen === 1,
  };
}

function readPart(row: Row): Part {
  return {
    number: Number(row.number),
    blob: String(row.blob),
    size: Number(row.size),
    etag: String(row.etag),
    checksum: row.checksum === null ? undefined : String(row.checksum),
    lastModified: Number(row.last_modified),
  };
}
