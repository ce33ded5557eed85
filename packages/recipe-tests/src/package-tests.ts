import { expect, it } from 'vitest';
import { compileCopies } from './copied-recipe.js';
import { publishingProblems } from './published-package.js';
import { compileReadmes } from './readmes.js';
import type { Files } from './scratch-folder.js';

/**
 * Declares the tests that every package has: the snippets of its READMEs compile, its recipes compile
 * where they are copied by hand, and it is fit to be published.
 *
 * @param packageUrl The folder of the package under test.
 * @param minimumSnippets How many snippets there are at least: a README that lost them is noticed.
 * @param files Further files of the app that the snippets are parts of, such as a copied recipe, or
 *   what reads them.
 */
export function testPublishedPackage(
  packageUrl: URL,
  minimumSnippets: number,
  files: Files | (() => Promise<Files>) = {},
): void {
  it('has READMEs whose snippets compile', async () => {
    const { snippets, problems } = await compileReadmes(
      packageUrl,
      typeof files === 'function' ? await files() : files,
    );
    expect(problems).toEqual([]);
    expect(
      snippets,
      'The READMEs have lost snippets: write ```ts code, or lower the number in package.test.ts.',
    ).toBeGreaterThanOrEqual(minimumSnippets);
  }, 120_000);

  it('has recipes that compile where they are copied to by hand', async () => {
    expect(await compileCopies(packageUrl)).toEqual([]);
  }, 120_000);

  it('is fit to be published', async () => {
    expect(await publishingProblems(packageUrl)).toEqual([]);
  }, 120_000);
}
