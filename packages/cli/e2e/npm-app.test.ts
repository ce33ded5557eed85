import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { installPackedApp, type PackedApp } from '../testing/packed-app.js';
import { PACKED_APP } from '../testing/packed-app-files.js';
import { testPackedApp } from '../testing/test-packed-app.js';

// npm puts all packages into one folder, and pnpm only those that a package depends on.
let app: PackedApp;

beforeAll(async () => {
  app = await installPackedApp('npm', PACKED_APP);
}, 600_000);

afterAll(() => {
  if (app) rmSync(app.folder, { recursive: true, force: true });
});

testPackedApp(() => app);
