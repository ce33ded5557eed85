import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AmplifyApp, readAppFile } from '../app/amplify-app.js';
import type { Copy } from './lock-file.js';
import { isSameText } from './text.js';

/**
 * Finds the folder of a copy, also after the user moved or renamed it: the folder in `amplify/` that
 * has the most of its files, at least one of them unchanged.
 *
 * @returns `undefined` if the user deleted the copy.
 */
export async function locateCopy(app: AmplifyApp, copy: Copy): Promise<string | undefined> {
  if ((await likeness(app, copy.folder, copy)).present > 0) return copy.folder;
  let best: { folder: string; unchanged: number } | undefined;
  for (const folder of await foldersIn(app.root, 'amplify')) {
    // A folder with links or unusual names is no copy.
    const { unchanged } = await likeness(app, folder, copy).catch(() => ({ unchanged: 0 }));
    if (unchanged > (best?.unchanged ?? 0)) best = { folder, unchanged };
  }
  return best?.folder;
}

async function likeness(app: AmplifyApp, folder: string, { files }: Copy) {
  let present = 0;
  let unchanged = 0;
  for (const [path, text] of Object.entries(files)) {
    const found = await readAppFile(app, `${folder}/${path}`);
    if (found === undefined) continue;
    present += 1;
    if (isSameText(found, text)) unchanged += 1;
  }
  return { present, unchanged };
}

async function foldersIn(root: string, parent: string): Promise<string[]> {
  const entries = await readdir(join(root, parent), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .filter(({ name }) => !name.startsWith('.'))
    .map(({ name }) => `${parent}/${name}`)
    .sort();
  const nested = await Promise.all(names.map((name) => foldersIn(root, name)));
  return [...names, ...nested.flat()];
}
