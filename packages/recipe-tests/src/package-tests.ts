import { expect, it } from 'vitest';
import { compileExamples } from './examples.js';
import { publishingProblems } from './published-package.js';
import type { Files } from './scratch-folder.js';
import { sizeProblems } from './size-budgets.js';

/**
 * Declares the tests of every package: the snippets of its READMEs compile, copies of its recipes
 * compile, and the package can be published and keeps its size budgets.
 *
 * @param packageUrl The folder of the package under test.
 * @param minimumSnippets The minimum number of snippets, so that the test notices lost ones.
 * @param files More files of the app to which the snippets belong, such as a copied recipe.
 */
export function testPublishedPackage(
  packageUrl: URL,
  minimumSnippets: number,
  files: Files | (() => Promise<Files>) = {},
): void {
  it('has READMEs whose snippets compile, and recipes whose copies compile', async () => {
    const { snippets, problems } = await compileExamples(
      packageUrl,
      typeof files === 'function' ? await files() : files,
    );
    expect(problems).toEqual([]);
    expect(
      snippets,
      'The READMEs have fewer snippets than expected. Add ```ts code, or lower the number in package.test.ts.',
    ).toBeGreaterThanOrEqual(minimumSnippets);
  });

  it('can be published', async () => {
    expect(await publishingProblems(packageUrl)).toEqual([]);
  });

  it('keeps the size budget of each entry', async () => {
    expect(await sizeProblems(packageUrl)).toEqual([]);
  });
}
