import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Recipe } from './catalogue.js';

/** The version of a dependency with which the recipe was tested. */
export async function versionBeside(
  { packageFolder }: Recipe,
  name: string,
): Promise<string | undefined> {
  const { dependencies = {} } = JSON.parse(
    await readFile(join(packageFolder, 'package.json'), 'utf8'),
  );
  if (!(name in dependencies)) return undefined;
  for (let folder = packageFolder; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', name, 'package.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text).version;
    if (folder === dirname(folder)) return undefined;
  }
}

/** What a package manager gets to install a package: `valibot@^1.5.0`. */
export const specifierOf = (name: string, version: string | undefined) =>
  version === undefined ? name : `${name}@^${version}`;
