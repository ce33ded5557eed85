import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** An asset that the sandbox cannot use. The message is a clause: `it is a container image`. */
export class AssetUnavailableError extends Error {
  override readonly name = 'AssetUnavailableError';
}

/**
 * Unpacks a zip file into a folder.
 *
 * @throws {AssetUnavailableError} When the file is not a zip file, or contains a symbolic link.
 */
export async function unzip(file: string, folder: string): Promise<void> {
  let zip: ZipFile;
  try {
    // yauzl rejects names outside of the folder: absolute names and names with `..`.
    zip = await openPromise(file, { strictFileNames: true });
  } catch (error) {
    throw new AssetUnavailableError(`${file} is not a zip file (${error})`);
  }
  try {
    for await (const entry of zip.eachEntry()) await unpack(zip, entry, folder);
  } finally {
    zip.close();
  }
}

const modeOf = (entry: Entry) => entry.externalFileAttributes >>> 16;
const isLink = (entry: Entry) => (modeOf(entry) & 0o170000) === 0o120000;

async function unpack(zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const target = join(folder, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  // A symbolic link could place a later entry outside of the folder.
  if (isLink(entry)) {
    throw new AssetUnavailableError(`its zip file holds a symbolic link (${entry.fileName})`);
  }
  await mkdir(dirname(target), { recursive: true });
  const executable = (modeOf(entry) & 0o111) !== 0;
  await pipeline(
    await zip.openReadStreamPromise(entry),
    createWriteStream(target, { mode: executable ? 0o755 : 0o644 }),
  );
}

/** All files of a folder and its subfolders, in order. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
