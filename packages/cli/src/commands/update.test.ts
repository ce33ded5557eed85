import { chmod, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printedBy, type ScratchApp, scratchApp } from '../../testing/scratch-app.js';
import { LOCK_FILE, writeCopies } from '../copies/lock-file.js';
import type { Recipe } from '../recipes/catalogue.js';
import type { TextFiles } from '../recipes/published-files.js';
import { diffRecipes } from './diff.js';
import { updateRecipes } from './update.js';

const FOLDER = 'amplify/auth/gate';
const BASE = `import { chain } from '@amplify-recipes/core';

/** Opens the gate. */
export function gate(name: string) {
  const first = 'one';
  return first + name;
}

export const last = 1;
`;
const OURS = BASE.replace("'one'", "'two'");
const RECIPE: Recipe = {
  name: 'gate',
  packageName: '@amplify-recipes/pre-sign-up',
  packageFolder: '',
  version: '2.0.0',
  trigger: 'pre sign-up',
  sentence: 'Opens the gate.',
  target: FOLDER,
  dependencies: [],
  devDependencies: [],
  notes: [],
  snippets: [],
  files: { 'recipe.ts': BASE, 'other.ts': 'export {};\n' },
};

let app: ScratchApp;
beforeEach(async () => {
  app = await scratchApp();
});
afterEach(() => {
  process.exitCode = undefined;
});

/** An app with a copy of version 1, and the files that version 2 publishes. */
async function copied(base: TextFiles, yours: TextFiles, folder = FOLDER): Promise<void> {
  const { packageName } = RECIPE;
  const copy = { packageName, version: '1.0.0', folder: FOLDER, files: base };
  await app.write(LOCK_FILE, writeCopies({ gate: copy }));
  for (const [path, text] of Object.entries(yours)) await app.write(`${folder}/${path}`, text);
}

const update = (files: TextFiles, dryRun = false) =>
  printedBy(() => updateRecipes([], { install: false, dryRun }, app.root, [{ ...RECIPE, files }]));

const lockedFiles = async () => JSON.parse(await app.read(LOCK_FILE)).recipes.gate;

type History = {
  readonly base?: string;
  readonly yours?: string;
  readonly theirs?: string;
  /** The text after the update. `undefined` if the file does not exist. */
  readonly after?: string;
  readonly says: string;
};

const YOURS = BASE.replace('last = 1', 'last = 7');
const crlf = (text: string) => text.replaceAll('\n', '\r\n');
const REFORMATTED = BASE.replaceAll("'", '"')
  .replaceAll(';', '')
  .replace(/^ {2}/gm, '\t')
  .replace('gate(name: string)', 'gate(\n\tname: string,\n)');
const CONFLICT = BASE.replace(
  "  const first = 'one';",
  `<<<<<<< yours
  const first = 'mine';
=======
  const first = 'two';
>>>>>>> gate 2.0.0`,
);

