import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/**
 * Builds the packages of this repository that the demo uses, and the page. What is up to date is
 * not built again.
 *
 * @param isEdited Whether a visitor edits the page. Then it is not built, but served as it is.
 * @param signal Ends the build when it aborts.
 * @throws {Error} When the build fails. The message contains its output.
 */
export async function prepare(isEdited: boolean, signal: AbortSignal): Promise<void> {
  const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
  const child = spawn(
    process.execPath,
    [
      turbo,
      'run',
      ...(isEdited ? ['build', '--filter=demo^...'] : ['page', '--filter=demo']),
      '--ui=stream',
      '--output-logs=errors-only',
    ],
    {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // pnpm checked the dependencies before it started this script.
        pnpm_config_verify_deps_before_run: 'false',
        // The demo sends nothing to others. To collect telemetry also takes turbo 30 ms.
        TURBO_TELEMETRY_DISABLED: '1',
      },
      signal,
    },
  );
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  throw new Error(
    `The packages and the page could not be built:\n${Buffer.concat(output)}\nFix the error that the build reports, or return to a clean checkout.`,
  );
}
