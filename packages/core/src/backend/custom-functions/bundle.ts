import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FileSystem, IgnoreMode } from 'aws-cdk-lib';

/** The code of a function, and how it is built. */
export type Bundle = {
  readonly functionName: string;
  /** The folder that it is built from. */
  readonly source: string;
  /** All other inputs: the options and the versions of the tools. */
  readonly inputs: () => Readonly<Record<string, unknown>>;
  /** Writes the code of the function into an empty folder. */
  readonly build: (folder: string) => void;
};

/** The files of a source folder that are no part of the function. */
export const IGNORED = {
  // Hidden files are those of tools, such as .venv, and .env, which contains secrets.
  exclude: ['.*', '__pycache__', '*.pyc', 'venv', 'node_modules', '/resource.ts', '/resource.js'],
  ignoreMode: IgnoreMode.GIT,
};

/** Days after which a bundle that no synthesis uses is removed. */
const UNUSED_DAYS = 7;

/**
 * Returns the folder of a bundle, and builds it if there is none with the same inputs. The bundles
 * are in `.amplify/bundles` of the app.
 */
export function bundleFolder({ functionName, source, inputs, build }: Bundle): string {
  const key = createHash('sha256')
    .update(FileSystem.fingerprint(source, { ...IGNORED, extraHash: JSON.stringify(inputs()) }))
    .digest('hex')
    .slice(0, 32);
  const cache = resolve('.amplify', 'bundles');
  const bundles = join(cache, functionName.replaceAll(' ', '_'));
  const folder = join(bundles, key);
  if (!isFolder(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    try {
      build(unfinished);
      putInPlace(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  removeUnused(bundles, now);
  return folder;
}

function putInPlace(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another synthesis has built the same.
    if (!isFolder(folder)) throw error;
  }
}

function removeUnused(bundles: string, now: Date): void {
  for (const name of readdirSync(bundles)) {
    const path = join(bundles, name);
    const usedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now.getTime();
    if (now.getTime() - usedAt > UNUSED_DAYS * 86_400_000) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
