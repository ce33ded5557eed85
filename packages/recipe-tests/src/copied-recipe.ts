import {
  cp,
  glob,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isShipped } from './scratch-folder.js';
import { typeProblemsIn } from './type-check.js';

const TARGET = /^Copy this folder without its tests \(`\*\.test\.ts`\) to `(amplify\/[^`]+)`/m;

/** The packages that `npm create amplify` installs in every app. */
const OF_AMPLIFY = ['@aws-amplify/backend', 'aws-cdk-lib', 'constructs'];

/** The `amplify/tsconfig.json` that `npm create amplify` writes, without its `paths`. */
const SETTINGS_OF_AMPLIFY = {
  target: 'es2022',
  module: 'es2022',
  moduleResolution: 'bundler',
  resolveJsonModule: true,
  esModuleInterop: true,
  forceConsistentCasingInFileNames: true,
  strict: true,
  skipLibCheck: true,
};

/**
 * Copies each recipe of a package into its own app, as the section "Copy" of its README says: the
 * folder without its tests and the packages that the section installs, and nothing else of this
 * workspace. Then it type-checks the copy with the settings of an Amplify app.
 *
 * @param packageUrl The folder of the package under test.
 * @returns The errors of the compiler for the copies.
 */
export async function compileCopies(packageUrl: URL): Promise<string[]> {
  const packageFolder = fileURLToPath(packageUrl).replace(/[\\/]$/, '');
  const problems: string[] = [];
  for await (const file of glob('src/*/recipe.ts', { cwd: packageFolder })) {
    problems.push(...(await compileCopy(packageFolder, dirname(file))));
  }
  return problems;
}

async function compileCopy(packageFolder: string, recipe: string): Promise<string[]> {
  const readme = await readFile(join(packageFolder, recipe, 'README.md'), 'utf8');
  const [, section = ''] = readme.split(/^## Copy\n/m);
  const [instructions = ''] = section.split(/^## /m);
  const target = TARGET.exec(instructions)?.[1];
  if (!target) return [`${recipe}/README.md does not say where to copy the folder.`];
  const installed = Array.from(instructions.matchAll(/^npm i (?:-D )?(.+)$/gm), ([, names = '']) =>
    names.split(' '),
  ).flat();
  const app = await mkdtemp(join(await realpath(tmpdir()), 'amplify-copy-'));
  try {
    await install(packageFolder, app, installed);
    const filter = isShipped;
    await cp(join(packageFolder, recipe), join(app, target), { recursive: true, filter });
    const types = instructions.includes('"types": ["node"]') ? ['node'] : [];
    const compilerOptions = { ...SETTINGS_OF_AMPLIFY, types, noEmit: true, preserveSymlinks: true };
    await writeFile(
      join(app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['amplify'] }),
    );
    const found = await typeProblemsIn(app);
    return found.map(({ path, line, message }) => `${path}:${line + 1} ${message}`);
  } finally {
    await rm(app, { recursive: true, force: true });
  }
}

/**
 * Installs packages side by side with all of their dependencies, as npm does. The types of Node.js
 * are included only if the README names them: another package may stop depending on them.
 */
async function install(from: string, app: string, installed: readonly string[]): Promise<void> {
  const wanted = [...installed, ...OF_AMPLIFY].map((name) => ({ name, from }));
  const folders = new Map<string, string>();
  for (const { name, from: parent } of wanted) {
    if (folders.has(name) || (name === '@types/node' && !installed.includes(name))) continue;
    const folder = await folderOf(name, parent);
    if (folder === undefined) continue;
    folders.set(name, folder);
    const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const further = Object.keys(dependencies);
    wanted.push(...further.map((each) => ({ name: each, from: folder })));
  }
  for (const [name, folder] of folders) {
    const link = join(app, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(folder, link, 'junction');
  }
}

/** The folder of a package, resolved from another package. */
async function folderOf(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = await realpath(join(folder, 'node_modules', name)).catch(() => undefined);
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}
