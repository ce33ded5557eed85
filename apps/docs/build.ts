/**
 * Builds the site into `dist/`: the READMEs of the repository, and the reference of the packages.
 * A dead link is an error.
 * With `--serve` it serves the site and shows changes of the READMEs.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, createServer } from 'vitepress';
import { writeApiReference } from './api-reference.ts';
import { findDeadLinks } from './dead-links.ts';
import { findPages, REPOSITORY } from './pages.ts';

const folder = join(import.meta.dirname, '.site');
rmSync(folder, { recursive: true, force: true });
for (const { source, route } of findPages()) {
  const target = join(folder, `${route}.md`);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(REPOSITORY, source), target);
}
cpSync(join(import.meta.dirname, 'home.md'), join(folder, 'index.md'));
cpSync(join(import.meta.dirname, 'images'), join(folder, 'public', 'images'), { recursive: true });
const reference = await writeApiReference(join(folder, 'api'));
writeFileSync(join(folder, 'reference.json'), JSON.stringify(reference));

if (process.argv.includes('--serve')) {
  const server = await createServer(import.meta.dirname);
  await server.listen();
  server.printUrls();
} else {
  await build(import.meta.dirname);
  const dead = findDeadLinks(join(import.meta.dirname, 'dist'));
  if (dead.length > 0) throw new Error(`Dead links, with their pages:\n${dead.join('\n')}`);
}
