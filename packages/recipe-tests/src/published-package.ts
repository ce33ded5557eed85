import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * Returns the problems that publint and "Are the types wrong?" find in a package as it would be
 * published, and its test files.
 *
 * @param packageUrl The folder of the package under test.
 */
export async function publishingProblems(packageUrl: URL): Promise<string[]> {
  const folder = fileURLToPath(packageUrl);
  const { tarball, paths } = await pack(folder);
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(tarball).buffer },
    strict: true,
  });
  const printed = messages.map((message) => formatMessage(message, pkg) ?? message.code);
  return [
    ...printed,
    ...(await settingProblems(folder)),
    ...publishedTests(paths),
    ...(await typeProblems(tarball)),
  ];
}

/** Without these settings, npm shows no proof of the commit from which a package was built. */
async function settingProblems(folder: string): Promise<string[]> {
  const { publishConfig } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return publishConfig?.access === 'public' && publishConfig.provenance === true
    ? []
    : [
        'package.json needs "publishConfig": { "access": "public", "provenance": true }, so that npm shows from which commit the package was built.',
      ];
}

type Packed = { readonly tarball: Uint8Array; readonly paths: readonly string[] };

/** Packs a package as `pnpm publish` does, which takes much less time than `npm pack`. */
async function pack(folder: string): Promise<Packed> {
  const target = await mkdtemp(join(tmpdir(), 'packed-'));
  try {
    const out = join(target, 'package.tgz');
    const args = ['pack', '--json', '--config.ignore-scripts=true', '--out', out];
    const { stdout } = await run('pnpm', args, { cwd: folder, shell: isWindows });
    const { files }: { files: readonly { path: string }[] } = JSON.parse(stdout);
    return { tarball: await readFile(out), paths: files.map(({ path }) => path) };
  } finally {
    await rm(target, { recursive: true });
  }
}

const run = promisify(execFile);
const isWindows = process.platform === 'win32';

const IS_TEST = /(?:\.test\.(?:tsx?|js|d\.ts|d\.ts\.map)|\.snap)$|(?:^|\/)(?:e2e|__snapshots__)\//;

function publishedTests(paths: readonly string[]): string[] {
  return paths
    .filter((path) => IS_TEST.test(path))
    .map(
      (path) =>
        `npm would publish ${path}, a test. Exclude it in "files" of package.json: "!${path.replace(/[^/]+(?=\.(?:test|snap))/, '*')}".`,
    );
}

/** The packages are ES modules only, and so they do not support these module resolutions. */
const UNSUPPORTED = ['node10', 'node16-cjs'];

async function typeProblems(tarball: Uint8Array): Promise<string[]> {
  // It loads a compiler, which most of the test files that import this package do not need.
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const result = await checkPackage(createPackageFromTarballData(tarball));
  if (!result.types) return ['UntypedPackage'];
  const kinds = result.problems.flatMap((problem) =>
    'resolutionKind' in problem && UNSUPPORTED.includes(problem.resolutionKind)
      ? []
      : [problem.kind],
  );
  return [...new Set(kinds)];
}
