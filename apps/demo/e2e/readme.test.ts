import { compileExamples } from '@amplify-recipes/recipe-tests';
import { expect, it } from 'vitest';

it("the snippets of the project's README compile", async () => {
  const { snippets, problems } = await compileExamples(
    new URL('..', import.meta.url),
    { 'amplify_outputs.json': '{ "version": "1.4" }' },
    '../../README.md',
  );
  expect(problems).toEqual([]);
  expect(snippets).toBe(2);
});
