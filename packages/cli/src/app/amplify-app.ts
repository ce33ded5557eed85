import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../terminal/failure.js';
import { safePath } from './safe-path.js';

/** An Amplify app on this machine. */
export type AmplifyApp = {
  /** The real path of the folder that contains `amplify/`. */
  readonly root: string;
  /** The version ranges of the packages that it depends on. */
  readonly packages: Readonly<Record<string, string>>;
};

const ENTRIES = ['ts', 'mts', 'js', 'mjs'].map((extension) =>
  join('amplify', `backend.${extension}`),
);

/** Finds the app of a folder: the folder itself or the nearest parent with `amplify/backend.ts`. */
export async function findApp(from: string): Promise<AmplifyApp | undefined> {
  for (let folder = await realpath(from); ; folder = dirname(folder)) {
    if (ENTRIES.some((entry) => existsSync(join(folder, entry)))) {
      return { root: folder, packages: await packagesOf(folder) };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Finds the app of a folder.
 *
 * @throws {UsageError} When neither the folder nor a parent has `amplify/backend.ts`.
 */
export async function requireApp(from: string): Promise<AmplifyApp> {
  const app = await findApp(from);
  if (app) return app;
  throw new UsageError(
    `There is no amplify/backend.ts in ${from} or a folder above it. Run this command in an Amplify Gen 2 app, or create one with: npm create amplify@latest`,
  );
}

async function packagesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const file = join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    const { dependencies, devDependencies } = JSON.parse(text);
    return { ...devDependencies, ...dependencies };
  } catch {
    throw new UsageError(`${file} is not valid JSON. Fix it, and run the command again.`);
  }
}

/** Reads a file of an app. Returns `undefined` if it does not exist. */
export async function readAppFile({ root }: AmplifyApp, path: string): Promise<string | undefined> {
  const file = await safePath(root, path);
  return readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  });
}
