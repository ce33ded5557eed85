import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CDK_TYPES } from '@amplify-recipes/recipe-tests';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(
  new URL('./bin/tsc', import.meta.resolve('typescript/package.json')),
);

/** The settings of `npm create amplify`, with the strictest checks that an app may have. */
const SETTINGS = {
  target: 'es2022',
  module: 'es2022',
  moduleResolution: 'bundler',
  allowJs: true,
  checkJs: true,
  allowImportingTsExtensions: true,
  isolatedModules: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
  paths: { 'aws-cdk-lib': [CDK_TYPES] },
};

/**
 * Compiles apps in one run. They find the packages of this workspace.
 *
 * @param apps The files of each app, by its name.
 * @returns The errors of the compiler, with the names of the apps.
 */
export async function compileApps(
  apps: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Promise<string> {
  await mkdir(join(packageFolder, '.amplify'), { recursive: true });
  const root = await mkdtemp(join(packageFolder, '.amplify/compiled-'));
  try {
    await writeFile(
      join(root, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: SETTINGS, include: ['**/*'] }),
    );
    for (const [name, files] of apps) {
      for (const [path, text] of Object.entries(files)) {
        const file = join(root, name.replace(/\W+/g, '-'), path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
    const { stdout } = await run(
      process.execPath,
      [compiler, '-p', root, '--singleThreaded', '--pretty', 'false'],
      {
        cwd: root,
        // Garbage collection takes a third of the time of a process that ends after a few seconds.
        env: { ...process.env, GOGC: 'off', GOMEMLIMIT: '2GiB' },
      },
    ).catch((failure) => failure);
    return stdout;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
