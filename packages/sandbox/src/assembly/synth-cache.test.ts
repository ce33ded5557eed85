import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCacheEntry, findCacheEntry, markUsed } from './synth-cache.js';

const BACKEND = `
  process.env.CACHE_TEST_A; process.env["CACHE_TEST_B"]; process.env?.CACHE_TEST_C; env.CACHE_TEST_D;
  const { CACHE_TEST_E, CACHE_TEST_F: f = 'x' } = process.env;
`;
const DAY_MS = 24 * 60 * 60 * 1000;

let app: string;
let cache: string;

beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'cache-'));
  cache = join(app, '.amplify', 'local-assembly');
  mkdirSync(cache, { recursive: true });
  write('amplify/backend.ts', BACKEND);
  write('.env', 'x');
  write('shared/imported.ts', 'x');
  write('shared/handler.js', 'x');
  write('shared/bundled.ts', 'x');
  write('package.json', '{}');
});
afterEach(() => {
  rmSync(app, { recursive: true });
  vi.unstubAllEnvs();
});

function write(name: string, content: string) {
  mkdirSync(join(app, name, '..'), { recursive: true });
  writeFileSync(join(app, name), content);
}

/** Writes the output of a synthesis: one bundle whose source map names its sources. */
function synthesise(during?: () => void) {
  const entry = createCacheEntry(cache, app);
  if (during) {
    // Wait until the clock of the file system has moved on.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
    during();
  }
  mkdirSync(join(entry.directory, 'asset.1'));
  writeFileSync(
    join(entry.directory, 'asset.1', 'index.mjs.map'),
    JSON.stringify({
      sources: ['../../../../shared/bundled.ts', '../../../../node_modules/p/i.js'],
    }),
  );
  return entry.complete({ files: [join(app, 'shared/imported.ts')], mistakes: ['a mistake'] });
}

describe('an assembly on disk', () => {
  test('is valid while none of its inputs changed', () => {
    const entry = synthesise();
    expect(findCacheEntry(cache, app)).toEqual(entry);
    expect(entry.mistakes).toEqual(['a mistake']);
  });

  test('is not valid if an earlier version made it, which recorded no mistakes', () => {
    const { directory } = synthesise();
    const record = join(directory, 'synth-inputs.json');
    const { mistakes: _, ...rest } = JSON.parse(readFileSync(record, 'utf8'));
    writeFileSync(record, JSON.stringify(rest));
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });

  test.each<[string, () => void]>([
    ['a file of the backend changed', () => write('amplify/backend.ts', 'y')],
    ['a file of the backend is new', () => write('amplify/new/handler.py', 'y')],
    ['a file of the backend is gone', () => rmSync(join(app, 'amplify/backend.ts'))],
    ['an imported file changed', () => write('shared/imported.ts', 'y')],
    ['a handler beside an imported file changed', () => write('shared/handler.js', 'y')],
    ['a bundled file changed', () => write('shared/bundled.ts', 'y')],
    ['the lock file is new', () => write('package-lock.json', '{}')],
    ['the package changed', () => write('package.json', '{"name":"x"}')],
    ['a file of environment variables changed', () => write('.env', 'y')],
    ['a file of environment variables is new', () => write('.env.local', 'y')],
    [
      'a tool chain for functions in other languages is installed',
      () => {
        write('bin/go', '');
        vi.stubEnv('PATH', join(app, 'bin'));
      },
    ],
    ...['A', 'B', 'C', 'D', 'E', 'F'].map((name): [string, () => void] => [
      `an environment variable that its code uses is set: ${name}`,
      () => vi.stubEnv(`CACHE_TEST_${name}`, '1'),
    ]),
  ])('is no longer valid when %s', (_, change) => {
    synthesise();
    change();
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });

  test.each<[string, () => void]>([
    ['a file of the backend is saved', () => write('amplify/backend.ts', 'y')],
    ['a file of the backend is made', () => write('amplify/new/handler.py', 'y')],
    ['a file of the backend is deleted', () => rmSync(join(app, 'amplify/backend.ts'))],
    ['an imported file is saved', () => write('shared/imported.ts', 'y')],
    ['a bundled file is saved', () => write('shared/bundled.ts', 'y')],
  ])('is not valid when %s during the synthesis, as it may contain either state', (_, change) => {
    synthesise(change);
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });

  test('is valid although Amplify wrote its own files during the synthesis', () => {
    const { directory } = synthesise(() => write('.amplify/generated/env/f.ts', 'x'));
    expect(findCacheEntry(cache, app)?.directory).toBe(directory);
  });

  test('is valid again when the change is undone', () => {
    const { directory } = synthesise();
    write('amplify/backend.ts', 'y');
    synthesise();
    write('amplify/backend.ts', BACKEND);
    expect(findCacheEntry(cache, app)?.directory).toBe(directory);
  });

  test('is not valid before it is complete', () => {
    createCacheEntry(cache, app);
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });

  test.each<[string, number, boolean, boolean]>([
    ['was used recently is kept, even if there are many', 60_000, false, true],
    ['is one of the newest is kept', DAY_MS / 2, true, true],
    ['is not one of the newest is removed', DAY_MS / 2, false, false],
    ['was used the day before is removed', 2 * DAY_MS, true, false],
  ])('that %s', (_, ageMs, isRecent, stays) => {
    const { directory } = synthesise();
    const others = Array.from({ length: 12 }, () => synthesise().directory);
    const age = (path: string, ms: number) =>
      utimesSync(path, new Date(Date.now() - ms), new Date(Date.now() - ms));
    for (const other of others) age(other, isRecent ? 3 * DAY_MS : 20 * 60_000);
    age(directory, ageMs);
    synthesise();
    expect(existsSync(directory)).toBe(stays);
  });

  test('that a running sandbox marks is kept', () => {
    const { directory } = synthesise();
    utimesSync(directory, new Date(0), new Date(0));
    markUsed(directory);
    synthesise();
    expect(existsSync(directory)).toBe(true);
    expect(() => markUsed(join(cache, 'gone'))).not.toThrow();
  });
});