test.each<[history: string, files: History]>([
  [
    'untouched on both sides',
    { base: BASE, yours: BASE, theirs: BASE, after: BASE, says: 'is up to date' },
  ],
  [
    'changed by the user',
    { base: BASE, yours: YOURS, theirs: BASE, after: YOURS, says: 'is up to date' },
  ],
  [
    'changed by us',
    { base: BASE, yours: BASE, theirs: OURS, after: OURS, says: 'recipe.ts updated' },
  ],
  [
    'changed by both at different places',
    {
      base: BASE,
      yours: YOURS,
      theirs: OURS,
      after: OURS.replace('last = 1', 'last = 7'),
      says: 'recipe.ts merged with your changes',
    },
  ],
  [
    'changed by both in the same way',
    { base: BASE, yours: OURS, theirs: OURS, after: OURS, says: 'is up to date' },
  ],
  [
    'changed by both at one place',
    {
      base: BASE,
      yours: BASE.replace("'one'", "'mine'"),
      theirs: OURS,
      after: CONFLICT,
      says: 'recipe.ts has a conflict',
    },
  ],
  ['deleted by the user', { base: BASE, theirs: BASE, says: 'is up to date' }],
  [
    'deleted by the user and changed by us',
    { base: BASE, theirs: OURS, says: 'recipe.ts not restored' },
  ],
  ['deleted by us', { base: BASE, yours: BASE, says: 'recipe.ts deleted' }],
  [
    'deleted by us and changed by the user',
    { base: BASE, yours: YOURS, after: YOURS, says: 'recipe.ts kept' },
  ],
  [
    'deleted by us and formatted by the user',
    { base: BASE, yours: REFORMATTED, says: 'recipe.ts deleted' },
  ],
  ['deleted by both', { base: BASE, says: 'is up to date' }],
  ['added by us', { theirs: OURS, after: OURS, says: 'recipe.ts added' }],
  [
    'added by both',
    {
      yours: 'my own\n',
      theirs: 'theirs\n',
      after: '<<<<<<< yours\nmy own\n=======\ntheirs\n>>>>>>> gate 2.0.0\n',
      says: 'recipe.ts has a conflict',
    },
  ],
  [
    'with Windows line endings, changed by us',
    { base: BASE, yours: crlf(BASE), theirs: OURS, after: crlf(OURS), says: 'recipe.ts updated' },
  ],
  [
    'with Windows line endings, changed by both',
    {
      base: BASE,
      yours: crlf(YOURS),
      theirs: OURS,
      after: crlf(OURS.replace('last = 1', 'last = 7')),
      says: 'recipe.ts merged',
    },
  ],
  [
    'without the line break at its end, changed by us',
    { base: BASE, yours: BASE.trimEnd(), theirs: OURS, after: OURS, says: 'recipe.ts updated' },
  ],
  [
    'without the line break at its end, changed by both',
    {
      base: BASE,
      yours: YOURS.trimEnd(),
      theirs: OURS,
      after: OURS.replace('last = 1', 'last = 7').trimEnd(),
      says: 'recipe.ts merged',
    },
  ],
  [
    'with a byte order mark, changed by both',
    {
      base: BASE,
      yours: `\uFEFF${YOURS}`,
      theirs: OURS,
      after: `\uFEFF${OURS.replace('last = 1', 'last = 7')}`,
      says: 'recipe.ts merged',
    },
  ],
  [
    'with a byte order mark and nothing else of the user',
    {
      base: BASE,
      yours: `\uFEFF${BASE}`,
      theirs: BASE,
      after: `\uFEFF${BASE}`,
      says: 'up to date',
    },
  ],
  [
    'formatted by the user',
    { base: BASE, yours: REFORMATTED, theirs: BASE, after: REFORMATTED, says: 'is up to date' },
  ],
  [
    'formatted by the user and changed by us',
    {
      base: BASE,
      yours: REFORMATTED,
      theirs: OURS,
      after: OURS,
      says: 'recipe.ts updated: you had only formatted it',
    },
  ],
  [
    'with a comment of the user, which is no format',
    {
      base: BASE,
      yours: BASE.replace('Opens the gate.', 'Opens our gate.'),
      theirs: OURS,
      after: OURS.replace('Opens the gate.', 'Opens our gate.'),
      says: 'recipe.ts merged',
    },
  ],
])('a file %s', async (_, { base, yours, theirs, after, says }) => {
  const files = (text: string | undefined) => ({
    'other.ts': 'export {};\n',
    ...(text === undefined ? {} : { 'recipe.ts': text }),
  });
  await copied(files(base), files(yours));
  const output = await update(files(theirs));
  expect(output).toContain(says);
  const path = `${FOLDER}/recipe.ts`;
  expect((await app.files()).includes(path)).toBe(after !== undefined);
  if (after !== undefined) expect(await app.read(path)).toBe(after);
  expect(process.exitCode).toBe(says.includes('conflict') ? 1 : undefined);
  const lock = await lockedFiles();
  expect(lock.version).toBe('2.0.0');
  expect(lock.files['recipe.ts']?.join('\n')).toBe(theirs);
});

