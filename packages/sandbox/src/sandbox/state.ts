import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataDirectory, openDataDirectory, SECRETS_FILE } from '../store/data-directory.js';
import { openSecrets, type Secrets } from '../store/secrets.js';
import type { Lifetime } from './lifetime.js';
import type { SandboxOptions } from './sandbox.js';

/** Everything that a sandbox stores, on disk or in memory. */
export type SandboxState = DataDirectory & {
  readonly secrets: Secrets;
  /** Folder for the objects of buckets. */
  readonly objectsDir: string;
  /** Folder for files that functions write. It is removed when the sandbox stops. */
  readonly scratchDir: string;
};

/**
 * Opens the state of a sandbox.
 *
 * @param cwd Folder of the Amplify app.
 * @throws {SandboxError} `DATA_DIRECTORY_IN_USE`, `DATA_DIRECTORY_UNUSABLE`.
 */
export function openState(
  cwd: string,
  { dataDir = join(cwd, '.amplify', 'local'), fresh, secrets = {} }: SandboxOptions,
  lifetime: Lifetime,
): SandboxState {
  const data = openDataDirectory(dataDir, fresh);
  lifetime.onStop(() => data.close());
  const scratchDir = mkdtempSync(join(tmpdir(), 'amplify-recipes-'));
  lifetime.onStop(() => rmSync(scratchDir, { recursive: true, force: true }));
  return {
    ...data,
    secrets: withGiven(openSecrets(dataDir !== false && join(dataDir, SECRETS_FILE)), secrets),
    objectsDir: join(dataDir === false ? scratchDir : dataDir, 's3'),
    scratchDir,
  };
}

/** Secrets. The values that the caller passed override the stored ones. */
function withGiven(stored: Secrets, values: Readonly<Record<string, string>>): Secrets {
  const given = new Map(Object.entries(values));
  return { ...stored, get: (name) => given.get(name) ?? stored.get(name) };
}
