import { compileReadmes, publishingProblems } from '@amplify-recipes/recipe-tests';
import { expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);

it('has a README whose snippets compile', async () => {
  const { snippets, problems } = await compileReadmes(packageFolder);
  expect(problems).toEqual([]);
  expect(snippets).toBeGreaterThan(5);
}, 120_000);

it('is fit to be published', async () => {
  expect(await publishingProblems(packageFolder)).toEqual([]);
}, 120_000);
