import semver from 'semver';
import { type AmplifyApp, readAppFile } from '../app/amplify-app.js';
import type { Recipe } from '../recipes/catalogue.js';
import { UsageError } from '../terminal/failure.js';
import { locateCopy } from './locate.js';
import type { Copy } from './lock-file.js';
import { hasConflict, type MergedFile, mergeFile } from './merge-file.js';

/** The update of a copy to the version of this command. */
export type UpdatePlan = {
  readonly recipe: Recipe;
  /** The folder of the copy, also after the user moved it. `undefined` if it was deleted. */
  readonly folder: string | undefined;
  /** The folder in the lock file, if the user moved the copy. */
  readonly movedFrom: string | undefined;
  readonly from: string;
  /** The outcomes of all files by their paths in the app. */
  readonly files: ReadonlyMap<string, MergedFile>;
};

/**
 * Compares a copy with the version of this command. It writes nothing.
 *
 * @throws {UsageError} When a file still has the markers of an earlier conflict, or the copy is newer
 *   than this command.
 */
export async function planUpdate(app: AmplifyApp, recipe: Recipe, copy: Copy): Promise<UpdatePlan> {
  refuseOlder(recipe, copy);
  const folder = await locateCopy(app, copy);
  const files = new Map<string, MergedFile>();
  const movedFrom = folder === copy.folder ? undefined : copy.folder;
  const plan = { recipe, folder, movedFrom, from: copy.version, files };
  if (folder === undefined) return plan;
  const names = new Set([...Object.keys(copy.files), ...Object.keys(recipe.files)]);
  for (const name of [...names].sort()) {
    const path = `${folder}/${name}`;
    const yours = await readAppFile(app, path);
    if (yours !== undefined && hasConflict(yours)) {
      throw new UsageError(
        `${path} still has a conflict. Resolve it between <<<<<<< and >>>>>>>, and run the command again. Nothing was changed.`,
      );
    }
    const texts = { base: copy.files[name], yours, theirs: recipe.files[name] };
    files.set(path, mergeFile(name, texts, `${recipe.name} ${recipe.version}`));
  }
  return plan;
}

/** An update to an older version would undo what the newer one changed. */
export function refuseOlder({ name, version }: Recipe, copy: Copy): void {
  const isOlder = semver.valid(copy.version) && semver.valid(version);
  if (!isOlder || !semver.lt(version, copy.version)) return;
  throw new UsageError(
    `The copy of ${name} is version ${copy.version}, and this command has ${version}. Update it: npm install --save-dev amplify-recipes@latest. Nothing was changed.`,
  );
}
