import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scratchApp } from '../../testing/scratch-app.js';
import { checkPath, safePath } from './safe-path.js';

describe('a path is rejected', () => {
  test.each<[attack: string, path: string]>([
    ['that leaves the app', '../evil.ts'],
    ['that leaves amplify/', 'amplify/../package.json'],
    ['that leaves amplify/ in the middle', 'amplify/auth/../../package.json'],
    ['that leaves the app with backslashes', 'amplify/..\\..\\evil.ts'],
    ['that stays in a folder with a dot', 'amplify/./evil.ts'],
    ['that is absolute', '/etc/passwd'],
    ['that is absolute after amplify', 'amplify//etc/passwd'],
    ['on a drive', 'C:/evil.ts'],
    ['on a drive, relative to its folder', 'C:evil.ts'],
    ['on a drive, inside of amplify/', 'amplify/C:/evil.ts'],
    ['on a server', '\\\\server\\share\\evil.ts'],
    ['in a stream of NTFS', 'amplify/recipe.ts:evil'],
    ['with the name of a device', 'amplify/NUL'],
    ['with the name of a device and an extension', 'amplify/auth/com1.ts'],
    ['with a NUL character', 'amplify/recipe.ts\0.md'],
    ['with a line break', 'amplify/recipe\n.ts'],
    ['with an escape sequence of a terminal', 'amplify/\u001b[2Jrecipe.ts'],
    ['with a mark that reverses the text', 'amplify/\u202Est.epicer'],
    ['with an invisible character', 'amplify/recipe\u200B.ts'],
    ['with a dot at its end, which Windows removes', 'amplify/auth./recipe.ts'],
    ['with a space at its end, which Windows removes', 'amplify/auth /recipe.ts'],
    ['with an empty name', 'amplify/'],
    ['that is amplify/ itself', 'amplify'],
    ['that is empty', ''],
    ['in another folder', 'src/main.ts'],
    ['in a folder whose name only begins with amplify', 'amplify-evil/recipe.ts'],
    ['in amplify/ with another case', 'Amplify/recipe.ts'],
    ['in installed packages', 'amplify/node_modules/valibot/index.js'],
    ['in a repository of its own', 'amplify/.GIT/hooks/post-checkout'],
  ])('%s', async (_, path) => {
    expect(() => checkPath(path)).toThrow(/is not a plain path of a file in amplify\//);
    const { root } = await scratchApp();
    await expect(safePath(root, path)).rejects.toThrow('Nothing was written.');
  });

  test('with a message that cannot write over the terminal', () => {
    expect(() => checkPath('amplify/\u001b[2J\u202E')).toThrow(
      /^"amplify\/\uFFFD\[2J\uFFFD" is not/,
    );
  });
});

describe('a link is rejected', () => {
  test.each<[link: string, path: string]>([
    ['a folder', 'amplify/auth'],
    ['amplify/ itself', 'amplify'],
    ['a file', 'amplify/auth/email-domain/recipe.ts'],
  ])('%s that leads out of the app', async (_, path) => {
    const outside = await realpath(await mkdtemp(join(tmpdir(), 'outside-')));
    onTestFinished(() => rm(outside, { recursive: true }));
    const { root } = await scratchApp();
    await rm(join(root, path), { recursive: true, force: true });
    await mkdir(join(root, path, '..'), { recursive: true });
    await symlink(outside, join(root, path));
    await expect(safePath(root, 'amplify/auth/email-domain/recipe.ts')).rejects.toThrow(
      `${path} is a link.`,
    );
  });

  test('a file that leads nowhere', async () => {
    const { root } = await scratchApp();
    await symlink(join(root, 'missing'), join(root, 'amplify/recipe.ts'));
    await expect(safePath(root, 'amplify/recipe.ts')).rejects.toThrow(
      'amplify/recipe.ts is a link',
    );
  });

  test('a file that leads to another file of the app', async () => {
    const { root } = await scratchApp();
    await symlink(join(root, 'package.json'), join(root, 'amplify/recipe.ts'));
    await expect(safePath(root, 'amplify/recipe.ts')).rejects.toThrow(
      'amplify/recipe.ts is a link',
    );
  });

  test('but a folder may be a link to another folder of the app', async () => {
    const { root, write } = await scratchApp();
    await write('amplify/users/resource.ts', '');
    await symlink(join(root, 'amplify/users'), join(root, 'amplify/auth'));
    expect(await safePath(root, 'amplify/auth/recipe.ts')).toBe(
      join(root, 'amplify/auth/recipe.ts'),
    );
  });
});

test.each([
  ['a folder', 'amplify/Auth/resource.ts', 'amplify/auth/recipe.ts'],
  ['a file', 'amplify/auth/Recipe.ts', 'amplify/auth/recipe.ts'],
  ['a file in another form of Unicode', 'amplify/e\u0301.ts', 'amplify/\u00e9.ts'],
])('%s that differs only in case is rejected', async (_, existing, path) => {
  const { root, write } = await scratchApp();
  await write(existing, '');
  await expect(safePath(root, path)).rejects.toThrow('differ only in case');
});

test('plain paths are accepted', async () => {
  const { root } = await scratchApp();
  for (const path of ['amplify/backend.ts', 'amplify/auth/a/b/c.ts', 'amplify/recipes.lock.json']) {
    expect(await safePath(root, path)).toBe(join(root, path));
  }
});
