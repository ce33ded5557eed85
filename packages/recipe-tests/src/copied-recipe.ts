import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installedPackages } from './installed-packages.js';
import type { AppToCheck } from './type-check.js';

const TARGET = /^Copy this folder without its tests \(`\*\.test\.ts`\) to `(amplify\/[^`]+)`/m;

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
 * An app for each recipe of a package, with a copy as the section "Copy" of its README says: the
 * folder without its tests and the packages that the section installs, and nothing else of this
 * workspace. The settings are those of an Amplify app.
 *
 * @returns The apps, and what is missing in the READMEs.
 */
export async function appsOfCopies(
  packageFolder: string,
): Promise<{ apps: AppToCheck[]; problems: string[] }> {
  const apps: AppToCheck[] = [];
  const problems: string[] = [];
  for await (const file of glob('src/*/recipe.ts', { cwd: packageFolder })) {
    const recipe = dirname(file).replaceAll('\\', '/');
    const app = await appOfCopy(packageFolder, recipe);
    if (app) apps.push(app);
    else problems.push(`${recipe}/README.md does not say where to copy the folder.`);
  }
  return { apps, problems };
}

async function appOfCopy(packageFolder: string, recipe: string): Promise<AppToCheck | undefined> {
  const readme = await readFile(join(packageFolder, recipe, 'README.md'), 'utf8');
  const [, section = ''] = readme.split(/^## Copy\n/m);
  const [instructions = ''] = section.split(/^## /m);
  const target = TARGET.exec(instructions)?.[1];
  if (!target) return undefined;
  const installed = Array.from(instructions.matchAll(/^npm i (?:-D )?(.+)$/gm), ([, names = '']) =>
    names.split(' '),
  ).flat();
  const types = instructions.includes('"types": ["node"]') ? ['node'] : [];
  return {
    files: { [target]: { copyOf: join(packageFolder, recipe) } },
    settings: { compilerOptions: { ...SETTINGS_OF_AMPLIFY, types }, include: ['amplify'] },
    packages: installedPackages(packageFolder, installed),
    placeOf: (path, line) => `The copy of ${recipe}: ${path}:${line + 1}`,
  };
}
