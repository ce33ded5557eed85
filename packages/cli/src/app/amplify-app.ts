import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { glob, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toLf } from '../copies/text.js';
import { UsageError } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { safePath } from './safe-path.js';

/** An Amplify app on this machine. */
export type AmplifyApp = {
  /** The real path of the folder that contains `amplify/`. */
  readonly root: string;
  /** The version ranges of the packages that it depends on. */
  readonly packages: Readonly<Record<string, string>>;
  /** Whether the app, or a folder above it, has the `package.json` that a package manager needs. */
  readonly hasManifest: boolean;
};

const ENTRIES = ['ts', 'mts', 'js', 'mjs'].map((extension) =>
  join('amplify', `backend.${extension}`),
);

/** Finds the app of a folder: the folder itself or the nearest parent with `amplify/backend.ts`. */
export async function findApp(from: string): Promise<AmplifyApp | undefined> {
  for (let folder = await realpath(from); ; folder = dirname(folder)) {
    if (ENTRIES.some((entry) => existsSync(join(folder, entry)))) {
      return { root: folder, ...(await manifestOf(folder)) };
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
  const below = await appBelow(from);
  const such = below === undefined ? '' : `, such as ${printable(below)}`;
  throw new UsageError(
    `There is no amplify/backend.ts in ${from} or a folder above it. Run this command in an Amplify Gen 2 app${such}, or create one with: npm create amplify@latest`,
  );
}

/** The folder of an app in a monorepo: `packages/backend`. */
async function appBelow(from: string): Promise<string | undefined> {
  for (const folder of ['*', '*/*']) {
    const found = glob(`${folder}/amplify/backend.{ts,mts,js,mjs}`, {
      cwd: from,
      exclude: (name) => /^(?:\.|node_modules$)/.test(basename(name)),
    });
    for await (const file of found) return dirname(dirname(file));
  }
  return undefined;
}

/** The nearest `package.json`, which package managers use. An app in a monorepo may have none. */
async function manifestOf(root: string): Promise<Pick<AmplifyApp, 'packages' | 'hasManifest'>> {
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return { packages: packagesIn(file, text), hasManifest: true };
    if (folder === dirname(folder)) return { packages: {}, hasManifest: false };
  }
}

function packagesIn(file: string, text: string): Readonly<Record<string, string>> {
  try {
    const { dependencies, devDependencies } = JSON.parse(toLf(text));
    return { ...devDependencies, ...dependencies };
  } catch {
    throw new UsageError(`${file} is not valid JSON. Fix it, and run the command again.`);
  }
}

/**
 * Reads a file of an app. Returns `undefined` if it does not exist.
 *
 * @throws {UsageError} When the file is not text in UTF-8. Writing it again would change it.
 */
export async function readAppFile({ root }: AmplifyApp, path: string): Promise<string | undefined> {
  const file = await safePath(root, path);
  const content = await readFile(file).catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  });
  if (content === undefined || isUtf8(content)) return content?.toString();
  throw new UsageError(
    `${path} is not text in UTF-8, and this command would damage it. Nothing was changed.`,
  );
}
