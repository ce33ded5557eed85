import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const page = fileURLToPath(new URL('../dist/page/', import.meta.url));

/** Bytes of scripts, compressed, before the page can be used. */
const MOST_AT_FIRST = 300_000;

const files = new Set(await readdir(join(page, 'assets')));

/** The scripts that a script imports at once, with their own. */
async function importsOf(name: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(name) || !files.has(name)) return seen;
  seen.add(name);
  const text = await readFile(join(page, 'assets', name), 'utf8');
  for (const [, imported] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    if (imported !== undefined) await importsOf(imported, seen);
  }
  return seen;
}

async function compressed(names: Iterable<string>): Promise<number> {
  let size = 0;
  for (const name of names) size += gzipSync(await readFile(join(page, 'assets', name))).length;
  return size;
}

test.each(['overview-view', 'timeline-view'])(
  'loads little before %s can be used',
  async (view) => {
    const html = await readFile(join(page, 'index.html'), 'utf8');
    const [, entry] = /src="\/_console\/assets\/(index-[\w-]+\.js)"/.exec(html) ?? [];
    const chunk = [...files].find((name) => name.startsWith(view) && name.endsWith('.js'));
    if (entry === undefined || chunk === undefined) throw new Error('The page is not built.');
    const names = await importsOf(chunk, await importsOf(entry));
    expect(names.size).toBeGreaterThan(2);
    expect(await compressed(names)).toBeLessThan(MOST_AT_FIRST);
  },
);

test('holds no script, style or address of another machine', async () => {
  const html = await readFile(join(page, 'index.html'), 'utf8');
  expect(html).not.toMatch(/https?:\/\//);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  for (const name of [...files].filter((each) => each.endsWith('.css'))) {
    const css = await readFile(join(page, 'assets', name), 'utf8');
    expect(css).not.toMatch(/(?:url\(|@import)\s*["']?(?:https?:)?\/\//);
  }
});