describe('a copy', () => {
  const files = { 'recipe.ts': BASE, 'other.ts': 'export {};\n' };

  test('that the user moved is updated in its new folder', async () => {
    await copied(files, files);
    await rename(join(app.root, 'amplify/auth'), join(app.root, 'amplify/entrance'));
    const output = await update({ ...files, 'recipe.ts': OURS });
    expect(output).toContain(`moved from ${FOLDER}/ to amplify/entrance/gate/`);
    expect(await app.read('amplify/entrance/gate/recipe.ts')).toBe(OURS);
    expect((await lockedFiles()).folder).toBe('amplify/entrance/gate');
  });

  test.each([
    ['formatted', REFORMATTED],
    ['changed', YOURS],
  ])('that the user moved and %s in all files is found', async (_, yours) => {
    await copied({ 'recipe.ts': BASE }, { 'recipe.ts': yours }, 'amplify/entrance');
    await app.write('amplify/data/recipe.ts', 'export const other = 1;\n');
    const output = await update({ 'recipe.ts': OURS });
    expect(output).toContain(`moved from ${FOLDER}/ to amplify/entrance/`);
    expect(await app.read('amplify/entrance/recipe.ts')).toContain("'two'");
  });

  test('with files of the user keeps them, and a file of ours with the same name is a conflict', async () => {
    await copied(files, { ...files, 'mine.ts': 'mine\n', 'new.ts': 'my own\n' });
    expect(await update({ ...files, 'new.ts': 'ours\n' })).toContain('new.ts has a conflict');
    expect(await app.read(`${FOLDER}/mine.ts`)).toBe('mine\n');
    expect(await app.read(`${FOLDER}/new.ts`)).toContain('my own\n=======\nours\n');
  });

  test('keeps the mode of its files', async () => {
    await copied(files, files);
    await chmod(join(app.root, FOLDER, 'recipe.ts'), 0o755);
    await update({ ...files, 'recipe.ts': OURS });
    expect((await stat(join(app.root, FOLDER, 'recipe.ts'))).mode & 0o777).toBe(0o755);
  });

  test('with a file that is not text is not damaged', async () => {
    await copied(files, files);
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    await writeFile(join(app.root, FOLDER, 'recipe.ts'), bytes);
    await expect(update({ ...files, 'recipe.ts': OURS })).rejects.toThrow('is not text in UTF-8');
    expect(await readFile(join(app.root, FOLDER, 'recipe.ts'))).toEqual(bytes);
  });

  test('of a newer version is not set back', async () => {
    await copied(files, files);
    const lock = (await app.read(LOCK_FILE)).replace('"1.0.0"', '"2.0.1"');
    await app.write(LOCK_FILE, lock);
    await expect(update({ ...files, 'recipe.ts': OURS })).rejects.toThrow(
      'The copy of gate is version 2.0.1, and this command has 2.0.0.',
    );
    expect(await app.read(LOCK_FILE)).toBe(lock);
  });

  test.each<[state: string, change: (lock: string) => string, words: string]>([
    [
      'with a conflict',
      (lock) => `<<<<<<< HEAD\n${lock}=======\n${lock}>>>>>>> other\n`,
      'has the markers of a conflict',
    ],
    ['cut off', (lock) => lock.slice(0, -20), 'is not valid'],
    ['that is empty', () => '', 'is not valid'],
    [
      'of a newer format',
      (lock) => lock.replace('"version": 1', '"version": 2'),
      'a newer amplify-recipes wrote it',
    ],
    ['without a format', (lock) => lock.replace('"version": 1,', ''), 'is not valid'],
    ['whose texts are no lines', (lock) => lock.replace(/\[[^\]]*\]/, '"x"'), 'is not valid'],
  ])('whose lock file is one %s is left alone', async (_, change, words) => {
    await copied(files, files);
    await app.write(LOCK_FILE, change(await app.read(LOCK_FILE)));
    await expect(update({ ...files, 'recipe.ts': OURS })).rejects.toThrow(words);
    expect(await app.read(`${FOLDER}/recipe.ts`)).toBe(BASE);
  });

  test('that the user moved is found beside links and other files', async () => {
    await copied(files, files, 'amplify/gate');
    await app.write('amplify/data/recipe.ts', 'not a copy');
    await symlink(app.root, join(app.root, 'amplify/loop'));
    await symlink(join(app.root, 'package.json'), join(app.root, 'amplify/data/other.ts'));
    expect(await update(files)).toContain(`moved from ${FOLDER}/ to amplify/gate/`);
  });

  test('that the user deleted stays deleted, and leaves the lock file', async () => {
    await copied(files, files);
    await rm(join(app.root, 'amplify/auth'), { recursive: true });
    const output = await update({ ...files, 'recipe.ts': OURS });
    expect(output).toContain(`gate was deleted from ${FOLDER}/.`);
    expect(await app.files()).toEqual(['amplify/backend.ts', LOCK_FILE, 'package.json']);
    expect(JSON.parse(await app.read(LOCK_FILE)).recipes).toEqual({});
  });

  test('with a conflict of an earlier update is not updated again', async () => {
    await copied(files, { ...files, 'recipe.ts': CONFLICT });
    await expect(update({ ...files, 'recipe.ts': OURS })).rejects.toThrow(
      `${FOLDER}/recipe.ts still has a conflict.`,
    );
    expect(await app.read(`${FOLDER}/recipe.ts`)).toBe(CONFLICT);
  });

  test('with one marker of a conflict left is not updated', async () => {
    await copied(files, { ...files, 'recipe.ts': `${BASE}>>>>>>> gate 2.0.0\n` });
    await expect(update({ ...files, 'recipe.ts': OURS })).rejects.toThrow('still has a conflict');
  });

  test('is updated again after the conflict is resolved', async () => {
    await copied(files, { ...files, 'recipe.ts': BASE.replace("'one'", "'mine'") });
    const next = { ...files, 'recipe.ts': OURS };
    await update(next);
    const resolved = BASE.replace("'one'", "'two or mine'");
    await app.write(`${FOLDER}/recipe.ts`, resolved);
    expect(await update(next)).toContain('is up to date');
    expect(await app.read(`${FOLDER}/recipe.ts`)).toBe(resolved);
  });

  test('is not changed by --dry-run', async () => {
    await copied(files, files);
    const lock = await app.read(LOCK_FILE);
    expect(await update({ ...files, 'recipe.ts': OURS }, true)).toContain('recipe.ts updated');
    expect(await app.read(`${FOLDER}/recipe.ts`)).toBe(BASE);
    expect(await app.read(LOCK_FILE)).toBe(lock);
  });

  test('whose recipe this version does not have is left alone', async () => {
    await copied(files, files);
    const output = await printedBy(() => updateRecipes([], { install: false }, app.root, []));
    expect(output).toContain('gate is not in this version of amplify-recipes.');
    expect((await lockedFiles()).version).toBe('1.0.0');
  });

  test('that does not exist is an error that names the copies', async () => {
    await copied(files, files);
    await expect(updateRecipes(['\u001b[2J'], { install: false }, app.root, [])).rejects.toThrow(
      'The app has no copy of "\uFFFD[2J". It has copies of gate.',
    );
  });
});

