import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An app in a folder of its own. */
export type CreatedApp = {
  readonly folder: string;
  remove(): Promise<void>;
};

/** Creates the app of `npm create amplify`, from the template in its package. */
export async function createApp(): Promise<CreatedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'created-app-'));
  const command = fileURLToPath(import.meta.resolve('create-amplify/package.json'));
  const template = join(dirname(command), 'templates', 'basic-auth-data', 'amplify');
  await cp(template, join(folder, 'amplify'), { recursive: true });
  // `npm create amplify` writes these, and installs the packages.
  await writeFile(join(folder, 'package.json'), '{ "name": "created-app" }\n');
  await writeFile(join(folder, 'amplify', 'package.json'), '{ "type": "module" }\n');
  const packages = fileURLToPath(new URL('../node_modules', import.meta.url));
  await symlink(packages, join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
