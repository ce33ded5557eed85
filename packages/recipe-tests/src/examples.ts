import { fileURLToPath } from 'node:url';
import { appsOfCopies } from './copied-recipe.js';
import { appOfSnippets } from './readmes.js';
import type { Files } from './scratch-folder.js';
import { typeProblemsIn } from './type-check.js';

/**
 * Type-checks what users take from a package: every `ts` and `tsx` snippet of its READMEs, and a
 * copy of each recipe.
 *
 * If the first line of a snippet is a comment with a path, such as `// amplify/auth/resource.ts`,
 * the snippet is that file. Later snippets of the same README can import it. The snippets use the
 * built package and the settings of this workspace.
 *
 * A copy is in its own app, with only the packages that its README installs and with the settings
 * of an Amplify app.
 *
 * @param packageUrl The folder of the package under test.
 * @param files More files of the app to which the snippets belong, such as a copied recipe.
 * @param pattern Glob pattern of the READMEs, relative to the package's folder.
 * @returns The number of snippets and the errors of the compiler.
 */
export async function compileExamples(
  packageUrl: URL,
  files: Files = {},
  pattern = '{,src/**/}README.md',
): Promise<{ snippets: number; problems: string[] }> {
  const packageFolder = fileURLToPath(packageUrl).replace(/[\\/]$/, '');
  const { app, snippets } = await appOfSnippets(packageFolder, files, pattern);
  const copies = await appsOfCopies(packageFolder);
  const apps = snippets === 0 ? copies.apps : [app, ...copies.apps];
  const found = apps.length === 0 ? [] : await typeProblemsIn(packageFolder, apps);
  return { snippets, problems: [...copies.problems, ...found] };
}
