import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AmplifyApp, readAppFile } from '../app/amplify-app.js';
import type { Copy } from './lock-file.js';
import { isSameText } from './text.js';

/**
 * Finds the folder of a copy, also after the user moved or renamed it: the folder in `amplify/` whose
 * files are the most like those of the copy.
 *
 * @returns `undefined` if the user deleted the copy.
 */
export async function locateCopy(app: AmplifyApp, copy: Copy): Promise<string | undefined> {
  if ((await likeness(app, copy.folder, copy)).present > 0) return copy.folder;
  let best: { folder: string; similar: number } | undefined;
  for (const folder of await foldersIn(app.root, 'amplify')) {
    // A folder with links or unusual names is no copy.
    const { similar } = await likeness(app, folder, copy).catch(() => ({ similar: 0 }));
    if (similar > (best?.similar ?? 0)) best = { folder, similar };
  }
  return best?.folder;
}

async function likeness(app: AmplifyApp, folder: string, { files }: Copy) {
  let present = 0;
  let similar = 0;
  for (const [path, text] of Object.entries(files)) {
    const found = await readAppFile(app, `${folder}/${path}`);
    if (found === undefined) continue;
    present += 1;
    similar += isSameText(found, text) ? 1 : likenessOf(found, text);
  }
  return { present, similar };
}

/** The share of the lines of two texts that both have, without their format. 0 if it is small. */
function likenessOf(one: string, other: string): number {
  const [lines, others] = [one, other].map(
    (text) =>
      new Set(
        text
          .split('\n')
          .map(withoutFormat)
          .filter(({ length }) => length > 3),
      ),
  );
  if (!lines || !others) return 0;
  const common = [...lines].filter((line) => others.has(line)).length;
  const share = common / (lines.size + others.size - common);
  return share > 0.5 ? share : 0;
}

const withoutFormat = (line: string) => line.replace(/[\s'"`;,]/g, '');

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
