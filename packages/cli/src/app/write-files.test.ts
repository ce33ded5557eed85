import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchApp } from '../../testing/scratch-app.js';
import { writeFiles } from './write-files.js';

test('writes new folders, new files and new contents, and deletes files', async () => {
  const app = await scratchApp({ 'amplify/a.ts': 'old', 'amplify/b.ts': 'old' });
  await writeFiles(
    app.root,
    new Map([
      ['amplify/auth/x/recipe.ts', 'one'],
      ['amplify/auth/x/deep/part.ts', 'two'],
      ['amplify/c.ts', 'three'],
      ['amplify/a.ts', 'new'],
      ['amplify/b.ts', undefined],
    ]),
  );
  expect(await app.files()).toEqual([
    'amplify/a.ts',
    'amplify/auth/x/deep/part.ts',
    'amplify/auth/x/recipe.ts',
    'amplify/backend.ts',
    'amplify/c.ts',
    'package.json',
  ]);
  expect(await app.read('amplify/a.ts')).toBe('new');
  expect(await app.read('amplify/auth/x/deep/part.ts')).toBe('two');
});

const WRITTEN = [
  ['amplify/a.ts', 'new'],
  ['amplify/b.ts', undefined],
  ['amplify/auth/x/recipe.ts', 'one'],
] as const;

test.each<[failure: string, path: string, content: string | undefined]>([
  ['a folder has the name of a file', 'amplify/taken', 'text'],
  ['a file to delete does not exist', 'amplify/missing.ts', undefined],
  ['a file is where a folder must be', 'amplify/backend.ts/x.ts', 'text'],
  ['a path leaves the app', 'amplify/../evil.ts', 'text'],
  ['two paths differ only in case', 'amplify/A.ts', 'text'],
])('changes nothing when %s', async (_, path, content) => {
  const app = await scratchApp({ 'amplify/a.ts': 'old', 'amplify/b.ts': 'old' });
  await mkdir(join(app.root, 'amplify/taken'));
  const before = await app.files();
  await expect(writeFiles(app.root, new Map([...WRITTEN, [path, content]]))).rejects.toThrow();
  expect(await app.files()).toEqual(before);
  expect(await app.read('amplify/a.ts')).toBe('old');
  expect(await app.read('amplify/b.ts')).toBe('old');
});

test('never writes through a link', async () => {
  const app = await scratchApp();
  await symlink(join(app.root, 'package.json'), join(app.root, 'amplify/a.ts'));
  await expect(writeFiles(app.root, new Map(WRITTEN))).rejects.toThrow('is a link');
  expect(await app.read('package.json')).toBe('{}');
});

test('says that nothing was changed when a folder cannot be made', async () => {
  const app = await scratchApp();
  const name = 'x'.repeat(300);
  await expect(writeFiles(app.root, new Map([[`amplify/${name}/a.ts`, 'x']]))).rejects.toThrow(
    'Nothing was changed.',
  );
});
