import { chmod, mkdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
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

test('a file keeps its mode', async () => {
  const app = await scratchApp({ 'amplify/a.ts': 'old' });
  await chmod(join(app.root, 'amplify/a.ts'), 0o750);
  await writeFiles(app.root, new Map([['amplify/a.ts', 'new']]));
  expect((await stat(join(app.root, 'amplify/a.ts'))).mode & 0o777).toBe(0o750);
});

test.each([
  ['new contents', 'new'],
  ['a deletion', undefined],
])('a read-only file refuses %s, and nothing is changed', async (_, content) => {
  const app = await scratchApp({ 'amplify/a.ts': 'old', 'amplify/b.ts': 'old' });
  await chmod(join(app.root, 'amplify/b.ts'), 0o444);
  const changes = new Map([
    ['amplify/a.ts', 'new'],
    ['amplify/b.ts', content],
  ]);
  await expect(writeFiles(app.root, changes)).rejects.toThrow('amplify/b.ts is read-only.');
  expect([await app.read('amplify/a.ts'), await app.read('amplify/b.ts')]).toEqual(['old', 'old']);
});

test.each<[change: string, before: string | undefined]>([
  ['changed', 'older'],
  ['created', undefined],
])('a file that was %s in the meantime is not overwritten', async (_, before) => {
  const app = await scratchApp({ 'amplify/a.ts': 'old' });
  await expect(
    writeFiles(app.root, new Map([['amplify/a.ts', 'new']]), new Map([['amplify/a.ts', before]])),
  ).rejects.toThrow('amplify/a.ts was changed while this command ran. Nothing was changed.');
  expect(await app.read('amplify/a.ts')).toBe('old');
});

test('an interruption waits until all files are changed', async () => {
  const app = await scratchApp({ 'amplify/a.ts': 'old', 'amplify/b.ts': 'old' });
  const interrupted = vi.fn();
  process.on('SIGTERM', interrupted);
  onTestFinished(() => {
    process.off('SIGTERM', interrupted);
  });
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  class InterruptedChanges extends Map<string, string> {
    override *[Symbol.iterator]() {
      process.emit('SIGTERM', 'SIGTERM');
      return yield* super[Symbol.iterator]();
    }
  }
  const changes = new InterruptedChanges().set('amplify/a.ts', 'new').set('amplify/b.ts', 'new');
  await writeFiles(app.root, changes);
  expect([await app.read('amplify/a.ts'), await app.read('amplify/b.ts')]).toEqual(['new', 'new']);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGTERM');
});
