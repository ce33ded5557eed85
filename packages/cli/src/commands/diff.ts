import colors from 'picocolors';
import { type AmplifyApp, readAppFile, requireApp } from '../app/amplify-app.js';
import { locateCopy } from '../copies/locate.js';
import { type Recipe, readCatalogue } from '../recipes/catalogue.js';
import { describePatch } from '../terminal/patch.js';
import { type CopiedRecipe, copiedRecipes, describeUnknown } from './copied-recipes.js';

/** Prints what the user changed in copies, and what the version of this command changes. */
export async function diffRecipes(
  names: readonly string[],
  from = process.cwd(),
  catalogue?: readonly Recipe[],
): Promise<void> {
  const app = await requireApp(from);
  const recipes = catalogue ?? (await readCatalogue());
  const { found, unknown } = await copiedRecipes(app, recipes, names);
  for (const copied of found) console.log(await describeDifferences(app, copied));
  for (const name of unknown) console.log(describeUnknown(name));
  if (found.length + unknown.length === 0) console.log('The app has no copies of recipes.');
}

async function describeDifferences(app: AmplifyApp, { name, copy, recipe }: CopiedRecipe) {
  const folder = await locateCopy(app, copy);
  if (folder === undefined) return `${name} was deleted from ${copy.folder}/.`;
  let yours = '';
  let ours = '';
  for (const file of new Set([...Object.keys(copy.files), ...Object.keys(recipe.files)])) {
    const path = `${folder}/${file}`;
    const base = copy.files[file];
    const current = await readAppFile(app, path);
    if (base !== undefined) yours += describePatch(path, base, current);
    ours += describePatch(path, base, recipe.files[file]);
  }
  return [
    section(`${name}: your changes since ${copy.version}`, yours),
    section(`${name}: changes of ${recipe.version} since ${copy.version}`, ours),
  ].join('\n');
}

const section = (title: string, patch: string) =>
  patch === '' ? `${colors.bold(title)}: none` : `${colors.bold(title)}:\n${patch}`;
