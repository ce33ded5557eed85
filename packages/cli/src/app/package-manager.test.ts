import { mkdir, rename } from 'node:fs/promises';
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

test.each([
  ['packageManager', { 'package.json': '{ "packageManager": "yarn@4.9.1" }', 'yarn.lock': '' }],
  ['its lock file', { 'yarn.lock': '# Generated\n\n__metadata:\n  version: 8\n' }],
  ['its settings', { 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' }],
])('yarn 4, known by %s, gets no flags of yarn 1', async (_, files) => {
  expect(await commandsFor(files)).toEqual([`yarn add ${OWN}`, `yarn add -D ${TYPES}`]);
});

test.each([
  ['its lock file', { 'pnpm-lock.yaml': '' }],
  ['packageManager', { 'package.json': '{ "packageManager": "pnpm@10.0.0" }' }],
])('an app in a monorepo has the package manager of the root, known by %s', async (_, files) => {
  const { root } = await scratchApp({ ...files, 'packages/backend/package.json': '{}' });
  await mkdir(join(root, 'packages/backend/amplify'));
  await rename(join(root, 'amplify/backend.ts'), join(root, 'packages/backend/amplify/backend.ts'));
  const app = await requireApp(join(root, 'packages/backend/amplify'));
  const [command] = await installCommands(app, recipesNamed(await readCatalogue(), ['captcha']));
  expect(command).toMatchObject({ command: 'pnpm' });
  await expect(requireApp(root)).rejects.toThrow(
    'in an Amplify Gen 2 app, such as packages/backend, or',
  );
});

test('an app without a package.json of its own has the packages of the folder above it', async () => {
  const { root } = await scratchApp({
    'package.json': '\uFEFF{ "dependencies": { "valibot": "^1.0.0" } }',
    'web/amplify/backend.ts': 'export {};\n',
  });
  expect((await requireApp(join(root, 'web'))).packages).toEqual({ valibot: '^1.0.0' });
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
  [
    'is interrupted',
    process.execPath,
    ['-e', 'process.kill(process.pid, "SIGINT")'],
    'failed. No file was copied.',
  ],
  ['does not exist', './no-such-program', [], 'cannot be started'],
])('a package manager that %s is an error', async (_, command, args, words) => {
  const app = await requireApp((await scratchApp()).root);
  await expect(install(app, [{ command, args }])).rejects.toThrow(words);
});

test('a failure says which commands were done before', async () => {
  const app = await requireApp((await scratchApp()).root);
  const node = (code: string) => ({ command: process.execPath, args: ['-e', code] });
  await expect(install(app, [node('0'), node('process.exit(1)')])).rejects.toThrow(
    `"${process.execPath} -e 0" was done before, and stays.`,
  );
});

test('without a package.json nothing is installed', async () => {
  const app = { ...(await requireApp((await scratchApp()).root)), hasManifest: false };
  await expect(install(app, [{ command: 'npm', args: [] }])).rejects.toThrow(
    'There is no package.json in',
  );
  await install(app, []);
});

test('the package manager runs in the folder of the app', async () => {
  const scratch = await scratchApp();
  const write = "require('node:fs').writeFileSync('cwd.txt', process.cwd())";
  await install(await requireApp(join(scratch.root, 'amplify')), [
    { command: process.execPath, args: ['-e', write] },
  ]);
  expect(await scratch.read('cwd.txt')).toBe(scratch.root);
});
