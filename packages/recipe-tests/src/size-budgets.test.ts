import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sizeProblems } from './size-budgets.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sizes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function problemsOf(entry: string, code: string): Promise<string[]> {
  const exports = { [entry]: { default: './index.js' }, './package.json': './package.json' };
  const manifest = { name: '@amplify-recipes/core', type: 'module', exports };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'index.js'), code);
  return sizeProblems(pathToFileURL(`${folder}/`));
}

const text = (bytes: number) => `export const text = '${'x'.repeat(bytes)}';`;

test.each([
  ['within its budget', './client', text(3_000), undefined],
  ['larger than its budget', './client', text(4_001), /core\/client adds 4\d{3} bytes .+ 4000/],
  ['without a budget', './other', text(1), /core\/other has no budget/],
  ['that imports a package of the app', './client', "export * from 'aws-cdk-lib';", undefined],
])('an entry %s', async (_, entry, code, problem) => {
  const problems = await problemsOf(entry, code);
  expect(problems).toEqual(problem ? [expect.stringMatching(problem)] : []);
});
