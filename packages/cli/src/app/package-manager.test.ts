import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchApp } from '../../testing/scratch-app.js';
import { readCatalogue, recipesNamed } from '../recipes/catalogue.js';
import { requireApp } from './amplify-app.js';
import { install, installCommands, lineOf } from './package-manager.js';

async function commandsFor(files: Readonly<Record<string, string>>, name = 'create-user-profile') {
  const app = await requireApp((await scratchApp(files)).root);
  const recipes = recipesNamed(await readCatalogue(), [name]);
  return (await installCommands(app, recipes)).map((command) =>
    lineOf(command).replace(/(?<=[\w/-])@\^[\d.]+/g, '@^'),
  );
}

const OWN = '@amplify-recipes/core@^ valibot@^';
const TYPES = '@types/aws-lambda@^ @types/node aws-cdk-lib';

test.each([
  ['package-lock.json', `npm i ${OWN}`, `npm i -D ${TYPES}`],
  [
    'pnpm-lock.yaml',
    `pnpm add --ignore-workspace-root-check ${OWN}`,
    `pnpm add --ignore-workspace-root-check -D ${TYPES}`,
  ],
  [
    'yarn.lock',
    `yarn add --ignore-workspace-root-check ${OWN}`,
    `yarn add --ignore-workspace-root-check -D ${TYPES}`,
  ],
  ['bun.lock', `bun add ${OWN}`, `bun add --dev ${TYPES}`],
  [
    'deno.lock',
    `deno add ${OWN.replace(/\S+/g, 'npm:$&')}`,
    `deno add --dev ${TYPES.replace(/\S+/g, 'npm:$&')}`,
  ],
])('%s chooses the package manager', async (file, production, development) => {
  expect(await commandsFor({ [file]: '' })).toEqual([production, development]);
});

test('yarn 4 gets no flags of yarn 1', async () => {
  const manifest = '{ "packageManager": "yarn@4.9.1" }';
  expect(await commandsFor({ 'package.json': manifest, 'yarn.lock': '' })).toEqual([
    `yarn add ${OWN}`,
    `yarn add -D ${TYPES}`,
  ]);
});

test.each([
  [
    'packages that the app has',
    { valibot: '^0.30.0', 'aws-cdk-lib': '2.180.0' },
    '@amplify-recipes/core@^',
  ],
  ['own packages that are new enough', { '@amplify-recipes/core': '^9.0.0' }, 'valibot@^'],
  ['own packages that are linked', { '@amplify-recipes/core': 'workspace:*' }, 'valibot@^'],
])('%s are not installed again', async (_, dependencies, left) => {
  const manifest = JSON.stringify({ dependencies });
  const [command] = await commandsFor({ 'package.json': manifest, 'package-lock.json': '' });
  expect(command).toBe(`npm i ${left}`);
});

test('an app that has everything needs no command', async () => {
  const names = ['@amplify-recipes/core', 'valibot', '@types/aws-lambda', '@types/node'];
  const dependencies = Object.fromEntries([...names, 'aws-cdk-lib'].map((name) => [name, '*']));
  dependencies['@amplify-recipes/core'] = '^9.0.0';
  expect(await commandsFor({ 'package.json': JSON.stringify({ dependencies }) })).toEqual([]);
});

test.each([
  ['fails', process.execPath, ['-e', 'process.exit(3)'], 'failed. No file was copied.'],
  ['does not exist', './no-such-program', [], 'cannot be started'],
])('a package manager that %s is an error', async (_, command, args, words) => {
  const app = await requireApp((await scratchApp()).root);
  await expect(install(app, [{ command, args }])).rejects.toThrow(words);
});

test('the package manager runs in the folder of the app', async () => {
  const scratch = await scratchApp();
  const write = "require('node:fs').writeFileSync('cwd.txt', process.cwd())";
  await install(await requireApp(join(scratch.root, 'amplify')), [
    { command: process.execPath, args: ['-e', write] },
  ]);
  expect(await scratch.read('cwd.txt')).toBe(scratch.root);
});
