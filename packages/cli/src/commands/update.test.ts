import { rename, rm, symlink } from 'node:fs/promises';
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
