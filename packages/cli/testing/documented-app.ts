import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AUTH, BACKEND, DATA, NEW_APP, NEW_BACKEND, NEW_DATA } from './wire-recipes.js';

/** The files of an app as in the Amplify documentation. */
const FILES = {
  'package.json': '{ "name": "documented-app", "private": true }\n',
  'amplify/package.json': '{ "type": "module" }\n',
  'amplify/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'es2022',
      moduleResolution: 'bundler',
      resolveJsonModule: true,
      esModuleInterop: true,
      forceConsistentCasingInFileNames: true,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      noEmit: true,
      paths: { '$amplify/*': ['../.amplify/generated/*'] },
    },
  }),
  [AUTH]: NEW_APP,
  [BACKEND]: NEW_BACKEND,
  [DATA]: NEW_DATA,
};

/** Writes an app as in the Amplify documentation into a folder. */
export async function writeDocumentedApp(folder: string): Promise<void> {
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
