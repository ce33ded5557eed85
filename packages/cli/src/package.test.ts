import { compileReadmes, publishingProblems } from '@amplify-recipes/recipe-tests';
import { expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);

it('has a README whose snippets compile', async () => {
  const { snippets, problems } = await compileReadmes(packageFolder, {
    'amplify_outputs.json': '{ "version": "1.4" }',
  });
  expect(problems).toEqual([]);
  expect(snippets).toBe(2);
}, 120_000);

it('is fit to be published', async () => {
  // It is a command: nothing is imported from it.
  expect(await publishingProblems(packageFolder)).toEqual(['UntypedPackage']);
}, 120_000);
