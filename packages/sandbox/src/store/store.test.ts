import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataDirectory } from './data-directory.js';
import { openSecrets } from './secrets.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data directory', () => {
  test('keeps its key and its tables from one start to the next', () => {
    const first = openDataDirectory(folder);
    first.database.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
    first.close();
    const second = openDataDirectory(folder);
    expect(second.key).toEqual(first.key);
    expect(second.database.prepare('SELECT x FROM t').all()).toHaveLength(1);
    second.close();
  });

  test('belongs to one sandbox at a time, even when it is to be emptied', () => {
    const first = openDataDirectory(folder);
    for (const fresh of [false, true]) {
      expect(() => openDataDirectory(folder, fresh)).toThrow(
        expect.objectContaining({ code: 'DATA_DIRECTORY_IN_USE' }),
      );
    }
    first.close();
    openDataDirectory(folder).close();
  });

  test('is emptied by fresh, except for the secrets and other files', () => {
    const first = openDataDirectory(folder);
    first.close();
    openSecrets(join(folder, 'secrets.json')).set('A', '1');
    mkdirSync(join(folder, 'amplify'));
    writeFileSync(join(folder, 'amplify', 'backend.ts'), 'x');
    const second = openDataDirectory(folder, true);
    expect(second.key).not.toEqual(first.key);
    second.close();
    expect(readFileSync(join(folder, 'amplify', 'backend.ts'), 'utf8')).toBe('x');
    expect(openSecrets(join(folder, 'secrets.json')).get('A')).toBe('1');
  });

  test('is readable by its owner only and out of git', () => {
    const path = join(folder, 'local');
    openDataDirectory(path).close();
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('in a folder that others may read lets them read none of the state', () => {
    chmodSync(folder, 0o755);
    const data = openDataDirectory(folder);
    const readable = readdirSync(folder).filter(
      (name) => statSync(join(folder, name)).mode & 0o077,
    );
    data.close();
    expect(readable).toEqual([]);
  });

  test('in a folder of the app hides none of its files from git', () => {
    openDataDirectory(folder).close();
    expect(existsSync(join(folder, '.gitignore'))).toBe(false);
  });

  test('that is broken is an error that says what to do, and fresh fixes it', () => {
    writeFileSync(join(folder, 'state.sqlite'), 'not a database'.repeat(100));
    expect(() => openDataDirectory(folder)).toThrow(
      expect.objectContaining({
        code: 'DATA_DIRECTORY_UNUSABLE',
        resolution: expect.stringContaining('--fresh'),
      }),
    );
    openDataDirectory(folder, true).close();
  });
});

describe('secrets', () => {
  test('come back as they were set', () => {
    const secrets = openSecrets(join(folder, 'deep', 'secrets.json'));
    const values = { A: 'x', B: '"quoted"\nline\\', 'C.d-e_f': '✓ \u0000', __proto: '1' };
    for (const [name, value] of Object.entries(values)) secrets.set(name, value);
    expect(Object.fromEntries(secrets.names().map((name) => [name, secrets.get(name)]))).toEqual(
      values,
    );
    expect(secrets.remove('A')).toBe(true);
    expect(secrets.remove('A')).toBe(false);
    expect(secrets.get('A')).toBeUndefined();
    expect(secrets.get('toString')).toBeUndefined();
    expect(statSync(join(folder, 'deep', 'secrets.json')).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, 'deep', '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('stay private where an ended process left a readable file behind', () => {
    const file = join(folder, 'secrets.json');
    writeFileSync(`${file}.${process.pid}`, 'left behind');
    openSecrets(file).set('A', '1');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual(['secrets.json']);
  });

  test('that cannot be written or read are an error that says what to do', () => {
    writeFileSync(join(folder, 'file'), '');
    const underFile = openSecrets(join(folder, 'file', 'secrets.json'));
    mkdirSync(join(folder, 'secrets.json'));
    const isFolder = openSecrets(join(folder, 'secrets.json'));
    for (const use of [() => underFile.set('A', '1'), () => isFolder.get('A')]) {
      expect(use).toThrow(expect.objectContaining({ code: 'DATA_DIRECTORY_UNUSABLE' }));
    }
  });

  test.each([
    ['a name with a slash', 'a/b', 'x'],
    ['an empty name', '', 'x'],
    ['an empty value', 'A', ''],
  ])('are refused for %s', (_, name, value) => {
    expect(() => openSecrets(false).set(name, value)).toThrow(
      expect.objectContaining({ code: 'SECRETS_INVALID' }),
    );
  });

  test.each(['{ "A": "hunter2"', '["hunter2"]', '{ "A": 42 }', 'null'])(
    'in a file that is not an object of texts are an error without their values: %s',
    (content) => {
      const file = join(folder, 'secrets.json');
      writeFileSync(file, content);
      try {
        openSecrets(file).get('A');
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ code: 'SECRETS_INVALID' });
        expect(String(error)).not.toContain('hunter2');
      }
    },
  );
});
