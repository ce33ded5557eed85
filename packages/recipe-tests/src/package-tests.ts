import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compileCopies } from './copied-recipe.js';
import { publishingProblems } from './published-package.js';
import { compileReadmes } from './readmes.js';
import type { Files } from './scratch-folder.js';

/**
 * The folder of a recipe, copied to where its README says.
 *
 * @param moduleUrl `import.meta.url` of a module beside the recipe's folder.
 */
export function copyOfRecipe(recipe: string, moduleUrl: string): Files {
  return {
    [`amplify/auth/${recipe}`]: { copyOf: fileURLToPath(new URL(`./${recipe}`, moduleUrl)) },
  };
}

/**
 * Declares the tests that every package has: the snippets of its READMEs compile, its recipes do
 * where they are copied to by hand, and it is fit to be published.
 *
 * @param packageUrl The folder of the package under test.
 * @param minimumSnippets How many snippets there are at least: a README that lost them is noticed.
 * @param files Further files of the app that the snippets are parts of, such as a copied recipe.
 */
export function testPublishedPackage(
  packageUrl: URL,
  minimumSnippets: number,
  files: Files = {},
): void {
  it('has READMEs whose snippets compile', async () => {
    const { snippets, problems } = await compileReadmes(packageUrl, files);
    expect(problems).toEqual([]);
    expect(snippets).toBeGreaterThanOrEqual(minimumSnippets);
  }, 120_000);

  it('has recipes that compile where they are copied to by hand', async () => {
    expect(await compileCopies(packageUrl)).toEqual([]);
  }, 120_000);

  it('is fit to be published', async () => {
    expect(await publishingProblems(packageUrl)).toEqual([]);
  }, 120_000);
}
