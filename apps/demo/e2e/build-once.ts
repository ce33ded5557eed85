import { fileURLToPath } from 'node:url';
import { startSandbox } from '@amplify-recipes/sandbox';
import { localBackend } from '../local-backend.ts';
import { prepare } from '../prepare.ts';

/** Builds the page and synthesises the backend before the first test. All files use them. */
export async function setup(): Promise<void> {
  await prepare(false, new AbortController().signal);
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const sandbox = await startSandbox({ ...localBackend, cwd, dataDir: false });
  await sandbox.stop();
}
