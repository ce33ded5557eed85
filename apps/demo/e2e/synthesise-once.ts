import { fileURLToPath } from 'node:url';
import { startSandbox } from '@amplify-recipes/sandbox';
import { localBackend } from '../local-backend.ts';

/** Synthesises the backend before the first test, so that all files use the cached synthesis. */
export async function setup(): Promise<void> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const sandbox = await startSandbox({ ...localBackend, cwd, dataDir: false });
  await sandbox.stop();
}
