import { posix } from 'node:path';
import { isSameCode } from '../copies/same-code.js';
import type { Recipe } from '../recipes/catalogue.js';
import type { Snippet } from '../recipes/instructions.js';
import { type AppFiles, readModule, specifierOf } from './app-files.js';
import { importsOf, parseModule, rangeOf, WiringError } from './source-module.js';

/** The files in which a recipe is connected with the rest of the app. */
export const AUTH = 'amplify/auth/resource.ts';
export const BACKEND = 'amplify/backend.ts';
export const DATA = 'amplify/data/resource.ts';
export const STORAGE = 'amplify/storage/resource.ts';

export const CORE = '@amplify-recipes/core';

/** The three triggers of a custom sign-in, which belong together. */
export const CHALLENGES = [
  'defineAuthChallenge',
  'createAuthChallenge',
  'verifyAuthChallengeResponse',
];

/** The files of an app that belong to one recipe, such as its handler, for a copy in a folder. */
export function ownFilesOf({ snippets, target }: Recipe, folder: string): Snippet[] {
  return snippets
    .filter(({ path }) => ![AUTH, BACKEND, DATA, STORAGE].includes(path))
    .filter(({ path }) => /\/[\w-]+\/[\w-]+\/(?:handler|resource)\.ts$/.test(path))
    .map(({ path, code }) => ({ path, code: importingFrom(folder, target, path, code) }));
}

/** The code of a README with the folder that the copy has in this app. */
function importingFrom(folder: string, target: string, path: string, code: string): string {
  const module = parseModule(path, code);
  for (const { from, declaration } of importsOf(module)) {
    const imported = posix.join(posix.dirname(path), from);
    if (!from.startsWith('.') || !imported.startsWith(`${target}/`)) continue;
    const actual = specifierOf(path, `${folder}${imported.slice(target.length)}`);
    module.edit.overwrite(...rangeOf(declaration.source), `'${actual}'`);
  }
  return module.edit.toString();
}

/** @throws {WiringError} When a file exists with other contents. */
export async function writeOwnFiles(files: AppFiles, own: readonly Snippet[]): Promise<void> {
  for (const { path, code } of own) {
    const existing = await files.read(path);
    if (existing !== undefined && existing !== code && !isSameCode(path, existing, code)) {
      throw new WiringError(`${path} exists with other contents.`);
    }
    if (existing === undefined) await files.write(path, code);
  }
}

/** Whether a handler of the app already calls the recipe. The user may have changed the handler. */
export async function isInHandler(
  files: AppFiles,
  own: readonly Snippet[],
  folder: string,
): Promise<boolean> {
  for (const { path } of own) {
    if (!path.endsWith('/handler.ts') || (await files.read(path)) === undefined) continue;
    const modules = importsOf(await readModule(files, path))
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from }) => posix.join(posix.dirname(path), from).replace(/\.[jt]s$/, ''));
    if (modules.includes(`${folder}/recipe`)) return true;
  }
  return false;
}
