import { compileExamples, publishingProblems } from '@amplify-recipes/recipe-tests';
import { expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);

it('the snippets of the README compile', async () => {
  const { snippets, problems } = await compileExamples(packageFolder, {
    'amplify_outputs.json': '{ "version": "1.4" }',
  });
  expect(problems).toEqual([]);
  expect(snippets).toBe(2);
});

it('the package can be published', async () => {
  // The package is a command: programs import nothing from it.
  expect(await publishingProblems(packageFolder)).toEqual(['UntypedPackage']);
});
