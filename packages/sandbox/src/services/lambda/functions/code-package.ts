import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { AssetUnavailableError, filesOf, unzip } from '../../../assembly/asset-files.js';
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
 * @throws {AssetUnavailableError} When the code is not on this machine, or cannot be unpacked.
 */
export async function openCode(
  source: CodeSource,
  fingerprint: string | undefined,
  runtime: string,
  store: string,
): Promise<string> {
  if (source.type === 'unavailable') throw new AssetUnavailableError(source.reason);
  const folder = join(store, String(fingerprint));
  if (source.type === 'inline') {
    await once(folder, (unfinished) => writeInline(source.source, runtime, unfinished));
    return folder;
  }
  const kind = await stat(source.path).catch(() => undefined);
  if (!kind) throw new AssetUnavailableError(`its code is missing: ${source.path}`);
  if (kind.isDirectory()) return source.path;
  await once(folder, (unfinished) => unzip(source.path, unfinished));
  return folder;
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
