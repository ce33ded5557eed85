/**
 * `pnpm demo`: builds the packages and the page, then runs `amplify-recipes sandbox` as any app
 * does. Its option `--exec` serves the page. The option `--edit-page` is for those who edit it.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { preferPort } from './free-port.ts';
import { prepare } from './prepare.ts';

const SANDBOX_PORT = 4700;

enableCompileCache();
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort());
}
try {
  const { values } = parseArgs({ options: { 'edit-page': { type: 'boolean', default: false } } });
  process.stdout.write('Preparing the packages and the page …\n');
  await prepare(values['edit-page'], interruption.signal);
  await runSandbox(values['edit-page']);
} catch (error) {
  if (!interruption.signal.aborted) {
    process.stderr.write(`✖ ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
// Ctrl+C is the normal end of the demo.
if (interruption.signal.aborted) process.exitCode = 0;

/** Runs the command in this process, so that its packages are loaded once. */
async function runSandbox(editsPage: boolean): Promise<void> {
  // It imports a package, which `prepare` has built.
  const { localBackendArguments, storeLocalSecrets } = await import('./local-backend.ts');
  storeLocalSecrets(fileURLToPath(new URL('.amplify/local', import.meta.url)));
  process.chdir(import.meta.dirname);
  process.argv.splice(
    2,
    process.argv.length,
    'sandbox',
    '--port',
    String(await preferPort(SANDBOX_PORT)),
    '--stream-function-logs',
    ...localBackendArguments,
    '--exec',
    `"${process.execPath}" serve-page.ts${editsPage ? ' --edit-page' : ''}`,
  );
  await import(new URL('dist/bin.js', import.meta.resolve('amplify-recipes/package.json')).href);
}
