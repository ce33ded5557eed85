import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { printedBy, type ScratchApp, scratchApp } from '../../testing/scratch-app.js';
import { NEW_APP } from '../../testing/wire-recipes.js';
import * as packageManager from '../app/package-manager.js';
import { LOCK_FILE } from '../copies/lock-file.js';
import { readCatalogue } from '../recipes/catalogue.js';
import * as prompts from '../terminal/prompts.js';
import { type AddOptions, addRecipes } from './add.js';
import { listRecipes } from './list.js';

const RECIPE = 'amplify/auth/email-domain/recipe.ts';

let app: ScratchApp;
beforeEach(async () => {
  vi.restoreAllMocks();
  app = await scratchApp();
});

const add = (names: readonly string[], options: Partial<AddOptions> = {}, from = app.root) =>
  printedBy(() => addRecipes(names, { install: false, ...options }, from));

async function published(name: string) {
  const recipe = (await readCatalogue()).find((each) => each.name === name);
  return recipe?.files ?? {};
}

test('copies the published files, and records them in the lock file', async () => {
  await app.write('package-lock.json', '{}');
  const output = await add(['email-domain', 'dynamodb-stream']);
  const expected = [
    ...Object.keys(await published('email-domain')).map(
      (path) => `amplify/auth/email-domain/${path}`,
    ),
    ...Object.keys(await published('dynamodb-stream')).map(
      (path) => `amplify/functions/dynamodb-stream/${path}`,
    ),
    LOCK_FILE,
    'amplify/backend.ts',
    'package-lock.json',
    'package.json',
  ];
  expect(await app.files()).toEqual(expected.sort());
  expect(await app.read(RECIPE)).toBe((await published('email-domain'))['recipe.ts']);
  const lock = JSON.parse(await app.read(LOCK_FILE));
  expect(Object.keys(lock.recipes)).toEqual(['dynamodb-stream', 'email-domain']);
  expect(lock.recipes['email-domain'].files['recipe.ts'].join('\n')).toBe(await app.read(RECIPE));
  expect(output).toContain('email-domain 0.0.0 is copied to amplify/auth/email-domain/');
  expect(output).toMatch(/npm i @amplify-recipes\/core\S* disposable-email-domains-js/);
  expect(output).toContain("import { defineEmailDomain } from './email-domain/resource.js';");
  expect(output).toContain('In amplify/functions/index-todos/handler.ts:');
});

test.each<[range: string, isOlder: boolean]>([
  ['^0.30.0', true],
  ['0.42.1', true],
  ['^1.0.0', false],
  ['>=0.30.0', false],
  ['*', false],
  ['catalog:', false],
])(
  'says that a package of the app is older than the recipe needs: valibot %s',
  async (range, isOlder) => {
    await app.write('package.json', JSON.stringify({ dependencies: { valibot: range } }));
    const warning = `The app has valibot ${range}, and minimum-age is tested with ^`;
    expect((await add(['minimum-age'])).includes(warning)).toBe(isOlder);
  },
);

test('works in a folder of the app', async () => {
  await mkdir(join(app.root, 'amplify/auth/deep'), { recursive: true });
  await add(['email-domain'], {}, join(app.root, 'amplify/auth/deep'));
  expect(await app.files()).toContain(RECIPE);
});

test.each([
  ['--dry-run', { dryRun: true }, `write  ${RECIPE}`],
  ['--diff', { diff: true }, `+++ b/${RECIPE}`],
])('%s shows the files and writes nothing', async (_, options, words) => {
  const before = await app.files();
  const output = await add(['email-domain'], options);
  expect(output).toContain(words);
  expect(output).toContain(LOCK_FILE);
  expect(await app.files()).toEqual(before);
});