test('an app without copies has nothing to update', async () => {
  expect(await update({})).toContain('The app has no copies of recipes.');
});

describe('the differences', () => {
  const diff = () =>
    printedBy(() =>
      diffRecipes([], app.root, [{ ...RECIPE, files: { 'recipe.ts': OURS, 'new.ts': 'new\n' } }]),
    );

  test("show the user's changes and ours apart", async () => {
    await copied(
      { 'recipe.ts': BASE, 'old.ts': 'old\n' },
      { 'recipe.ts': YOURS, 'old.ts': 'old\n' },
    );
    const [, yours, ours] = (await diff()).split(/^gate: .*:$/m);
    expect(yours).toMatch(/-export const last = 1;\n\+export const last = 7;/);
    expect(yours).not.toContain('old.ts');
    expect(ours).toMatch(/- {2}const first = 'one';\n\+ {2}const first = 'two';/);
    expect(ours).toContain('+++ b/amplify/auth/gate/new.ts');
    expect(ours).toContain('--- a/amplify/auth/gate/old.ts');
    expect(ours).not.toContain('last = 7');
  });

  test('of an untouched copy are none, also with Windows line endings', async () => {
    await copied({ 'recipe.ts': BASE }, { 'recipe.ts': crlf(BASE) });
    expect(await diff()).toContain('gate: your changes since 1.0.0: none');
  });

  test('of a deleted copy say so', async () => {
    await copied({ 'recipe.ts': BASE }, {});
    expect(await diff()).toContain(`gate was deleted from ${FOLDER}/.`);
  });

  test('cannot write over the terminal', async () => {
    await copied({ 'recipe.ts': BASE }, { 'recipe.ts': `${BASE}// \u001b[2J\n` });
    const output = await diff();
    expect(output).toContain('// \uFFFD[2J');
    expect(output).not.toContain('\u001b');
  });
});
