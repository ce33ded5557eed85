import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ChecksumAlgorithm, createDigest } from './checksums.js';

/** Bytes on disk, which never change: an object is one or, uploaded in parts, several of them. */
export type Segment = { readonly blob: string; readonly size: number };

export type WrittenBlob = Segment & {
  /** In hexadecimal. */
  readonly md5: string;
  /** In base64. */
  readonly checksum: string;
};

/**
 * The files that hold the bytes of objects. Their names are drawn at random: nothing of a key gets
 * into a path. A file that no row of the database names is not there, for everybody else: so that a
 * write is whole or not at all, with the transaction that names it.
 */
export type Blobs = {
  /**
   * Writes bytes to the disk as they come. Whoever does not keep the blob removes it.
   *
   * @throws What the body fails of; then nothing is left of it.
   */
  write(body: AsyncIterable<Uint8Array>, algorithm: ChecksumAlgorithm): Promise<WrittenBlob>;
  /**
   * The bytes of segments, one after the other. What is removed meanwhile is read to its end.
   *
   * @param range Offsets of the first byte and of the one behind the last.
   */
  read(segments: readonly Segment[], range: ByteRange): Readable;
  remove(segments: readonly Segment[]): void;
  /** Removes what a process that ended in the middle left behind. */
  sweep(kept: ReadonlySet<string>): void;
};

export type ByteRange = { readonly start: number; readonly end: number };

const BLOB_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param folder Made when it is not there, for its owner only. */
export function openBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (blob: string) => join(folder, blob);
  const remove = (blob: string) => rmSync(pathOf(blob), { force: true });
  /** How many read a blob. */
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
          // Before the row that names it: a row without its bytes could not be mended.
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
