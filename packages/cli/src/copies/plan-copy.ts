import { type AmplifyApp, readAppFile } from '../app/amplify-app.js';
import type { Changes } from '../app/write-files.js';
import type { Recipe } from '../recipes/catalogue.js';
import { locateCopy } from './locate.js';
import type { Copies } from './lock-file.js';
import { isSameText, withLineEndingsOf } from './text.js';

/** The changes that copy a recipe into an app. */
export type CopyPlan = {
  readonly recipe: Recipe;
  readonly folder: string;
  readonly changes: Changes;
  /** The files that exist with other contents and would be lost. */
  readonly overwritten: readonly string[];
  /** The version that the app has a copy of. */
  readonly copied: string | undefined;
};

/** Compares a recipe with the files of an app. It writes nothing. */
export async function planCopy(app: AmplifyApp, recipe: Recipe, copies: Copies): Promise<CopyPlan> {
  const copy = Object.hasOwn(copies, recipe.name) ? copies[recipe.name] : undefined;
  const located = copy && (await locateCopy(app, copy));
  const folder = located ?? recipe.target;
  const changes = new Map<string, string>();
  const overwritten: string[] = [];
  for (const [name, text] of Object.entries(recipe.files)) {
    const path = `${folder}/${name}`;
    const existing = await readAppFile(app, path);
    if (existing === undefined) changes.set(path, text);
    else if (!isSameText(existing, text)) {
      changes.set(path, withLineEndingsOf(existing, text));
      overwritten.push(path);
    }
  }
  const copied = located === undefined ? undefined : copy?.version;
  return { recipe, folder, changes, overwritten, copied };
}
