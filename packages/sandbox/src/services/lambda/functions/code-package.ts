import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AssetUnavailableError, filesOf, unzip } from '../../../assembly/asset-files.js';
import { replaceFile } from '../../../store/files.js';
import type { CodeSource } from './function-configuration.js';
import { keepSources } from './source-maps.js';

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
 * Makes the code of a function or a layer a folder of its own, once for each fingerprint: a folder
 * is copied, a zip file is unpacked, inline code is written to the file that Lambda writes it to.
 *
 * The code then has nothing above it, as in AWS: neither the `package.json` of the app nor its
 * `node_modules` change what it does.
 *
 * @param fingerprint Of this code.
 * @param store Folder for the code. It must lie outside of the app.
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
  await endLookup(store);
  if (source.type === 'inline') {
    await once(folder, (unfinished) => writeInline(source.source, runtime, unfinished));
    return folder;
  }
  const kind = await stat(source.path).catch(() => undefined);
  if (!kind) throw new AssetUnavailableError(`its code is missing: ${source.path}`);
  await once(folder, (unfinished) =>
    kind.isDirectory() ? copyFolder(source.path, unfinished) : unzip(source.path, unfinished),
  );
  return folder;
}

/** Node.js looks no further up for the kind of a file: it is CommonJS unless the code says so. */
async function endLookup(store: string): Promise<void> {
  const manifest = join(store, 'package.json');
  if (existsSync(manifest)) return;
  await mkdir(store, { recursive: true });
  // Whole at once: another function may be reading it.
  replaceFile(manifest, '{}', 0o644);
}

async function writeInline(source: string, runtime: string, folder: string): Promise<void> {
  await writeFile(join(folder, runtime.startsWith('python') ? 'index.py' : 'index.js'), source);
}

/** Copies what a deployment would upload: a link becomes what it leads to. */
async function copyFolder(source: string, folder: string): Promise<void> {
  await cp(source, folder, {
    recursive: true,
    dereference: true,
    mode: constants.COPYFILE_FICLONE,
  });
  for (const file of await filesOf(folder)) {
    if (file.includes(`${sep}node_modules${sep}`)) continue;
    await keepSources(file, join(source, relative(folder, file)));
  }
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
