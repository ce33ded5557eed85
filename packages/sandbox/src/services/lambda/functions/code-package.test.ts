import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFiles } from '../../../../testing/lambda/test-lambda.js';
import { type ZipEntry, zip } from '../../../../testing/lambda/zip.js';
import { fingerprintOf, openCode } from './code-package.js';
import type { CodeSource } from './function-configuration.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-package-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open(source: CodeSource, runtime = 'nodejs22.x'): Promise<string> {
  return openCode(source, fingerprintOf(source), runtime, join(folder, 'store'));
}

const assetAt = (path: string, key = 'key.zip'): CodeSource => ({ type: 'asset', path, key });

/** The file beside the code that separates it from the folders above. */
const isCode = (name: string) => name !== 'package.json';

function zipAsset(entries: readonly ZipEntry[]): CodeSource {
  const path = join(folder, 'asset.zip');
  writeFileSync(path, zip(entries));
  return assetAt(path);
}

describe('opening code', () => {
  test('copies a folder to a place without packages above it', async () => {
    const path = await writeFiles(join(folder, 'app', 'asset'), {
      'index.js': 'the code',
      'lib/deep/a.txt': 'ü',
      bootstrap: '#!/bin/sh',
    });

    const opened = await open(assetAt(path));

    expect(relative(join(folder, 'app'), opened)).toMatch(/^\.\./);
    expect(readdirSync(opened).sort()).toEqual(['bootstrap', 'index.js', 'lib']);
    expect(readFileSync(join(opened, 'lib/deep/a.txt'), 'utf8')).toBe('ü');
    expect(statSync(join(opened, 'bootstrap')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(opened, '..', 'package.json'), 'utf8')).toBe('{}');
  });

  test('copies a folder once, and keeps the copy when the original is changed', async () => {
    const path = await writeFiles(join(folder, 'asset'), { 'index.js': '1' });
    const source = assetAt(path);

    const opened = await open(source);
    writeFileSync(join(opened, 'mark'), '');
    expect(await open(source)).toBe(opened);
    writeFileSync(join(path, 'index.js'), '2');

    expect(readdirSync(opened).sort()).toEqual(['index.js', 'mark']);
    expect(readFileSync(join(opened, 'index.js'), 'utf8')).toBe('1');
    const next = await open(assetAt(path, 'next.zip'));
    expect(readFileSync(join(next, 'index.js'), 'utf8')).toBe('2');
  });

  test('copies the targets of links, as a deployment does', async () => {
    const path = await writeFiles(join(folder, 'asset'), { 'store/pkg/index.js': 'linked' });
    symlinkSync(join('store', 'pkg'), join(path, 'link'));
    symlinkSync(join('store', 'pkg', 'index.js'), join(path, 'index.js'));

    const opened = await open(assetAt(path));
    rmSync(path, { recursive: true });

    expect(readFileSync(join(opened, 'link', 'index.js'), 'utf8')).toBe('linked');
    expect(readFileSync(join(opened, 'index.js'), 'utf8')).toBe('linked');
    expect(lstatSync(join(opened, 'index.js')).isSymbolicLink()).toBe(false);
  });

  test.each([
    { source: '../../src/handler.ts', named: 'src/handler.ts' },
    { source: 'handler.ts', named: 'app/asset/handler.ts' },
    { source: '../[id]/handler.ts', named: 'app/[id]/handler.ts' },
    { source: 'handler.ts', sourceRoot: '../lib/', named: 'app/lib/handler.ts' },
  ])('keeps source maps leading to $named', async ({ source, sourceRoot, named }) => {
    const map = JSON.stringify({
      version: 3,
      sourcesContent: ['a "sources":["no"] and "sourceRoot":"no" in a text', null],
      sourceRoot,
      sources: [source, 'webpack://a/b.ts'],
    });
    const inline = Buffer.from(map).toString('base64');
    const path = await writeFiles(join(folder, 'app', 'asset'), {
      'index.mjs': 'code\n//# sourceMappingURL=index.mjs.map\n',
      'index.mjs.map': map,
      'inline.js': `code\n//# sourceMappingURL=data:application/json;base64,${inline}\n`,
      'no-map.map': 'text',
      'no-sources.map': '{"sources":"none"}',
    });

    const opened = await open(assetAt(path));

    const read = (file: string) => readFileSync(join(opened, file), 'utf8');
    const [, code, copied = ''] = /^([\s\S]*base64,)(.*)\n$/.exec(read('inline.js')) ?? [];
    const sources = [
      decodeURI(pathToFileURL(join(folder, named)).href),
      sourceRoot === undefined ? 'webpack://a/b.ts' : expect.any(String),
    ];
    expect(JSON.parse(read('index.mjs.map'))).toMatchObject({
      version: 3,
      sourcesContent: [expect.stringContaining('"sources":["no"]'), null],
      sources,
    });
    expect(JSON.parse(Buffer.from(copied, 'base64').toString())).toMatchObject({ sources });
    expect(code).toBe('code\n//# sourceMappingURL=data:application/json;base64,');
    expect(read('index.mjs')).toBe('code\n//# sourceMappingURL=index.mjs.map\n');
    expect(read('no-map.map')).toBe('text');
    expect(read('no-sources.map')).toBe('{"sources":"none"}');
  });

  test('unpacks a zip file, with its folders and executable files', async () => {
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

  test('unpacks a zip file once, also with two calls at the same time', async () => {
    const source = zipAsset([{ name: 'index.js', content: '1' }]);

    const [first, second] = await Promise.all([open(source), open(source)]);
    writeFileSync(join(first, 'mark'), '');
    const third = await open(source);

    expect(second).toBe(first);
    expect(readdirSync(third).sort()).toEqual(['index.js', 'mark']);
    expect(readdirSync(join(folder, 'store')).filter(isCode)).toHaveLength(1);
  });

  test.each([
    { runtime: 'nodejs22.x', file: 'index.js' },
    { runtime: 'python3.13', file: 'index.py' },
  ])('writes inline code of $runtime to $file', async ({ runtime, file }) => {
    const opened = await open({ type: 'inline', source: 'the code' }, runtime);

    expect(readFileSync(join(opened, file), 'utf8')).toBe('the code');
  });
});

describe('opening code refuses', () => {
  test.each<{ attack: string; entries: ZipEntry[] }>([
    { attack: 'a name outside of the folder', entries: [{ name: '../evil.js', content: 'x' }] },
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
    expect(readdirSync(join(folder, 'store')).filter(isCode)).toEqual([]);
  });

  test('an invalid zip file', async () => {
    const path = join(folder, 'asset.zip');
    writeFileSync(path, 'no zip file');

    await expect(open(assetAt(path))).rejects.toThrow(`${path} is not a zip file`);
  });

  test('code that does not exist', async () => {
    const path = join(folder, 'absent');

    await expect(open(assetAt(path))).rejects.toThrow(`its code is missing: ${path}`);
    await expect(open({ type: 'unavailable', reason: 'it is a container image' })).rejects.toThrow(
      'it is a container image',
    );
  });
});

describe('a fingerprint', () => {
  const inline = (source: string) => fingerprintOf({ type: 'inline', source });

  test('is that of the key, in whichever folder the code is', () => {
    expect(fingerprintOf(assetAt('/one'))).toBe(fingerprintOf(assetAt('/two')));
    expect(fingerprintOf(assetAt('/one', 'other.zip'))).not.toBe(fingerprintOf(assetAt('/one')));
  });

  test('changes with inline code', () => {
    expect(inline('a')).toBe(inline('a'));
    expect(inline('a')).not.toBe(inline('b'));
  });

  test('names a folder, whatever the key', () => {
    expect(fingerprintOf(assetAt('/one', '../../key.zip'))).toMatch(/^\w+$/);
  });

  test('is undefined for code that is not on this machine', () => {
    expect(fingerprintOf({ type: 'unavailable', reason: '' })).toBeUndefined();
  });
});
