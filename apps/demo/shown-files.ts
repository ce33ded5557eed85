import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import * as code from './src/flows/code.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PREFIX = '/source/';

/** The files that the guide shows, by their paths in the repository. No others are served. */
const shown: ReadonlySet<string> = new Set(
  Object.values(code).flatMap(({ wiring, recipe, test }) => [...wiring, ...recipe, ...test]),
);

/** Whether a path of the page belongs to the files of the repository. */
export function isSource(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** Reads a file of the repository as it is now. Undefined if the guide does not show it. */
export async function readShown(path: string): Promise<string | undefined> {
  const file = path.slice(PREFIX.length);
  return shown.has(file) ? readFile(join(ROOT, file), 'utf8') : undefined;
}

/** Gives the files to Vite's server, and to a page that is built for another server. */
export function shownFiles(): Plugin {
  return {
    name: 'shown-files',
    configureServer({ middlewares }) {
      middlewares.use(async ({ url = '' }, response, next) => {
        const path = url.replace(/\?.*/, '');
        if (!isSource(path)) return next();
        const text = await readShown(path);
        response.statusCode = text === undefined ? 404 : 200;
        response.setHeader('content-type', 'text/plain; charset=utf-8');
        response.end(text);
      });
    },
    async generateBundle() {
      for (const file of shown) {
        const source = await readFile(join(ROOT, file), 'utf8');
        this.emitFile({ type: 'asset', fileName: `${PREFIX.slice(1)}${file}`, source });
      }
    },
  };
}