describe('files that exist', () => {
  beforeEach(() => app.write(RECIPE, 'my own\r\ncode\r\n'));

  test('are not overwritten without consent, and then nothing is written', async () => {
    const before = await app.files();
    await expect(add(['minimum-age', 'email-domain'])).rejects.toThrow(
      `These files exist with other contents: ${RECIPE}. Use --overwrite`,
    );
    expect(await app.files()).toEqual(before);
    expect(await app.read(RECIPE)).toBe('my own\r\ncode\r\n');
  });

  test('are named by --dry-run', async () => {
    expect(await add(['email-domain'], { dryRun: true })).toContain(
      `write  ${RECIPE}, which exists: only with your consent`,
    );
  });

  test('are overwritten with --overwrite, and keep their line endings', async () => {
    await add(['email-domain'], { overwrite: true });
    const text = await app.read(RECIPE);
    expect(text.replaceAll('\r\n', '\n')).toBe((await published('email-domain'))['recipe.ts']);
    expect(text).toMatch(/\r\n$/);
  });

  test.each([
    ['overwritten if the user agrees', true],
    ['kept if the user does not agree', false],
  ])('are %s', async (_, isAgreed) => {
    vi.spyOn(prompts, 'isInteractive').mockReturnValue(true);
    const confirm = vi.spyOn(prompts, 'confirm').mockResolvedValue(isAgreed);
    await add(['email-domain', 'minimum-age']);
    expect(confirm).toHaveBeenCalledExactlyOnceWith(`Overwrite ${RECIPE}?`);
    expect((await app.read(RECIPE)).includes('my own')).toBe(!isAgreed);
    expect(await app.files()).toContain('amplify/auth/minimum-age/recipe.ts');
    const { recipes } = JSON.parse(await app.read(LOCK_FILE));
    expect(Object.keys(recipes)).toEqual(
      isAgreed ? ['email-domain', 'minimum-age'] : ['minimum-age'],
    );
  });
});

test('a copy by hand without changes gets its entry in the lock file', async () => {
  for (const [path, text] of Object.entries(await published('minimum-age'))) {
    await app.write(`amplify/auth/minimum-age/${path}`, text.replaceAll('\n', '\r\n'));
  }
  expect(await add(['minimum-age'])).toContain('minimum-age 0.0.0 is already in amplify/auth/');
  expect(await app.read('amplify/auth/minimum-age/recipe.ts')).toMatch(/\r\n$/);
  expect(await app.read(LOCK_FILE)).toContain('minimum-age');
});

test('a changed copy is not overwritten, and the error names update', async () => {
  await add(['email-domain']);
  await app.write(RECIPE, 'changed');
  await expect(add(['email-domain'])).rejects.toThrow(
    'email-domain 0.0.0 is already in amplify/auth/email-domain: `amplify-recipes update email-domain` keeps your changes',
  );
});

test.each([
  ['in UTF-16', Buffer.from('\uFEFFexport {};\n', 'utf16le')],
  ['in Latin-1', Buffer.from('// \xe4\nexport {};\n', 'latin1')],
  ['of bytes', Buffer.from([0, 255, 254, 1])],
])('a file %s is not damaged', async (_, bytes) => {
  await app.write(RECIPE, '');
  await writeFile(join(app.root, RECIPE), bytes);
  await expect(add(['email-domain'], { overwrite: true })).rejects.toThrow('is not text in UTF-8');
  expect(await readFile(join(app.root, RECIPE))).toEqual(bytes);
});

test('a file that changes during the installation is not overwritten', async () => {
  await app.write('amplify/auth/resource.ts', NEW_APP);
  const change = () => app.write('amplify/auth/resource.ts', `${NEW_APP}// mine\n`);
  vi.spyOn(packageManager, 'install').mockImplementation(change);
  await expect(add(['email-domain'], { install: true, wire: true })).rejects.toThrow(
    'amplify/auth/resource.ts was changed while this command ran.',
  );
  expect(await app.files()).not.toContain(RECIPE);
});

