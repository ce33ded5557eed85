import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ChecksumAlgorithm, createDigest } from './checksums.js';

/** Bytes on disk that never change. An object has one segment or, uploaded in parts, several. */
export type Segment = { readonly blob: string; readonly size: number };

export type WrittenBlob = Segment & {
  /** In hexadecimal. */
  readonly md5: string;
  /** In base64. */
  readonly checksum: string;
};

/**
 * The files that contain the bytes of objects.
 *
 * Their names are random: a key never becomes part of a path. A file counts only if a row of the
 * database names it. A write is therefore complete or has no effect, together with the transaction
 * of that row.
 */
export type Blobs = {
  /**
   * Writes bytes to the disk as they arrive. A caller that does not keep the blob must remove it.
   *
   * @throws The error of the body. In this case no file is left.
   */
  write(body: AsyncIterable<Uint8Array>, algorithm: ChecksumAlgorithm): Promise<WrittenBlob>;
  /**
   * Reads the bytes of segments, one after the other. Segments that are removed meanwhile are still
   * read to their end.
   *
   * @param range Offsets of the first byte and of the byte after the last.
   */
  read(segments: readonly Segment[], range: ByteRange): Readable;
  remove(segments: readonly Segment[]): void;
  /** Removes files that an interrupted process left behind. */
  sweep(kept: ReadonlySet<string>): void;
};

export type ByteRange = { readonly start: number; readonly end: number };

const BLOB_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param folder Created if it does not exist, readable by its owner only. */
export function openBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (blob: string) => join(folder, blob);
  const remove = (blob: string) => rmSync(pathOf(blob), { force: true });
  /** The number of current readers of each blob. */
  const readers = new Map<string, number>();
  const removedWhileRead = new Set<string>();
  const release = (blob: string) => {
    const others = (readers.get(blob) ?? 0) - 1;
    if (others > 0) {
      readers.set(blob, others);
      return;
    }
    readers.delete(blob);
    if (removedWhileRead.delete(blob)) remove(blob);
  };

  return {
    async write(body, algorithm) {
      const blob = randomUUID();
      const md5 = createHash('md5');
      const digest = createDigest(algorithm);
      let size = 0;
      try {
        const file = await open(pathOf(blob), 'wx', 0o600);
        try {
          for await (const chunk of body) {
            md5.update(chunk);
            digest.update(chunk);
            size += chunk.length;
            await file.writeFile(chunk);
          }
          // Before its row is written: a row without its bytes could not be repaired.
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (error) {
        remove(blob);
        throw error;
      }
      const checksum = Buffer.from(await digest.digest()).toString('base64');
      return { blob, size, md5: md5.digest('hex'), checksum };
    },
    read(segments, range) {
      const pieces = piecesOf(segments, range);
      for (const { blob } of pieces) readers.set(blob, (readers.get(blob) ?? 0) + 1);
      const bytes = Readable.from(
        (async function* () {
          for (const { blob, start, end } of pieces) {
            yield* createReadStream(pathOf(blob), {
              start,
              end: end - 1,
              highWaterMark: 256 * 1024,
            });
          }
        })(),
        { objectMode: false },
      );
      bytes.once('close', () => {
        for (const { blob } of pieces) release(blob);
      });
      return bytes;
    },
    remove(segments) {
      for (const { blob } of segments) {
        if (readers.has(blob)) removedWhileRead.add(blob);
        else remove(blob);
      }
    },
    sweep(kept) {
      for (const name of readdirSync(folder)) {
        if (BLOB_NAME.test(name) && !kept.has(name)) remove(name);
      }
    },
  };
}

type Piece = ByteRange & { readonly blob: string };

function piecesOf(segments: readonly Segment[], { start, end }: ByteRange): readonly Piece[] {
  let offset = 0;
  return segments.flatMap(({ blob, size }) => {
    const piece = { blob, start: Math.max(start - offset, 0), end: Math.min(end - offset, size) };
    offset += size;
    return piece.start < piece.end ? piece : [];
  });
}
