import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { CodeSource } from './function-configuration.js';

/**
 * What tells two states of a function's code apart.
 *
 * @returns A digest of the files, or nothing when there are none on this machine.
 */
export async function fingerprintCode(source: CodeSource): Promise<string | undefined> {
  const hash = createHash('sha256');
  switch (source.type) {
    case 'unavailable':
      return undefined;
    case 'inline':
      return hash.update(source.source).digest('hex');
    case 'asset': {
      const kind = await stat(source.path).catch(() => undefined);
      if (!kind) return undefined;
      for (const file of kind.isDirectory() ? await filesOf(source.path) : [source.path]) {
        const content = await readFile(file);
        hash.update(`${relative(source.path, file)}\0${content.length}\0`).update(content);
      }
      return hash.digest('hex');
    }
  }
}

/**
 * Makes the code of a function or a layer a folder: a folder is taken as it is, a zip file is
 * unpacked once, inline code is written to the file that Lambda writes it to.
 *
 * @param fingerprint Of this code.
 * @param store Folder for what is unpacked.
 * @throws {CodeUnavailableError} When the code is not on this machine, or cannot be unpacked.
 */
export async function openCode(
  source: CodeSource,
  fingerprint: string | undefined,
  runtime: string,
  store: string,
): Promise<string> {
  if (source.type === 'unavailable') throw new CodeUnavailableError(source.reason);
  const folder = join(store, String(fingerprint));
  if (source.type === 'inline') {
    await once(folder, (unfinished) => writeInline(source.source, runtime, unfinished));
    return folder;
  }
  const kind = await stat(source.path).catch(() => undefined);
  if (!kind) throw new CodeUnavailableError(`its code is missing: ${source.path}`);
  if (kind.isDirectory()) return source.path;
  await once(folder, (unfinished) => unzip(source.path, unfinished));
  return folder;
}

/** Code cannot be run here. The message is a clause, such as `it is a container image`. */
export class CodeUnavailableError extends Error {
  override readonly name = 'CodeUnavailableError';
}

async function writeInline(source: string, runtime: string, folder: string): Promise<void> {
  await writeFile(join(folder, runtime.startsWith('python') ? 'index.py' : 'index.js'), source);
  // The file is CommonJS, whatever package the folder lies in.
  await writeFile(join(folder, 'package.json'), '{}');
}

/** Makes a folder whole or not at all. */
async function once(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  if (await stat(folder).catch(() => undefined)) return;
  const unfinished = `${folder}.${process.hrtime.bigint()}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (await stat(folder).catch(() => undefined)) return;
    throw error;
  }
}

/**
 * Unpacks a zip file into a folder.
 *
 * @throws {CodeUnavailableError} When it is none, or holds a link.
 */
export async function unzip(file: string, folder: string): Promise<void> {
  let zip: ZipFile;
  try {
    // yauzl refuses names that lead out of the folder, absolute ones and `..`.
    zip = await openPromise(file, { strictFileNames: true });
  } catch (error) {
    throw new CodeUnavailableError(`${file} is not a zip file (${error})`);
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
  // A link could make a later entry land outside of the folder.
  if (isLink(entry)) {
    throw new CodeUnavailableError(`its zip file holds a symbolic link (${entry.fileName})`);
  }
  await mkdir(dirname(target), { recursive: true });
  const executable = (modeOf(entry) & 0o111) !== 0;
  await pipeline(
    await zip.openReadStreamPromise(entry),
    createWriteStream(target, { mode: executable ? 0o755 : 0o644 }),
  );
}

/** The files of a folder and of those in it, in order. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
