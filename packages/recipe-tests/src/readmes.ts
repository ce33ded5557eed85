import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InstalledPackages, installedPackages } from './installed-packages.js';
import type { Files } from './scratch-folder.js';
import type { AppToCheck } from './type-check.js';

type Snippet = {
  /** The path of the README, such as `src/add-to-group/README.md`. */
  readonly readme: string;
  /** The number of its first line in the README, from 1. */
  readonly line: number;
  readonly code: string;
  /** The path in its first line, if that is a comment with a path: `amplify/auth/resource.ts`. */
  readonly path: string | undefined;
};

/**
 * An app with every `ts` and `tsx` snippet of a package's READMEs, in which the package is
 * installed. The settings are those of this workspace.
 *
 * @returns The app and the number of snippets.
 */
export async function appOfSnippets(
  packageFolder: string,
  files: Files,
  pattern: string,
): Promise<{ app: AppToCheck; snippets: number }> {
  const snippets = await snippetsOf(packageFolder, pattern);
  const sources = new Map<string, Snippet>();
  const all: Record<string, Files[string]> = {};
  for (const [index, snippet] of snippets.entries()) {
    const folder = `app-${index}`;
    for (const [path, content] of Object.entries(files)) all[`${folder}/${path}`] = content;
    for (const earlier of snippets.slice(0, index)) {
      if (earlier.path && earlier.readme === snippet.readme) {
        all[`${folder}/${earlier.path}`] = earlier.code;
      }
    }
    const path = `${folder}/${snippet.path ?? 'snippet.ts'}`;
    all[path] = snippet.code;
    sources.set(path, snippet);
  }
  const app = {
    files: { 'package.json': '{ "type": "module" }', ...all },
    settings: {
      extends: fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url)),
      compilerOptions: { jsx: 'react-jsx', lib: ['ES2023', 'DOM'] },
      files: [...sources.keys()],
    },
    packages: await packagesFor(packageFolder),
    placeOf: (path: string, line: number) => {
      const snippet = sources.get(path);
      return snippet ? `${snippet.readme}:${snippet.line + line}` : `${path}:${line + 1}`;
    },
  };
  return { app, snippets: snippets.length };
}

/** The package itself and all that it depends on. */
async function packagesFor(packageFolder: string): Promise<InstalledPackages> {
  const { name, dependencies, devDependencies } = JSON.parse(
    await readFile(join(packageFolder, 'package.json'), 'utf8'),
  );
  const names = Object.keys({ ...dependencies, ...devDependencies, '@types/node': '' });
  const installed = installedPackages(packageFolder, names);
  return new Map([...installed, [name, packageFolder]]);
}

async function snippetsOf(packageFolder: string, pattern: string): Promise<Snippet[]> {
  const snippets: Snippet[] = [];
  for await (const readme of glob(pattern, { cwd: packageFolder })) {
    const text = await readFile(join(packageFolder, readme), 'utf8');
    for (const match of text.matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)) {
      const code = match[1] ?? '';
      snippets.push({
        readme,
        line: text.slice(0, match.index).split('\n').length + 1,
        code,
        path: /^\/\/ (\S+\.tsx?)\b/.exec(code)?.[1],
      });
    }
  }
  return snippets;
}
