import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCacheEntry, findCacheEntry } from './synth-cache.js';

let app: string;
let cache: string;

beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'cache-'));
  cache = join(app, '.amplify', 'local-assembly');
  mkdirSync(cache, { recursive: true });
  write('amplify/backend.ts', 'process.env.CACHE_TEST_A; process.env["CACHE_TEST_B"]');
  write('shared/imported.ts', 'x');
  write('shared/handler.js', 'x');
  write('shared/bundled.ts', 'x');
  write('package.json', '{}');
});
afterEach(() => {
  rmSync(app, { recursive: true });
  delete process.env.CACHE_TEST_A;
  delete process.env.CACHE_TEST_B;
});

function write(name: string, content: string) {
  mkdirSync(join(app, name, '..'), { recursive: true });
  writeFileSync(join(app, name), content);
}

/** As a synthesis leaves it: one bundle whose source map names what it was made from. */
function synthesise() {
  const entry = createCacheEntry(cache, app);
  mkdirSync(join(entry.directory, 'asset.1'));
  writeFileSync(
    join(entry.directory, 'asset.1', 'index.mjs.map'),
    JSON.stringify({
      sources: ['../../../../shared/bundled.ts', '../../../../node_modules/p/i.js'],
    }),
  );
  return entry.complete([join(app, 'shared/imported.ts')]);
}

describe('an assembly on disk', () => {
  test('holds while nothing that it was made from changed', () => {
    const { directory } = synthesise();
    expect(findCacheEntry(cache, app)?.directory).toBe(directory);
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
    [
      'an environment variable that it mentions is set',
      () => {
        process.env.CACHE_TEST_A = '1';
      },
    ],
    [
      'another one is set, mentioned by its text',
      () => {
        process.env.CACHE_TEST_B = '1';
      },
    ],
  ])('no longer holds when %s', (_, change) => {
    synthesise();
    change();
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });

  test('holds again when the change is taken back', () => {
    const { directory } = synthesise();
    write('amplify/backend.ts', 'y');
    synthesise();
    write('amplify/backend.ts', 'process.env.CACHE_TEST_A; process.env["CACHE_TEST_B"]');
    expect(findCacheEntry(cache, app)?.directory).toBe(directory);
  });

  test('does not count before it is complete', () => {
    createCacheEntry(cache, app);
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });

  test('is removed a day after it was last of use', () => {
    const { directory } = synthesise();
    write('amplify/backend.ts', 'y');
    utimesSync(directory, new Date(0), new Date(0));
    synthesise();
    write('amplify/backend.ts', 'process.env.CACHE_TEST_A; process.env["CACHE_TEST_B"]');
    expect(findCacheEntry(cache, app)).toBeUndefined();
  });
});
