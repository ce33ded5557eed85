import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AssetUnavailableError, filesOf, unzip } from '../../../assembly/asset-files.js';
import { replaceFile } from '../../../store/files.js';
import type { CodeSource } from './function-configuration.js';
import { keepSources } from './source-maps.js';

/**
 * The fingerprint of a function's code. As in a deployment to AWS, the code of an asset is new if
 * its key is, which the AWS CDK makes from its content or from the `assetHash` that the app gives.
 *
 * @returns Undefined when the code is not on this machine.
 */
export function fingerprintOf(source: CodeSource): string | undefined {
  switch (source.type) {
    case 'unavailable':
      return undefined;
    case 'inline':
      return digest(source.source);
    case 'asset':
      return digest(source.key);
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Creates a folder with the code of a function or a layer, once for each fingerprint. A folder is
 * copied, a zip file is unpacked, and inline code is written to a file with the name that Lambda
 * uses.
 *
 * As in AWS, the folders above the code are not those of the app. Its `package.json` and
 * `node_modules` therefore have no effect on the code.
 *
 * @param fingerprint The fingerprint of this code.
 * @param store The folder for the code. It must be outside of the app.
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

/**
 * Node.js does not search above this file for a module type. The code is CommonJS unless it says
 * otherwise.
 */
async function endLookup(store: string): Promise<void> {
  const manifest = join(store, 'package.json');
  if (existsSync(manifest)) return;
  await mkdir(store, { recursive: true });
  // Written in one step, because another function may be reading it.
  replaceFile(manifest, '{}', 0o644);
}

async function writeInline(source: string, runtime: string, folder: string): Promise<void> {
  await writeFile(join(folder, runtime.startsWith('python') ? 'index.py' : 'index.js'), source);
}

/** Copies the files that a deployment would upload. A link is replaced by its target. */
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

/** Creates a folder completely or not at all. */
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