test('a recipe that is added again writes nothing, also to a lock file with Windows line endings', async () => {
  await add(['email-domain']);
  const lock = (await app.read(LOCK_FILE)).replaceAll('\n', '\r\n');
  await app.write(LOCK_FILE, lock);
  expect(await add(['email-domain'], { dryRun: true })).not.toContain('write');
  await add(['email-domain']);
  expect(await app.read(LOCK_FILE)).toBe(lock);
});

test('a moved copy is not copied again', async () => {
  await add(['email-domain']);
  await rename(join(app.root, 'amplify/auth/email-domain'), join(app.root, 'amplify/gate'));
  expect(await add(['email-domain'])).toContain('is already in amplify/gate/');
  expect(await app.files()).not.toContain(RECIPE);
});

test('a folder that leads out of the app is an error, and nothing is written there', async () => {
  const outside = await scratchApp();
  await symlink(outside.root, join(app.root, 'amplify/auth'));
  const before = await outside.files();
  await expect(add(['email-domain'])).rejects.toThrow('amplify/auth is a link');
  expect(await outside.files()).toEqual(before);
});

test.each([
  ['no JSON', '{', 'is not valid'],
  [
    'with a version that writes over the terminal',
    '{ "version": 1, "recipes": { "email-domain": { "package": "p", "version": "\\u001b[2J", "folder": "amplify/auth", "files": {} } } }',
    'is not valid',
  ],
  ['of a newer version', '{ "version": 2, "recipes": {} }', 'a newer amplify-recipes wrote it'],
  [
    'with a folder outside of the app',
    '{ "version": 1, "recipes": { "email-domain": { "package": "p", "version": "1.0.0", "folder": "amplify/../..", "files": { "recipe.ts": [] } } } }',
    'is not a plain path',
  ],
  [
    'with a file outside of the app',
    '{ "version": 1, "recipes": { "email-domain": { "package": "p", "version": "1.0.0", "folder": "amplify/auth", "files": { "../../../evil": [] } } } }',
    'is not a plain path',
  ],
])('a lock file that is %s is an error, and nothing is written', async (_, text, words) => {
  await app.write(LOCK_FILE, text);
  const before = await app.files();
  await expect(add(['email-domain'])).rejects.toThrow(words);
  expect(await app.files()).toEqual(before);
});

test('without names it asks in a terminal, and is an error elsewhere', async () => {
  await expect(add([])).rejects.toThrow('Name the recipes to copy');
  vi.spyOn(prompts, 'isInteractive').mockReturnValue(true);
  vi.spyOn(prompts, 'chooseRecipes').mockResolvedValue(['minimum-age']);
  expect(await add([])).toContain('minimum-age 0.0.0 is copied');
});

test('a folder without an app is an error that says what to do', async () => {
  await expect(add(['email-domain'], {}, join(app.root, '..'))).rejects.toThrow(
    /There is no amplify\/backend\.ts in .+ npm create amplify@latest/,
  );
});

test('a package.json that is no JSON is an error that names it', async () => {
  await app.write('package.json', '{');
  await expect(add(['email-domain'])).rejects.toThrow('package.json is not valid JSON');
});

describe('the list', () => {
  test('shows each recipe with its sentence, and what the app has', async () => {
    await app.write('package.json', '{ "dependencies": { "@amplify-recipes/streams": "^1.0.0" } }');
    await add(['email-domain']);
    const output = await printedBy(() => listRecipes(app.root));
    expect(output).toMatch(
      /pre sign-up\n(?: +\S.*\n)*? +email-domain +Allows or denies .+\n +copied 0\.0\.0 to amplify\/auth\/email-domain\n/,
    );
    expect(output).toMatch(/ s3-upload .+\n +@amplify-recipes\/streams is installed\n/);
    expect(output.match(/copied/g)).toHaveLength(1);
  });

  test('works outside of an app', async () => {
    const output = await printedBy(() => listRecipes(join(app.root, '..')));
    expect(output).toContain('email-domain');
    expect(output).not.toContain('copied');
  });
});
