import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type InstalledPackages, installedPackages, linkPackages } from './installed-packages.js';
import { type Files, writeFiles } from './scratch-folder.js';

/** An app to type-check. */
export type AppToCheck = {
  readonly files: Files;
  /** Its `tsconfig.json`. */
  readonly settings: { readonly compilerOptions: object; readonly [setting: string]: unknown };
  /** The packages that it installs besides those of every Amplify app. */
  readonly packages: InstalledPackages;
  /** Names the place of a problem for the developer. The line counts from 0. */
  readonly placeOf: (path: string, line: number) => string;
};

/** The packages that `npm create amplify` installs in every app. */
const OF_AMPLIFY = ['@aws-amplify/backend', 'aws-cdk-lib', 'constructs'];

/** Stands for `aws-cdk-lib` in a check, a third of which would be to read all modules of it. */
export const CDK_TYPES = fileURLToPath(new URL('../../../tools/cdk-types.d.ts', import.meta.url));

/**
 * Type-checks apps outside of the workspace, so that they find no packages besides their own.
 *
 * One process checks all of them, and they share the packages of Amplify, because reading those
 * takes far longer than the rest.
 *
 * @param packageFolder The package whose version of Amplify the apps install.
 * @returns The errors of the compiler.
 */
export async function typeProblemsIn(
  packageFolder: string,
  apps: readonly AppToCheck[],
): Promise<string[]> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'type-check-'));
  try {
    const shared = installedPackages(packageFolder, OF_AMPLIFY);
    linkPackages(root, shared);
    await copyFile(CDK_TYPES, join(root, 'cdk-types.d.ts'));
    for (const [index, { files, packages, settings }] of apps.entries()) {
      const folder = join(root, `${index}`);
      const own = [...packages].filter(([name, target]) => shared.get(name) !== target);
      await writeFiles(folder, files);
      linkPackages(folder, new Map(own));
      const compilerOptions = {
        ...settings.compilerOptions,
        noEmit: true,
        preserveSymlinks: true,
        paths: { 'aws-cdk-lib': ['../cdk-types.d.ts'] },
      };
      const project = JSON.stringify({ ...settings, compilerOptions });
      await writeFile(join(folder, 'tsconfig.json'), project);
    }
    return problemsIn(await build(root, [...apps.keys()].map(String))).map(
      ({ path, line, message }) => {
        const [, index, pathInApp = ''] = /^(\d+)\/(.+)$/.exec(path) ?? [];
        const app = apps[Number(index)];
        return app ? `${app.placeOf(pathInApp, line)} ${message}` : message;
      },
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const run = promisify(execFile);
const TYPE_CHECKER = fileURLToPath(
  new URL('./bin/tsc', import.meta.resolve('typescript/package.json')),
);

async function build(root: string, folders: readonly string[]): Promise<string> {
  const args = [TYPE_CHECKER, '--build', ...folders, '--singleThreaded', '--pretty', 'false'];
  // Garbage collection takes a third of the time of a process that ends after a few seconds.
  const env = { ...process.env, GOGC: 'off', GOMEMLIMIT: '2GiB' };
  const options = { cwd: root, env, maxBuffer: 10_000_000 };
  // The compiler prints errors on its output. Any other failure is thrown.
  const { stdout } = await run(process.execPath, args, options).catch((failure) => {
    if (typeof failure.stdout === 'string' && failure.stdout !== '') return failure;
    throw failure;
  });
  return stdout;
}

/** Reads `path(line,column): error TS2322: message`. Further lines of a message are indented. */
function problemsIn(output: string) {
  return output.split(/\n(?=\S)/).flatMap((problem) => {
    if (problem.trim() === '') return [];
    const [, path = '', line = '1', message] =
      /^(.+?)\((\d+),\d+\): error TS\d+: ([\s\S]+)$/.exec(problem.trimEnd()) ?? [];
    return [
      { path: path.replaceAll('\\', '/'), line: Number(line) - 1, message: message ?? problem },
    ];
  });
}
