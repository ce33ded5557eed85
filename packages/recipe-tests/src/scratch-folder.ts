import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files by path. The value is a text, or a folder to copy there as its package publishes it. */
export type Files = Readonly<Record<string, string | { readonly copyOf: string }>>;

/**
 * Writes an app beside a package, runs a function in it and removes the app again. The app is
 * inside of the workspace, in `.amplify/`, which Git ignores: Amplify's bundler rejects handlers
 * outside of the folder of the lock file. The app can import the package by its name.
 */
export async function inScratchFolder<Result>(
  packageFolder: string,
  packageName: string,
  files: Files,
  run: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(join(packageFolder, '.amplify'), { recursive: true });
  const folder = await mkdtemp(join(packageFolder, '.amplify', 'app-'));
  try {
    const link = join(folder, 'node_modules', packageName);
    await mkdir(dirname(link), { recursive: true });
    await symlink(packageFolder, link, 'junction');
    await writeFiles(folder, files);
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes files into a folder, and creates it. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (typeof content === 'string') await writeFile(target, content);
    else await cp(content.copyOf, target, { recursive: true, filter: isShipped });
  }
}

/** Packages publish a recipe's folder without its tests. */
const isShipped = (path: string) => !path.endsWith('.test.ts');
