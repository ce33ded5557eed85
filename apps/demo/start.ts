/**
 * `pnpm demo`: builds the packages and the page, then runs `amplify-recipes sandbox` as any app
 * does. Its option `--exec` serves the page. The option `--edit-page` is for those who edit it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { preferPort } from './free-port.ts';
import { prepare } from './prepare.ts';

const SANDBOX_PORT = 4700;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort());
}
try {
  process.stdout.write('Preparing the packages and the page …\n');
  const { values } = parseArgs({ options: { 'edit-page': { type: 'boolean', default: false } } });
  await prepare(values['edit-page'], interruption.signal);
  process.exitCode = await runSandbox(values['edit-page']);
} catch (error) {
  if (!interruption.signal.aborted) {
    process.stderr.write(`✖ ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
// Ctrl+C is the normal end of the demo.
if (interruption.signal.aborted) process.exitCode = 0;

/** @returns The exit code of the command. */
async function runSandbox(editsPage: boolean): Promise<number> {
  // It imports a package, which `prepare` has built.
  const { localBackendArguments, storeLocalSecrets } = await import('./local-backend.ts');
  storeLocalSecrets(fileURLToPath(new URL('.amplify/local', import.meta.url)));
  const command = new URL('dist/bin.js', import.meta.resolve('amplify-recipes/package.json'));
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(command),
      'sandbox',
      '--port',
      String(await preferPort(SANDBOX_PORT)),
      '--stream-function-logs',
      ...localBackendArguments,
      '--exec',
      `"${process.execPath}" serve-page.ts${editsPage ? ' --edit-page' : ''}`,
    ],
    {
      cwd: import.meta.dirname,
      stdio: 'inherit',
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // In a terminal, Ctrl+C reaches the command directly.
    if (signal === 'SIGINT' && process.stdin.isTTY) continue;
    process.on(signal, () => child.kill(signal));
  }
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
