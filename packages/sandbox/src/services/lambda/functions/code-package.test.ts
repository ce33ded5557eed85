import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFiles } from '../../../../testing/lambda/test-lambda.js';
import { type ZipEntry, zip } from '../../../../testing/lambda/zip.js';
import { fingerprintCode, openCode } from './code-package.js';
import type { CodeSource } from './function-configuration.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-package-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open(source: CodeSource, runtime = 'nodejs22.x'): Promise<string> {
  return openCode(source, await fingerprintCode(source), runtime, join(folder, 'store'));
}

function zipAsset(entries: readonly ZipEntry[]): CodeSource {
  const path = join(folder, 'asset.zip');
  writeFileSync(path, zip(entries));
  return { type: 'asset', path };
}

describe('opening code', () => {
  test('takes a folder as it is', async () => {
    const path = await writeFiles(join(folder, 'asset'), { 'index.js': '' });

    expect(await open({ type: 'asset', path })).toBe(path);
  });

  test('unpacks a zip file, with its folders and what may be executed', async () => {
    const opened = await open(
      zipAsset([
        { name: 'index.js', content: 'exports.handler = 1;' },
        { name: 'folder/', content: '' },
        { name: 'folder/deep/file.txt', content: 'ü'.repeat(10_000) },
        { name: 'bootstrap', content: '#!/bin/sh', mode: 0o755 },
      ]),
    );

    expect(readFileSync(join(opened, 'folder/deep/file.txt'), 'utf8')).toBe('ü'.repeat(10_000));
    expect(statSync(join(opened, 'bootstrap')).mode & 0o777).toBe(0o755);
    expect(statSync(join(opened, 'index.js')).mode & 0o777).toBe(0o644);
  });

  test('unpacks a zip file once, also when it is asked for twice at the same time', async () => {
    const source = zipAsset([{ name: 'index.js', content: '1' }]);

    const [first, second] = await Promise.all([open(source), open(source)]);
    writeFileSync(join(first, 'mark'), '');
    const third = await open(source);

    expect(second).toBe(first);
    expect(readdirSync(third).sort()).toEqual(['index.js', 'mark']);
    expect(readdirSync(join(folder, 'store'))).toHaveLength(1);
  });

  test.each([
    { runtime: 'nodejs22.x', file: 'index.js' },
    { runtime: 'python3.13', file: 'index.py' },
  ])('writes inline code of $runtime to $file', async ({ runtime, file }) => {
    const opened = await open({ type: 'inline', source: 'the code' }, runtime);

    expect(readFileSync(join(opened, file), 'utf8')).toBe('the code');
  });
});

describe('what is refused', () => {
  test.each<{ attack: string; entries: ZipEntry[] }>([
    { attack: 'a name that leads out', entries: [{ name: '../evil.js', content: 'x' }] },
    { attack: 'an absolute name', entries: [{ name: '/tmp/evil.js', content: 'x' }] },
    {
      attack: 'a name of Windows that leads out',
      entries: [{ name: '..\\evil.js', content: 'x' }],
    },
    {
      attack: 'a symbolic link',
      entries: [
        { name: 'link', content: '/tmp', mode: 0o120777 },
        { name: 'link/evil.js', content: 'x' },
      ],
    },
  ])('$attack in a zip file', async ({ entries }) => {
    await expect(open(zipAsset(entries))).rejects.toThrow();

    expect(readdirSync(folder).sort()).toEqual(['asset.zip', 'store']);
    expect(readdirSync(join(folder, 'store'))).toEqual([]);
  });

  test('a zip file that is none', async () => {
    const path = join(folder, 'asset.zip');
    writeFileSync(path, 'no zip file');

    await expect(open({ type: 'asset', path })).rejects.toThrow(`${path} is not a zip file`);
  });

  test('code that is not here', async () => {
    const path = join(folder, 'absent');

    await expect(open({ type: 'asset', path })).rejects.toThrow(`its code is missing: ${path}`);
    await expect(open({ type: 'unavailable', reason: 'it is a container image' })).rejects.toThrow(
      'it is a container image',
    );
  });
});

describe('a fingerprint', () => {
  const ofFiles = async (name: string, files: Readonly<Record<string, string>>) =>
    fingerprintCode({ type: 'asset', path: await writeFiles(join(folder, name), files) });

  test('is the same for the same files elsewhere', async () => {
    const files = { 'index.js': '1', 'lib/a.js': '2' };

    expect(await ofFiles('one', files)).toBe(await ofFiles('two', files));
  });

  test.each([
    { change: 'a content', files: { 'index.js': '2', 'lib/a.js': '2' } },
    { change: 'a name', files: { 'index.js': '1', 'lib/b.js': '2' } },
    { change: 'one file more', files: { 'index.js': '1', 'lib/a.js': '2', 'c.js': '' } },
    { change: 'where a content ends', files: { 'index.js': '', 'lib/a.js': '12' } },
  ])('changes with $change', async ({ files }) => {
    expect(await ofFiles('two', files)).not.toBe(
      await ofFiles('one', { 'index.js': '1', 'lib/a.js': '2' }),
    );
  });

  test('is none for what is not here', async () => {
    await mkdir(join(folder, 'empty'));

    expect(await fingerprintCode({ type: 'asset', path: join(folder, 'absent') })).toBeUndefined();
    expect(await fingerprintCode({ type: 'unavailable', reason: '' })).toBeUndefined();
  });
});
