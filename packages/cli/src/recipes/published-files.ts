import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The texts of files by their paths, with `/` between folders. */
export type TextFiles = Readonly<Record<string, string>>;

/** npm publishes a recipe's folder without its tests. In this workspace they are beside it. */
const IS_TEST = /\.test\.tsx?$/;

/** Reads the published files of a recipe. */
export async function readPublishedFiles(folder: string): Promise<TextFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !IS_TEST.test(entry.name))
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const files = paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')]);
  return Object.fromEntries(await Promise.all(files));
}
