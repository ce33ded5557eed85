import { execFile } from 'node:child_process';
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
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
  const printed = messages.map((message) => formatMessage(message, pkg) ?? message.code);
  return [...printed, ...(await publishedTests(folder)), ...(await typeProblems(folder))];
}

const IS_TEST = /(?:\.test\.(?:tsx?|js|d\.ts|d\.ts\.map)|\.snap)$|(?:^|\/)(?:e2e|__snapshots__)\//;

async function publishedTests(folder: string): Promise<string[]> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await run('npm', args, { cwd: folder, maxBuffer: 2 ** 26, shell: isWindows });
  const packed: Packed[] = Object.values(JSON.parse(stdout));
  return packed
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => IS_TEST.test(path))
    .map(
      (path) =>
        `npm would publish ${path}, a test. Exclude it in "files" of package.json: "!${path.replace(/[^/]+(?=\.(?:test|snap))/, '*')}".`,
    );
}

type Packed = { readonly files: readonly { readonly path: string }[] };

const run = promisify(execFile);
const isWindows = process.platform === 'win32';

type AttwReport = {
  readonly analysis: { readonly types: unknown };
  readonly problems?: Readonly<Record<string, unknown>>;
};

function typeProblems(folder: string): Promise<string[]> {
  const manifest = import.meta.resolve('@arethetypeswrong/cli/package.json');
  const cli = fileURLToPath(new URL('./dist/index.js', manifest));
  const args = [cli, '--pack', folder, '--profile', 'esm-only', '--format', 'json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      try {
        const { analysis, problems } = JSON.parse(stdout) as AttwReport;
        if (!analysis.types) resolve(['UntypedPackage']);
        // The report also lists problems that the profile ignores, so the exit code decides.
        else resolve(error ? Object.keys(problems ?? {}) : []);
      } catch {
        reject(new Error(`"Are the types wrong?" failed.\n${stdout}${stderr}`));
      }
    });
  });
}
