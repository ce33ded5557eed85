import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * What publint and "Are the types wrong?" find in a package as it would be published.
 *
 * @param packageUrl The folder of the package under test.
 */
export async function publishingProblems(packageUrl: URL): Promise<string[]> {
  const folder = fileURLToPath(packageUrl);
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
  const printed = messages.map((message) => formatMessage(message, pkg) ?? message.code);
  return [...printed, ...(await typeProblems(folder))];
}

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
        // The report names also what the profile ignores: the exit code decides.
        else resolve(error ? Object.keys(problems ?? {}) : []);
      } catch {
        reject(new Error(`"Are the types wrong?" failed.\n${stdout}${stderr}`));
      }
    });
  });
}
