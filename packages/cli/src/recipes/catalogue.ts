import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { UsageError } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { type Instructions, readInstructions } from './instructions.js';
import { readPublishedFiles, type TextFiles } from './published-files.js';
import { triggerOf } from './triggers.js';

/** A recipe in the version that this command carries. */
export type Recipe = Instructions & {
  readonly name: string;
  readonly packageName: string;
  readonly version: string;
  /** The event that runs it, such as `pre sign-up`. */
  readonly trigger: string;
  /** What a copy consists of. */
  readonly files: TextFiles;
  /** The folder of its package, from which its dependencies resolve. */
  readonly packageFolder: string;
};

/**
 * Reads all recipes. They come from the packages that this command depends on. So each version of
 * the command has exact versions of the recipes, works offline, and needs no registry of its own.
 */
export async function readCatalogue(): Promise<Recipe[]> {
  const packages = Object.keys(packageJson.dependencies).filter((name) =>
    name.startsWith('@amplify-recipes/'),
  );
  const recipes = await Promise.all(packages.map(recipesOf));
  return recipes.flat();
}

const require = createRequire(import.meta.url);

async function recipesOf(packageName: string): Promise<Recipe[]> {
  const manifest = require.resolve(`${packageName}/package.json`);
  const packageFolder = dirname(manifest);
  const source = join(packageFolder, 'src');
  const entries = await readdir(source, { withFileTypes: true }).catch(() => []);
  if (entries.length === 0) return [];
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const recipes = entries
    .filter((entry) => entry.isDirectory())
    .map(async ({ name }) => {
      const files = await readPublishedFiles(join(source, name));
      const { 'recipe.ts': recipe, 'README.md': readme } = files;
      if (recipe === undefined || readme === undefined) return [];
      const instructions = readInstructions(readme, packageName);
      const trigger = triggerOf(name, packageName);
      return [{ ...instructions, name, packageName, packageFolder, version, trigger, files }];
    });
  return (await Promise.all(recipes)).flat();
}

/**
 * Finds recipes by their names.
 *
 * @throws {UsageError} When a recipe does not exist.
 */
export function recipesNamed(catalogue: readonly Recipe[], names: readonly string[]): Recipe[] {
  return [...new Set(names)].map((name) => {
    const recipe = catalogue.find((each) => each.name === name);
    if (recipe) return recipe;
    const known = catalogue.map((each) => each.name).sort();
    throw new UsageError(
      `There is no recipe "${printable(name)}". The recipes are ${known.join(', ')}.`,
    );
  });
}
