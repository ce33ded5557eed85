/** Builds the page for `page-server.ts`, which serves it with the outputs of any backend. */
import { join } from 'node:path';
import { build } from 'vite';
import { PAGE_FOLDER } from './page-folder.ts';

await build({
  root: import.meta.dirname,
  logLevel: 'warn',
  resolve: {
    alias: { '../amplify_outputs.json': join(import.meta.dirname, 'src', 'served-outputs.ts') },
  },
  build: { outDir: PAGE_FOLDER, emptyOutDir: true },
});
