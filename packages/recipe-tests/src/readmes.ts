import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Files, inScratchFolder } from './scratch-folder.js';
import { typeProblemsIn } from './type-check.js';

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
 * Type-checks every `ts` and `tsx` snippet of a package's READMEs against the built package, with
 * the settings of this workspace.
 *
 * If the first line of a snippet is a comment with a path, such as `// amplify/auth/resource.ts`,
 * the snippet is that file. Later snippets of the same README can import it.
 *
 * @param packageUrl The folder of the package under test.
 * @param files More files of the app to which the snippets belong, such as a copied recipe.
 * @param pattern Glob pattern of the READMEs, relative to the package's folder.
 * @returns The number of snippets and the errors of the compiler.
 */
export async function compileReadmes(
  packageUrl: URL,
  files: Files = {},
  pattern = '{,src/**/}README.md',
): Promise<{ snippets: number; problems: string[] }> {
  const packageFolder = fileURLToPath(packageUrl).replace(/[\\/]$/, '');
  const { name } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const snippets = await snippetsOf(packageFolder, pattern);
  const sources = new Map<string, Snippet>();
  const app: Record<string, Files[string]> = {};
  for (const [index, snippet] of snippets.entries()) {
    const folder = `app-${index}`;
    for (const [path, content] of Object.entries(files)) app[`${folder}/${path}`] = content;
    for (const earlier of snippets.slice(0, index)) {
      if (earlier.path && earlier.readme === snippet.readme) {
        app[`${folder}/${earlier.path}`] = earlier.code;
      }
    }
    const path = `${folder}/${snippet.path ?? 'snippet.ts'}`;
    app[path] = snippet.code;
    sources.set(path, snippet);
  }
  const problems = await inScratchFolder(packageFolder, name, app, async (folder) =>
    (await compile(folder, [...sources.keys()])).map(({ path, line, message }) => {
      const snippet = sources.get(path);
      const place = snippet ? `${snippet.readme}:${snippet.line + line}` : `${path}:${line + 1}`;
      return `${place} ${message}`;
    }),
  );
  return { snippets: snippets.length, problems };
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

async function compile(folder: string, paths: readonly string[]) {
  const workspace = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: workspace,
      compilerOptions: { jsx: 'react-jsx', lib: ['ES2023', 'DOM'] },
      files: paths,
    }),
  );
  return typeProblemsIn(folder);
}
